"""What was deployed: processes, their versions, and how many cases run on each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from engine.errors import NotFound
from persistence import shelf
from persistence.projections.register import is_open
from persistence.projections.register import table as register
from persistence.queries.scope import Viewer
from persistence.tables import account, definition, process


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """A published version; `current` is the one new cases open under."""

    checksum: str
    process: str
    title: str
    number: int
    current: bool
    published_at: datetime
    published_by: str | None
    published_by_name: str | None
    open_cases: int
    cases: int


@dataclass(frozen=True, slots=True)
class InForce:
    """The version of a process that is in force."""

    checksum: str
    process: str
    title: str


_on_it = select(func.count()).where(register.c.definition == definition.c.checksum)
_current = process.c.current == definition.c.checksum
_VERSIONS: Select[Any] = (
    select(
        definition.c.checksum, definition.c.process, definition.c.title, definition.c.number,
        _current.label("current"), definition.c.published_at, definition.c.published_by,
        account.c.name.label("published_by_name"),
        _on_it.where(is_open).scalar_subquery().label("open_cases"),
        _on_it.scalar_subquery().label("cases"),
    )
    .join(process, process.c.key == definition.c.process)
    .outerjoin(account, account.c.id == definition.c.published_by)
    .order_by(definition.c.process, definition.c.number.desc())
)  # fmt: skip


def versions(viewer: Viewer, process: str | None = None) -> tuple[DefinitionRow, ...]:
    """Deployed versions by process, the newest first; raises NotAllowed without `definitions.read`."""
    viewer.require("definitions.read")
    query = _VERSIONS.where(definition.c.process == process) if process else _VERSIONS
    return _rows(viewer, query)


def version(viewer: Viewer, checksum: str) -> DefinitionRow:
    """One version; raises NotFound or NotAllowed."""
    viewer.require("definitions.read")
    found = _rows(viewer, _VERSIONS.where(definition.c.checksum == checksum))
    if not found:
        raise NotFound()
    return found[0]


def open_elsewhere(viewer: Viewer, row: DefinitionRow) -> int:
    """How many open cases of its process are on other versions."""
    here = (register.c.process == row.process, register.c.definition != row.checksum, is_open)
    return int(viewer.reader.execute(select(func.count()).select_from(register).where(*here)).scalar_one())


def files(viewer: Viewer, checksum: str) -> dict[str, str]:
    """The published files, name → text; the diagrams are those ending in `.bpmn`. Raises NotFound.

    A diagram holds nothing personal: whoever sees a case may see what it runs on.
    """
    return shelf.files(viewer.reader, checksum)


def in_force(viewer: Viewer) -> tuple[InForce, ...]:
    """What new cases open under, by title; without counts, so that every page may ask."""
    query = select(definition.c.checksum, definition.c.process, definition.c.title)
    found = query.join(process, process.c.key == definition.c.process).where(_current)
    return tuple(InForce(*row) for row in viewer.reader.execute(found.order_by(definition.c.title)))


def numbers(viewer: Viewer, process: str) -> tuple[tuple[str, int], ...]:
    """The versions of a process as (checksum, number), the newest first; without counts."""
    query = select(definition.c.checksum, definition.c.number).where(definition.c.process == process)
    return tuple((row[0], row[1]) for row in viewer.reader.execute(query.order_by(definition.c.number.desc())))


def current(viewer: Viewer) -> tuple[DefinitionRow, ...]:
    """The versions in force; no permission needed (anyone may see what can be opened)."""
    return _rows(viewer, _VERSIONS.where(_current))


def _rows(viewer: Viewer, query: Select[Any]) -> tuple[DefinitionRow, ...]:
    return tuple(DefinitionRow(**row._mapping) for row in viewer.reader.execute(query))
