"""Cases as event logs for process mining: nothing personal is read, sealed parts stay closed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from engine.history import Event
from persistence import history
from persistence.projections.register import table as register
from persistence.queries.scope import Viewer, within
from persistence.tables import event

EXPORT = "case.export"
MOST = 100_000  # cases in one log
AT_ONCE = 100
_IN_ORDER = (event.c.case_id, event.c.seq)
KINDS = (
    "case.opened", "task.offered", "task.claimed", "task.assigned", "task.released", "task.completed", "task.withdrawn",
    "task.skipped", "message.received", "timer.fired", "document.issued", "document.signed", "record.corrected",
    "seat.changed", "deadline.extended", "deadline.paused", "deadline.resumed", "token.placed", "stage.rewound",
    "case.migrated", "case.suspended", "case.resumed", "case.cancelled", "case.ended",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which cases: of a family, opened in a period, ended or not (`open`, `closed`, "")."""

    process: str = ""
    since: datetime | None = None
    until: datetime | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """One case with its events in order, without their sealed parts."""

    case_id: str
    number: str
    process: str
    definition: str
    team: str
    opened_at: datetime
    exit: str | None
    exit_title: str | None
    events: Sequence[Event]


def count(viewer: Viewer, chosen: Chosen) -> int:
    """How many cases those are."""
    return len(viewer.reader.execute(_cases(viewer, chosen)).all())


def traces(viewer: Viewer, chosen: Chosen) -> Iterator[Trace]:
    """The cases, a few at a time."""
    viewer.require(EXPORT)
    cases = viewer.reader.execute(_cases(viewer, chosen)).all()
    for first in range(0, len(cases), AT_ONCE):
        some = cases[first : first + AT_ONCE]
        query = select(event.c.case_id, event.c.header).where(event.c.case_id.in_([row.case_id for row in some]))
        found: dict[str, list[Event]] = {}
        for case_id, header in viewer.reader.execute(query.where(event.c.kind.in_(KINDS)).order_by(*_IN_ORDER)):
            found.setdefault(case_id, []).append(history.read(header))
        for row in some:
            yield Trace(**row._mapping, events=found.get(row.case_id, []))


def _cases(viewer: Viewer, chosen: Chosen) -> Select[Any]:
    columns = ("case_id", "number", "process", "definition", "team", "opened_at", "exit", "exit_title")
    query = select(*(register.c[name] for name in columns))
    query = query.where(within(viewer, EXPORT, register.c.case_id, register.c.team))
    if chosen.process:
        query = query.where(register.c.process == chosen.process)
    if chosen.since:
        query = query.where(register.c.opened_at >= chosen.since)
    if chosen.until:
        query = query.where(register.c.opened_at < chosen.until)
    if chosen.status:
        query = query.where(register.c.exit.is_(None) if chosen.status == "open" else register.c.exit.is_not(None))
    return query.order_by(register.c.opened_at, register.c.case_id).limit(MOST)
