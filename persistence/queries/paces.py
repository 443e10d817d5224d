"""How long steps and stages take: started, finished in time and late, by how much, how long, open now.

Numbers are read within `reports.read`; the cases behind them only as far as the viewer may see cases too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Column, Select, Table, and_, func, or_, select

from engine import pace
from engine.deadlines import Extension, Pause
from engine.pace import Spread
from engine.visits import DONE, SKIPPED, STEP, WITHDRAWN
from persistence import promises
from persistence.projections.register import table as register
from persistence.projections.visits import is_changed, is_open
from persistence.projections.visits import table as visit
from persistence.projections.worklist import table as open_task
from persistence.queries.page import SIZE, Order, Page
from persistence.queries.scope import Condition, Viewer, within
from persistence.tables import account

PERMISSION = "reports.read"
FINISHED = (DONE, SKIPPED)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which visits: of a process, perhaps a version, a team, a curator; from `since` to `until`, both within."""

    since: date
    until: date
    process: str
    definition: str | None = None
    team: str | None = None
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """Whom late tasks wait for: a person, or the role they are offered to; the oldest was due `since`."""

    account: str | None
    name: str
    role: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Passage:
    """What became of an element's visits. `late_sum` and `late_most` are minutes of working time."""

    started: int = 0
    finished: int = 0
    in_time: int = 0
    late: int = 0
    late_sum: int = 0
    late_most: int = 0
    withdrawn: int = 0
    spread: Spread = field(default_factory=Spread)
    open: int = 0
    pauses: int = 0
    paused: int = 0
    extensions: int = 0


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit and its case; `name` of the holder. Times in minutes of working time."""

    case_id: str
    visit: int
    number: str
    title: str
    team: str
    node: str
    holder: str | None
    holder_name: str | None
    lead_name: str | None
    opened_at: datetime
    due: datetime | None
    done_at: datetime | None
    outcome: str | None
    worked: int | None
    missed: bool
    late: int
    paused: int
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]


def passages(viewer: Viewer, chosen: Chosen, nodes: Iterable[str]) -> Mapping[str, Passage]:
    """What became of the visits at each of the elements; elements without any are there too."""
    wanted = sorted(set(nodes))
    ends, changes = _ends(viewer, chosen, wanted), _changes(viewer, chosen, wanted)
    started, standing = _started(viewer, chosen, wanted), _standing(viewer, chosen, wanted)
    return {
        node: Passage(started=started[node], open=standing[node], **ends.get(node, {}), **changes.get(node, {}))
        for node in wanted
    }


def late_now(viewer: Viewer, chosen: Chosen, nodes: Iterable[str]) -> Mapping[str, tuple[Waits, ...]]:
    """Steps that are late now, and whom each waits for; the one with most late tasks first."""
    reach = within(viewer, PERMISSION, open_task.c.case_id, open_task.c.team)
    query = select(
        open_task.c.node, open_task.c.assignee, func.max(account.c.name), func.max(open_task.c.role),
        func.count(), func.min(open_task.c.due),
    ).outerjoin(account, account.c.id == open_task.c.assignee)  # fmt: skip
    query = query.where(open_task.c.due < viewer.now, open_task.c.node.in_(sorted(set(nodes))), reach)
    query = _narrowed(query, chosen, open_task).group_by(open_task.c.node, open_task.c.assignee)
    found: dict[str, list[Waits]] = defaultdict(list)
    for node, holder, name, role, count, since in viewer.reader.execute(query):
        found[node].append(Waits(holder, name or "", role, count, since))
    return {node: tuple(sorted(rows, key=lambda row: (-row.count, row.since))) for node, rows in found.items()}


def busiest(viewer: Viewer) -> tuple[str, ...]:
    """The processes with open tasks within reach, that with most of them first."""
    reach = within(viewer, PERMISSION, open_task.c.case_id, open_task.c.team)
    query = select(open_task.c.process).where(reach).group_by(open_task.c.process)
    return tuple(viewer.reader.execute(query.order_by(func.count().desc(), open_task.c.process)).scalars())


def leads(viewer: Viewer, process: str | None, team: str | None) -> tuple[tuple[str, str], ...]:
    """Who leads cases within reach now, as (account, name) by name."""
    query = select(register.c.lead, account.c.name).join(account, account.c.id == register.c.lead)
    query = query.where(register.c.exit.is_(None), within(viewer, PERMISSION, register.c.case_id, register.c.team))
    query = query.where(register.c.process == process) if process else query
    query = query.where(register.c.team == team) if team else query
    return tuple((row[0], row[1]) for row in viewer.reader.execute(query.distinct().order_by(account.c.name)))


def _here(viewer: Viewer, chosen: Chosen, nodes: list[str]) -> Condition:
    return and_(visit.c.node.in_(nodes), narrow(viewer, chosen))


def narrow(viewer: Viewer, chosen: Chosen) -> Condition:
    """Visits of the choice within reach, whenever they were."""
    equal = {visit.c.definition: chosen.definition, visit.c.team: chosen.team, visit.c.lead: chosen.lead}
    return and_(
        visit.c.process == chosen.process,
        within(viewer, PERMISSION, visit.c.case_id, visit.c.team),
        *(column == value for column, value in equal.items() if value),
    )


def _during(column: Column[Any], chosen: Chosen) -> Condition:
    return column.between(chosen.since, chosen.until)


def _ends(viewer: Viewer, chosen: Chosen, nodes: list[str]) -> Mapping[str, Mapping[str, Any]]:
    """Everything about ended visits, from one pass over an index: they are counted by what people are told."""
    alike = (visit.c.node, visit.c.outcome, visit.c.missed, visit.c.paced)
    query = select(*alike, func.count(), func.sum(visit.c.late), func.max(visit.c.late))
    query = query.where(_here(viewer, chosen, nodes), _during(visit.c.done_on, chosen)).group_by(*alike)
    found: dict[str, dict[str, Any]] = {}
    paces: dict[str, Counter[int]] = defaultdict(Counter)
    for node, outcome, missed, paced, count, late, most in viewer.reader.execute(query):
        told = found.setdefault(node, dict.fromkeys(_ENDS, 0))
        if outcome == WITHDRAWN:
            told["withdrawn"] += count
            continue
        paces[node][paced] += count
        told["finished"] += count
        told["late" if missed else "in_time"] += count
        told["late_sum"] += int(late or 0)
        told["late_most"] = max(told["late_most"], most or 0)
    return {node: {**told, "spread": pace.spread(paces[node])} for node, told in found.items()}


_ENDS = ("finished", "in_time", "late", "late_sum", "late_most", "withdrawn")


def _started(viewer: Viewer, chosen: Chosen, nodes: list[str]) -> Counter[str]:
    query = select(visit.c.node, func.count()).where(_here(viewer, chosen, nodes), _during(visit.c.opened_on, chosen))
    return Counter(dict(map(tuple, viewer.reader.execute(query.group_by(visit.c.node)))))


def _standing(viewer: Viewer, chosen: Chosen, nodes: list[str]) -> Counter[str]:
    query = select(visit.c.node, func.count()).where(_here(viewer, chosen, nodes), is_open).group_by(visit.c.node)
    return Counter(dict(map(tuple, viewer.reader.execute(query))))


def _changes(viewer: Viewer, chosen: Chosen, nodes: list[str]) -> Mapping[str, Mapping[str, Any]]:
    """Pauses and extensions of steps that ended in the period, told for the step and for its stage."""
    names = ("pauses", "paused", "extensions")
    sums = [func.sum(visit.c[name]) for name in names]
    query = select(visit.c.node, visit.c.stage, *sums).where(_changed(viewer, chosen, nodes))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for node, stage, *numbers in viewer.reader.execute(query.group_by(visit.c.node, visit.c.stage)):
        for place in {node, stage} & set(nodes):
            found[place].update(dict(zip(names, map(int, numbers), strict=True)))
    return found


def _changed(viewer: Viewer, chosen: Chosen, nodes: list[str]) -> Condition:
    """Steps whose deadline was paused or extended, at the elements or in them, that ended in the period."""
    there = or_(visit.c.node.in_(nodes), visit.c.stage.in_(nodes))
    return and_(is_changed, there, _during(visit.c.done_on, chosen), narrow(viewer, chosen))


def _narrowed(query: Select[Any], chosen: Chosen, table: Table) -> Select[Any]:
    """Of the process, and of a team, version or curator where named; the register knows the latter two."""
    query = query.where(table.c.process == chosen.process)
    query = query.where(table.c.team == chosen.team) if chosen.team else query
    if chosen.definition or chosen.lead:
        query = query.join(register, register.c.case_id == table.c.case_id)
        query = query.where(register.c.definition == chosen.definition) if chosen.definition else query
        query = query.where(register.c.lead == chosen.lead) if chosen.lead else query
    return query


# --- the cases behind a number ---------------------------------------------------------------

STARTED, ENDED, IN_TIME, LATE, UNDONE, OPEN, LATE_NOW, CHANGED = (
    "started", "finished", "in_time", "late", "withdrawn", "open", "late_now", "changed",
)  # fmt: skip
WHICH = (STARTED, ENDED, IN_TIME, LATE, UNDONE, OPEN, LATE_NOW, CHANGED)


@dataclass(frozen=True, slots=True)
class Number:
    """Which number of a table: the elements it counts, and which of their visits (one of `WHICH`)."""

    nodes: frozenset[str]
    which: str


_ORDER = Order((visit.c.opened_at, visit.c.case_id, visit.c.visit), falling=True)
_holder, _lead = account.alias(), account.alias()
_VISITS: Select[Any] = (
    select(
        visit.c.case_id, visit.c.visit, register.c.number, register.c.title, visit.c.team, visit.c.node,
        visit.c.holder, _holder.c.name.label("holder_name"), _lead.c.name.label("lead_name"), visit.c.opened_at,
        visit.c.due, visit.c.done_at, visit.c.outcome, visit.c.worked, visit.c.missed, visit.c.late,
        visit.c.paused, visit.c.changes,
    )
    .join(register, register.c.case_id == visit.c.case_id)
    .outerjoin(_holder, _holder.c.id == visit.c.holder)
    .outerjoin(_lead, _lead.c.id == visit.c.lead)
)  # fmt: skip


def behind(
    viewer: Viewer, chosen: Chosen, number: Number, after: str | None = None, size: int = SIZE
) -> Page[VisitRow]:
    """The visits behind a number, the latest first, of the cases that the viewer may see."""
    seen = within(viewer, "case.read", visit.c.case_id, visit.c.team)
    query = _VISITS.where(_which(viewer, chosen, number), seen)
    found = _ORDER.cut(viewer.reader, query, after, size)
    return Page(tuple(_row(dict(row._mapping)) for row in found.rows), found.next)


def _which(viewer: Viewer, chosen: Chosen, number: Number) -> Condition:
    nodes = sorted(number.nodes)
    here, ended = _here(viewer, chosen, nodes), _during(visit.c.done_on, chosen)
    done = visit.c.outcome.in_(FINISHED)
    if number.which == CHANGED:
        return _changed(viewer, chosen, nodes)
    found: Mapping[str, Condition] = {
        STARTED: _during(visit.c.opened_on, chosen),
        ENDED: and_(ended, done),
        IN_TIME: and_(ended, done, ~visit.c.missed),
        LATE: and_(ended, done, visit.c.missed),
        UNDONE: and_(ended, visit.c.outcome == WITHDRAWN),
        OPEN: is_open,
        LATE_NOW: and_(is_open, visit.c.kind == STEP, visit.c.due < viewer.now),
    }
    return and_(here, found[number.which])


def _row(found: dict[str, Any]) -> VisitRow:
    found["pauses"], found["extensions"] = promises.from_data(orjson.loads(found.pop("changes")))
    return VisitRow(**found)
