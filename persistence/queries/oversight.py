"""What auditors look at: departures from the method, who looked at what, checkpoints, inspections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Column, ColumnElement, Select, and_, func, select

from persistence import history
from persistence.findings import PROBLEMS
from persistence.oversight import access, inspection
from persistence.projections.departures import table as departure
from persistence.projections.register import table as register
from persistence.projections.worklist import table as open_task
from persistence.queries import worklist
from persistence.queries.case_head import CaseHead
from persistence.queries.page import Order, Page
from persistence.queries.scope import Viewer, within
from persistence.queries.worklist import TaskRow
from persistence.sequence import checkpoint, leaf, queue
from persistence.tables import account, event
from persistence.vault import Seal, Vault

__all__ = [
    "PROBLEMS", "CheckpointRow", "DepartureRow", "Inspection", "LookRow", "Wanted", "Watched", "checkpoints",
    "counts", "departures", "departures_of", "last_inspection", "logged", "looks", "looks_between", "looks_of",
    "overdue",
]  # fmt: skip

READ, OVERSEE = "history.read", "oversight.read"
MOST_LATE = 50


@dataclass(frozen=True, slots=True)
class DepartureRow:
    """A departure; `reason` is what was said why, `amount` and `unit` by how much a deadline moved."""

    case_id: str
    number: str
    title: str
    seq: int
    kind: str
    node_name: str
    at: datetime
    by: str | None
    by_name: str | None
    due: datetime | None
    holder_name: str | None
    data: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which departures: of a kind, a family, a team, a period."""

    kind: str = ""
    process: str = ""
    team: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LookRow:
    """Somebody looked at a page of a case, coming from another."""

    id: int
    at: datetime
    account: str
    name: str
    case_id: str
    number: str | None
    title: str | None
    page: str
    detail: str
    came_from: str


