"""Visits: every time a case was open, stood in a stage or waited at a step; how long, how late, what was paused.

One row for each, written when it begins, brought up to date while it goes on, closed when it ends. A stage
gathers the lateness and the pauses of its steps. What is late now is not written: it is worked out when asked.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text, and_, bindparam, or_

from engine import pace, visits
from engine.case import Case
from engine.definitions import Definition
from engine.visits import DONE, STEP, Visit
from persistence import promises
from persistence.prepared import Prepared, Row
from persistence.projections.projection import Change, Lived
from persistence.tables import Instant, Key, metadata
from persistence.writes import Write

table = Table(
    "visit",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("visit", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("process", Key, nullable=False),
    Column("definition", Key, nullable=False),
    Column("team", Key, nullable=False),
    Column("node", Key, nullable=False),
    Column("stage", Key),
    Column("lead", Key),
    Column("holder", Key),
    Column("opened_at", Instant, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("due", Instant),
    Column("changes", Text, nullable=False),
    Column("done_at", Instant),
    Column("done_on", Date),
    Column("outcome", Text),
    Column("worked", Integer),
    Column("paced", Integer),
    Column("missed", Boolean, nullable=False),
    Column("late", Integer, nullable=False),
    Column("paused", Integer, nullable=False),
    Column("pauses", Integer, nullable=False),
    Column("extensions", Integer, nullable=False),
    sqlite_with_rowid=False,
)
_c = table.c
is_open = _c.done_on.is_(None)
is_changed = and_(_c.kind == STEP, or_(_c.pauses > 0, _c.extensions > 0))
Index("visit_done", _c.process, _c.node, _c.done_on, _c.team, _c.definition, _c.outcome,
      _c.missed, _c.paced, _c.late, _c.lead)  # fmt: skip
Index("visit_opened", _c.process, _c.node, _c.opened_on, _c.team, _c.definition, _c.lead)
Index("visit_open", _c.process, _c.node, _c.team, _c.opened_on, _c.definition, _c.lead, sqlite_where=is_open,
      postgresql_where=is_open)  # fmt: skip
Index("visit_lead", _c.lead, _c.node, _c.done_on)
Index("visit_changed", _c.process, _c.done_on, sqlite_where=is_changed, postgresql_where=is_changed)

_mine = (_c.case_id == bindparam("its_case", type_=Key), _c.visit == bindparam("its_number", type_=Integer))
_GOES_ON = ("definition", "node", "stage", "lead", "holder", "due", "changes")
_ENDS = (*_GOES_ON, "done_at", "done_on", "outcome", "worked", "paced")
_COUNTED = ("late", "paused", "pauses", "extensions")


def _update(*names: str) -> Prepared:
    return Prepared(table.update().where(*_mine).values({name: bindparam(name, type_=_c[name].type) for name in names}))


def _gather() -> Prepared:
    """What a stage gathers when a step in it ends."""
    more = {name: _c[name] + bindparam(name, type_=Integer) for name in _COUNTED}
    missed = or_(_c.missed, bindparam("missed", type_=Boolean))
    return Prepared(table.update().where(*_mine).values(**more, missed=missed))


_BEGIN = Prepared(table.insert())
_TOUCH, _END, _GATHER = _update(*_GOES_ON), _update(*_ENDS), _gather()
_END_STEP = _update(*_ENDS, "missed", *_COUNTED)
_NOTHING: Row = {
    "done_at": None, "done_on": None, "outcome": None, "worked": None, "paced": None, "missed": False,
    **dict.fromkeys(_COUNTED, 0),
}  # fmt: skip


def _writes(change: Change) -> list[Write]:
    """What an action begins, touches and ends; a step's end is gathered by the stages around it."""
    if change.calendar is None:  # the key of a case is gone: nobody can tell any more
        return []
    was = change.was or change.definition
    old, new = visits.going_on(change.before, was), visits.going_on(change.case, change.definition)
    begun = [_row(change, change.case, change.definition, visit) for visit in new.values() if visit.id not in old]
    for visit in visits.fleeting(change.events, change.definition.plan, (*old, *new)):
        row = _row(change, change.case, change.definition, visit)
        begun.append({**row, **_ended(change, visit)})
    ended = [(visit, {**_row(change, change.before, was, visit), **_ended(change, visit)})
             for visit in old.values() if visit.id not in new]  # fmt: skip
    touched = _touched(change, was, old, new)
    steps = [row for visit, row in ended if visit.task]
    others = [row for visit, row in ended if not visit.task]
    gathered = [{**row, "its_number": around} for visit, row in ended if _counts(row) for around in visit.around]
    found = ((_BEGIN, begun), (_TOUCH, touched), (_END_STEP, steps), (_GATHER, gathered), (_END, others))
    return [Write(statement, rows) for statement, rows in found if rows]


def _counts(row: Row) -> bool:
    return any(row.get(name) for name in ("missed", *_COUNTED))


def _touched(change: Change, was: Definition, old: Mapping[int, Visit], new: Mapping[int, Visit]) -> list[Row]:
    """The rows of visits that go on and say something else now."""
    before, case = change.before, change.case
    moved = before and (was.checksum, before.team, _lead(before, was)) != (
        change.definition.checksum, case.team, _lead(case, change.definition),
    )  # fmt: skip
    goes_on = (visit for visit in new.values() if visit.id in old and (moved or visit != old[visit.id]))
    return [_row(change, case, change.definition, visit) for visit in goes_on]


def _lead(case: Case, definition: Definition) -> str | None:
    return case.seats.get(str(definition.settings.get("lead_seat", "")))


def _row(change: Change, case: Case | None, definition: Definition, visit: Visit) -> Row:
    """What a row says while its visit goes on."""
    assert case is not None
    task = visit.task
    return {
        **_NOTHING, "case_id": case.id, "visit": visit.id, "its_case": case.id, "its_number": visit.id,
        "kind": visit.kind, "process": case.process, "definition": definition.checksum, "team": case.team,
        "node": visit.node, "stage": visit.stage,
        "lead": _lead(case, definition),
        "holder": task.assignee if task else None,
        "opened_at": visit.opened_at, "opened_on": _day(change, visit.opened_at),
        "due": task.due if task else None,
        "changes": orjson.dumps(promises.to_data(task.pauses, task.extensions)).decode() if task else "[]",
    }  # fmt: skip


def _ended(change: Change, visit: Visit) -> dict[str, Any]:
    """What the end of a visit adds to its row."""
    assert change.calendar is not None
    given, task = change.events[0], visit.task
    ended = visits.outcome(visit, change.case, change.events, (change.was or change.definition).plan)
    due, pauses = (task.due, task.pauses) if task else (None, ())
    took = pace.taken(change.calendar, (visit.opened_at, given.at), due, pauses)
    row: dict[str, Any] = {
        "done_at": given.at, "done_on": _day(change, given.at), "outcome": ended,
        "worked": took.worked, "paced": pace.paced(took.worked),
    }  # fmt: skip
    if task:
        row |= {"missed": bool(due and due < given.at), "late": took.late, "paused": took.paused,
                "pauses": len(task.pauses), "extensions": len(task.extensions)}  # fmt: skip
    return {**row, "holder": given.actor} if task and ended == DONE else row


def _day(change: Change, at: Any) -> Any:
    assert change.calendar is not None
    return change.calendar.local(at).date()


passages = Lived(table, _writes)
