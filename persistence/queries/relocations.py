"""Moving open cases to another version: whom it would touch, how far it is, what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, func, select

from engine.checks import Finding
from engine.errors import NotFound
from engine.relocating import FITS, LOOK, MOVED, STAYS, WAITING, Relocation
from persistence.projections.register import is_open
from persistence.projections.register import table as register
from persistence.projections.standing import table as standing
from persistence.queries.page import Order, Page
from persistence.queries.scope import Condition, Viewer, within
from persistence.relocation_tables import relocated, relocation
from persistence.relocations import read
from persistence.tables import account

PERMISSION = "case.operate"
ORDER = Order((relocated.c.case_id,))


@dataclass(frozen=True, slots=True)
class Place:
    """An element of an older version, and how many open cases stand on it."""

    definition: str
    node: str
    cases: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A relocation with its counts and who asked for it."""

    relocation: Relocation
    asked_by_name: str | None
    moved_at: datetime
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def gone(self) -> int:
        """How many have their fate."""
        return self.total - self.counts.get(WAITING, 0)


@dataclass(frozen=True, slots=True)
class Passenger:
    """What became of one case."""

    case_id: str
    number: str
    title: str
    status: str
    findings: tuple[Finding, ...]


def places(viewer: Viewer, process: str, to: str) -> tuple[Place, ...]:
    """Where the open cases of other versions stand."""
    viewer.require(PERMISSION)
    count = func.count(standing.c.case_id.distinct())
    query = (
        select(register.c.definition, standing.c.node, count)
        .join(standing, standing.c.case_id == register.c.case_id)
        .where(*_movable(viewer, process, to))
        .group_by(register.c.definition, standing.c.node)
        .order_by(register.c.definition, count.desc(), standing.c.node)
    )
    return tuple(Place(*row) for row in viewer.reader.execute(query))


def sources(viewer: Viewer, process: str, to: str) -> dict[str, int]:
    """How many open cases each other version has, by its checksum."""
    query = select(register.c.definition, func.count()).where(*_movable(viewer, process, to))
    return {row[0]: int(row[1]) for row in viewer.reader.execute(query.group_by(register.c.definition))}


def movable(viewer: Viewer, process: str, to: str, wanted: tuple[str, ...]) -> list[str]:
    """The open cases of these versions, by their ids."""
    query = select(register.c.case_id).where(*_movable(viewer, process, to), register.c.definition.in_(wanted))
    return [row[0] for row in viewer.reader.execute(query.order_by(register.c.case_id))]


def progress(viewer: Viewer, number: int) -> Progress:
    """How far it is; raises NotFound."""
    found = _progress(viewer, _LISTED.where(relocation.c.id == number))
    if not found:
        raise NotFound()
    return found[0]


def moves(viewer: Viewer, to: str, most: int = 20) -> tuple[Progress, ...]:
    """What was moved to a version and back from it, the latest first; looks are left out."""
    here = (relocation.c.to == to, relocation.c.kind != LOOK)
    return _progress(viewer, _LISTED.where(*here).order_by(relocation.c.id.desc()).limit(most))


def undone(viewer: Viewer, number: int) -> int | None:
    """The relocation that takes it back, if there is one."""
    query = select(func.max(relocation.c.id)).where(relocation.c.undoes == number)
    found: int | None = viewer.reader.execute(query).scalar()
    return found


def passengers(viewer: Viewer, number: int, status: str, after: str | None = None) -> Page[Passenger]:
    """The cases with that fate, as far as the viewer may see them."""
    query = (
        select(relocated.c.case_id, register.c.number, register.c.title, relocated.c.status, relocated.c.findings)
        .join(register, register.c.case_id == relocated.c.case_id)
        .where(relocated.c.relocation_id == number, relocated.c.status == status, _within(viewer))
    )
    found = ORDER.cut(viewer.reader, query, after)
    return Page(tuple(_passenger(row) for row in found.rows), found.next)


_LISTED: Select[Any] = select(relocation, account.c.name.label("asked_by_name")).outerjoin(
    account, account.c.id == relocation.c.asked_by
)
STATUSES = (STAYS, MOVED, FITS, WAITING)


def _progress(viewer: Viewer, query: Select[Any]) -> tuple[Progress, ...]:
    viewer.require(PERMISSION)
    rows = viewer.reader.execute(query).all()
    here = relocated.c.relocation_id.in_([row.id for row in rows])
    by = (relocated.c.relocation_id, relocated.c.status)
    counts: dict[int, dict[str, int]] = {row.id: {} for row in rows}
    for number, status, count in viewer.reader.execute(select(*by, func.count()).where(here).group_by(*by)):
        counts[number][status] = count
    return tuple(Progress(read(row), row.asked_by_name, row.moved_at, counts[row.id]) for row in rows)


def _passenger(row: Any) -> Passenger:
    findings = tuple(Finding(**each) for each in orjson.loads(row.findings))
    return Passenger(row.case_id, row.number, row.title, row.status, findings)


def _movable(viewer: Viewer, process: str, to: str) -> tuple[Condition, ...]:
    mine = within(viewer, PERMISSION, register.c.case_id, register.c.team)
    return (register.c.process == process, register.c.definition != to, is_open, mine)


def _within(viewer: Viewer) -> Condition:
    return within(viewer, PERMISSION, register.c.case_id, register.c.team)