@dataclass(frozen=True, slots=True)
class Watched:
    """Which looks: at a case (its number), by a person, in a period."""

    number: str = ""
    account: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A signed checkpoint."""

    size: int
    at: datetime
    root: bytes
    key_id: str
    note: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """Looking everything over: how far it came and what it found."""

    id: int
    began_at: datetime
    moved_at: datetime
    ended_at: datetime | None
    by_name: str | None
    total: int
    seen: int
    findings: Sequence[Mapping[str, str]]


_by, _holder = account.alias(), account.alias()
_DEPARTURES: Select[Any] = (
    select(
        departure, register.c.number, register.c.title, event.c.header, event.c.sealed,
        event.c.kind.label("event_kind"), _by.c.name.label("by_name"), _holder.c.name.label("holder_name"),
    )
    .join(register, register.c.case_id == departure.c.case_id)
    .join(event, and_(event.c.case_id == departure.c.case_id, event.c.seq == departure.c.seq))
    .outerjoin(_by, _by.c.id == departure.c.by)
    .outerjoin(_holder, _holder.c.id == departure.c.holder)
)  # fmt: skip
_NEWEST = Order((departure.c.at, departure.c.case_id, departure.c.seq, departure.c.kind), falling=True)
_LOOKS: Select[Any] = (
    select(access, account.c.name, register.c.number, register.c.title)
    .outerjoin(account, account.c.id == access.c.account_id)
    .outerjoin(register, register.c.case_id == access.c.case_id)
)
_LAST_LOOKED = Order((access.c.id,), falling=True)
_SIGNED = Order((checkpoint.c.size,), falling=True)


def departures(viewer: Viewer, vault: Vault, wanted: Wanted, after: str | None = None) -> Page[DepartureRow]:
    """Departures in all cases the viewer may check, the newest first."""
    clauses = [within(viewer, READ, register.c.case_id, register.c.team), *_chosen(wanted)]
    return _departures(viewer, vault, _DEPARTURES.where(*clauses), after)


def departures_of(viewer: Viewer, vault: Vault, head: CaseHead, after: str | None = None) -> Page[DepartureRow]:
    """Departures in one case, the newest first."""
    return _departures(viewer, vault, _DEPARTURES.where(departure.c.case_id == head.id), after)


def overdue(viewer: Viewer, wanted: Wanted, case_id: str = "") -> Page[TaskRow]:
    """Open tasks that are late now, in all cases the viewer may check or in one: departures to be."""
    late = and_(worklist.lateness(viewer.now)[worklist.LATE], ~open_task.c.suspended)
    here = open_task.c.case_id == case_id if case_id else within(viewer, READ, open_task.c.case_id, open_task.c.team)
    pairs = ((open_task.c.process, wanted.process), (open_task.c.team, wanted.team))
    chosen = [column == given for column, given in pairs if given]
    return worklist.read(viewer, and_(late, here, *chosen), size=MOST_LATE)


def counts(viewer: Viewer, wanted: Wanted) -> dict[str, int]:
    """How many departures of each kind there are in those cases."""
    clauses = [within(viewer, READ, register.c.case_id, register.c.team), *_chosen(wanted)]
    query = select(departure.c.kind, func.count()).join(register, register.c.case_id == departure.c.case_id)
    found = viewer.reader.execute(query.where(*clauses).group_by(departure.c.kind))
    return {row[0]: row[1] for row in found}


def looks(viewer: Viewer, wanted: Watched, after: str | None = None) -> Page[LookRow]:
    """Who looked at what, in all cases, the last first."""
    viewer.require(OVERSEE)
    query = _LOOKS.where(within(viewer, OVERSEE, register.c.case_id, register.c.team), *_watched(wanted))
    return _looked(viewer, query, after)


def looks_of(viewer: Viewer, head: CaseHead, after: str | None = None) -> Page[LookRow]:
    """Who looked at one case."""
    return _looked(viewer, _LOOKS.where(access.c.case_id == head.id), after)


def looks_between(viewer: Viewer, head: CaseHead, since: datetime, until: datetime | None) -> tuple[LookRow, ...]:
    """Who looked at a case while it stood so."""
    query = _LOOKS.where(access.c.case_id == head.id, access.c.at >= since)
    query = query.where(access.c.at < until) if until else query
    return tuple(_looked(viewer, query, None).rows)


def checkpoints(viewer: Viewer, after: str | None = None) -> Page[CheckpointRow]:
    """Signed checkpoints, the last first."""
    viewer.require(OVERSEE)
    found = _SIGNED.cut(viewer.reader, select(checkpoint), after, 20)
    return Page(tuple(CheckpointRow(row.size, row.at, row.root, row.key_id, row.note) for row in found), found.next)


def logged(viewer: Viewer) -> tuple[int, int]:
    """How many entries the log has, and how many wait for their places."""
    viewer.require(OVERSEE)
    size = viewer.reader.execute(select(func.coalesce(func.max(leaf.c.pos) + 1, 0))).scalar_one()
    return size, viewer.reader.execute(select(func.count()).select_from(queue)).scalar_one()


def last_inspection(viewer: Viewer) -> Inspection | None:
    """The last time everything was looked over."""
    viewer.require(OVERSEE)
    query = select(inspection, account.c.name).outerjoin(account, account.c.id == inspection.c.account_id)
    row = viewer.reader.execute(query.order_by(inspection.c.id.desc()).limit(1)).first()
    if row is None:
        return None
    return Inspection(row.id, row.began_at, row.moved_at, row.ended_at, row.name, row.total, row.seen,
                      orjson.loads(row.findings))  # fmt: skip


def _chosen(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [(departure.c.kind, wanted.kind), (register.c.process, wanted.process), (register.c.team, wanted.team)]
    return [column == given for column, given in found if given] + _within(departure.c.at, wanted)


def _watched(wanted: Watched) -> list[ColumnElement[bool]]:
    found = [(register.c.number, wanted.number), (access.c.account_id, wanted.account)]
    return [column == given for column, given in found if given] + _within(access.c.at, wanted)


def _within(moment: Column[Any], wanted: Wanted | Watched) -> list[ColumnElement[bool]]:
    since = [moment >= wanted.since] if wanted.since else []
    return since + ([moment < wanted.until] if wanted.until else [])


def _departures(viewer: Viewer, vault: Vault, query: Select[Any], after: str | None) -> Page[DepartureRow]:
    found = _NEWEST.cut(viewer.reader, query, after)
    cases = {row.case_id for row in found}
    seals = {case_id: history.seal_of(viewer.reader, vault, case_id) for case_id in cases}
    return Page(tuple(_departure(row, seals[row.case_id]) for row in found), found.next)


def _departure(row: Any, seal: Seal | None) -> DepartureRow:
    private = seal.open(row.sealed, row.case_id, row.seq, row.event_kind) if seal else {}
    said = {**private.get("record", {})} if row.event_kind == "task.completed" else private
    return DepartureRow(
        row.case_id, row.number, row.title, row.seq, row.kind, row.node_name, row.at, row.by, row.by_name,
        row.due, row.holder_name, history.read(row.header).data, str(said.get("reason", "") or ""),
    )  # fmt: skip


def _looked(viewer: Viewer, query: Select[Any], after: str | None) -> Page[LookRow]:
    found = _LAST_LOOKED.cut(viewer.reader, query, after)
    rows = (
        LookRow(row.id, row.at, row.account_id, row.name or row.account_id, row.case_id, row.number, row.title,
                row.page, row.detail, row.came_from)
        for row in found
    )  # fmt: skip
    return Page(tuple(rows), found.next)
