"""Cases as event logs for process mining: nothing personal is read, sealed parts stay closed."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Select, and_, or_, select

from engine.errors import NotFound
from engine.history import Event
from persistence import history
from persistence.log_orders import log_order, log_part
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


@dataclass(frozen=True, slots=True)
class LogOrder:
    """A log asked for: in which format, of which cases, how far it came; `told` is what its end needs to know."""

    id: int
    account_id: str
    ending: str
    chosen: Chosen
    total: int
    seen: int
    last: str
    told: Mapping[str, Any]
    began_at: datetime
    ended_at: datetime | None


def count(viewer: Viewer, chosen: Chosen) -> int:
    """How many cases those are."""
    return len(viewer.reader.execute(_cases(viewer, chosen)).all())


def traces(viewer: Viewer, chosen: Chosen, most: int = MOST, after: str = "") -> Iterator[Trace]:
    """The cases, a few at a time; `most` of them, those that come `after` the one such a text stands for (`mark`)."""
    viewer.require(EXPORT)
    cases = viewer.reader.execute(_after(_cases(viewer, chosen), after).limit(most)).all()
    for first in range(0, len(cases), AT_ONCE):
        some = cases[first : first + AT_ONCE]
        query = select(event.c.case_id, event.c.header).where(event.c.case_id.in_([row.case_id for row in some]))
        found: dict[str, list[Event]] = {}
        for case_id, header in viewer.reader.execute(query.where(event.c.kind.in_(KINDS)).order_by(*_IN_ORDER)):
            found.setdefault(case_id, []).append(history.read(header))
        for row in some:
            yield Trace(**row._mapping, events=found.get(row.case_id, []))


def mark(trace: Trace) -> str:
    """Where a case stands in the order of logs."""
    return f"{trace.opened_at.isoformat()} {trace.case_id}"


def orders(viewer: Viewer) -> tuple[LogOrder, ...]:
    """The logs this person asked for, the last first."""
    viewer.require(EXPORT)
    mine = select(log_order).where(log_order.c.account_id == viewer.actor.id).order_by(log_order.c.id.desc()).limit(20)
    return tuple(_order(row) for row in viewer.reader.execute(mine))


def order(reader: Connection, number: int, account_id: str | None = None) -> LogOrder:
    """One of them, of that person; raises NotFound."""
    row = reader.execute(select(log_order).where(log_order.c.id == number)).first()
    if row is None or account_id not in (None, row.account_id):
        raise NotFound()
    return _order(row)


def places(reader: Connection, number: int, kind: str) -> list[int]:
    """Which parts of a kind a log has, in order."""
    query = select(log_part.c.place).where(log_part.c.order_id == number, log_part.c.kind == kind)
    return list(reader.execute(query.order_by(log_part.c.place)).scalars())


def part(reader: Connection, number: int, kind: str, place: int) -> str:
    """The text of a part."""
    here = (log_part.c.order_id == number, log_part.c.kind == kind, log_part.c.place == place)
    return zlib.decompress(reader.execute(select(log_part.c.content).where(*here)).scalar_one()).decode()


def _order(row: Any) -> LogOrder:
    asked = orjson.loads(row.asked)
    days = {name: datetime.fromisoformat(asked[name]) if asked[name] else None for name in ("since", "until")}
    return LogOrder(row.id, row.account_id, row.ending, Chosen(**{**asked, **days}), row.total, row.seen, row.last,
                    orjson.loads(row.told), row.began_at, row.ended_at)  # fmt: skip


def _after(query: Select[Any], last: str) -> Select[Any]:
    if not last:
        return query
    at, _space, case_id = last.partition(" ")
    moment = datetime.fromisoformat(at)
    later = and_(register.c.opened_at == moment, register.c.case_id > case_id)
    return query.where(or_(register.c.opened_at > moment, later))


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
