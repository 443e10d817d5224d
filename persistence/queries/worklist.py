"""Open tasks: mine, offered to my roles, and all within reach."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Select, and_, bindparam, case, false, func, or_, select, true

from engine.deadlines import Extension, Pause
from engine.errors import NotFound
from persistence import promises
from persistence.prepared import Prepared
from persistence.projections.register import table as register
from persistence.projections.worklist import offered
from persistence.projections.worklist import table as open_task
from persistence.queries.case_head import CaseHead
from persistence.queries.page import SIZE, Order, Page
from persistence.queries.scope import Condition, Viewer, is_offered_to, reaches, within
from persistence.tables import Key, account, definition, team

MINE, OFFERED, ALL = "mine", "offered", "all"
ORDER = Order((open_task.c.order_by, open_task.c.case_id, open_task.c.token))
LATE, SOON, LATER, PAUSED, NONE = "late", "soon", "later", "paused", "none"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An open task as lists and the task page show it."""

    case_id: str
    token: int
    case_number: str
    case_title: str
    process: str
    process_title: str
    definition: str
    team: str
    team_title: str
    node: str
    name: str
    stage: str | None
    stage_name: str
    role: str
    seat: str
    assignee: str | None
    assignee_name: str | None
    offered_at: datetime
    claimed_at: datetime | None
    anchor_at: datetime | None
    due: datetime | None
    warn_at: datetime | None
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]
    lender: str | None = None
    lender_name: str | None = None
    follow_up: datetime | None = None
    cause: str = ""
    suspended: bool = False

    def lateness(self, now: datetime) -> str:
        """`late`, `soon` or `later`; `none` without a deadline, `paused` while it does not count."""
        if self.due is None:
            return PAUSED if self.pauses and self.pauses[-1].until is None else NONE
        if self.due < now:
            return LATE
        return SOON if self.warn_at and self.warn_at <= now else LATER


@dataclass(frozen=True, slots=True)
class Filters:
    """Which open tasks: `whose` is mine | offered | all, `lateness` late | soon | later; None means any.

    `number` is a case's own; `put_off` those whose day to come back is still ahead, or (False) all others.
    """

    whose: str = MINE
    process: str | None = None
    stage: str | None = None
    lateness: str | None = None
    team: str | None = None
    number: str | None = None
    put_off: bool | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers for badges; late, soon and today's are of the viewer's own, without those put off."""

    mine: int
    offered: int
    late: int
    soon: int
    put_off: int = 0
    today: int = 0


def page(viewer: Viewer, filters: Filters, after: str | None = None, size: int = SIZE) -> Page[TaskRow]:
    """Open tasks, the most urgent first, those without a deadline last."""
    return read(viewer, _chosen(viewer, filters), after, size)


def counts(viewer: Viewer) -> Counts:
    """How many tasks wait for the viewer; late and soon count his own claimed ones."""
    mine, free = open_task.c.assignee.in_(viewer.actor.ids), is_offered_to(viewer.actor)
    states, later = lateness(viewer.now), _put_off(viewer.now)
    midnight = viewer.now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    now, today = and_(mine, ~later), and_(open_task.c.due >= viewer.now, open_task.c.due < midnight)
    wanted = (now, free, and_(now, states[LATE]), and_(now, states[SOON]), and_(mine, later), and_(now, today))
    columns = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in wanted]
    query = select(*columns).where(or_(mine, free), _goes_on, _reach(viewer, "task.work"))
    return Counts(*(int(number) for number in viewer.reader.execute(query).one()))


def stages(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """The stages in which tasks wait for the viewer or his roles, by name."""
    mine = or_(open_task.c.assignee.in_(viewer.actor.ids), is_offered_to(viewer.actor))
    query = select(open_task.c.stage, open_task.c.stage_name).where(mine, open_task.c.stage.is_not(None))
    found = viewer.reader.execute(query.where(_reach(viewer, "task.work")).distinct())
    return tuple(sorted(((row[0], row[1]) for row in found), key=lambda stage: stage[::-1]))


def next_tasks(viewer: Viewer, case_id: str) -> tuple[TaskRow, ...]:
    """The open tasks of one case that the viewer may see, the most urgent first."""
    return _of_case(viewer, case_id) if reaches(viewer, "case.read", case_id) else ()


def of_case(viewer: Viewer, head: CaseHead) -> tuple[TaskRow, ...]:
    """The open tasks of a case that the viewer is known to see."""
    return _of_case(viewer, head.id)


def task(viewer: Viewer, case_id: str, token: int) -> TaskRow:
    """One open task; raises NotFound when it is not open or the viewer may not see its case."""
    found = next((row for row in next_tasks(viewer, case_id) if row.token == token), None)
    if found is None:
        raise NotFound()
    return found


def lateness(now: datetime) -> Mapping[str, Condition]:
    """The states a deadline can be in, as conditions on open tasks."""
    late, soon = open_task.c.due < now, and_(open_task.c.due >= now, open_task.c.warn_at <= now)
    return {LATE: late, SOON: soon, LATER: and_(open_task.c.order_by >= now, ~func.coalesce(soon, False))}


def read(viewer: Viewer, chosen: Condition, after: str | None = None, size: int = SIZE) -> Page[TaskRow]:
    """The open tasks for which `chosen` holds, in order of urgency."""
    found = ORDER.cut(viewer.reader, _TASKS.where(chosen), after, size)
    return Page(tuple(_row(dict(row._mapping)) for row in found.rows), found.next)


def _chosen(viewer: Viewer, filters: Filters) -> Condition:
    permission, whose = _WHOSE[filters.whose]
    put_off = _put_off(viewer.now)
    equal = {
        open_task.c.process: filters.process,
        open_task.c.stage: filters.stage,
        open_task.c.team: filters.team,
        register.c.number: filters.number,
    }
    wanted = [column == value for column, value in equal.items() if value]
    state = lateness(viewer.now)[filters.lateness] if filters.lateness else true()
    wanted += [] if filters.put_off is None else [put_off if filters.put_off else ~put_off]
    wanted += [] if filters.whose == ALL else [_goes_on]
    return and_(whose(viewer), _reach(viewer, permission), state, *wanted)


_goes_on = ~open_task.c.suspended


def _put_off(now: datetime) -> Condition:
    """Tasks that their holder comes back to later; never those that are late."""
    ahead, on_time = open_task.c.follow_up > now, or_(open_task.c.due.is_(None), open_task.c.due >= now)
    return func.coalesce(and_(ahead, on_time), false())


def _reach(viewer: Viewer, permission: str) -> Condition:
    return within(viewer, permission, open_task.c.case_id, open_task.c.team)


_WHOSE: Mapping[str, tuple[str, Callable[[Viewer], Condition]]] = {
    MINE: ("task.work", lambda viewer: open_task.c.assignee.in_(viewer.actor.ids)),
    OFFERED: ("task.work", lambda viewer: and_(offered, is_offered_to(viewer.actor))),
    ALL: ("case.read", lambda _viewer: true()),
}

_lender = account.alias()
_TASKS: Select[Any] = (
    select(
        open_task,
        register.c.number.label("case_number"),
        register.c.title.label("case_title"),
        register.c.definition,
        definition.c.title.label("process_title"),
        func.coalesce(team.c.title, open_task.c.team).label("team_title"),
        account.c.name.label("assignee_name"),
        _lender.c.name.label("lender_name"),
    )
    .join(register, register.c.case_id == open_task.c.case_id)
    .join(definition, definition.c.checksum == register.c.definition)
    .outerjoin(team, team.c.key == open_task.c.team)
    .outerjoin(account, account.c.id == open_task.c.assignee)
    .outerjoin(_lender, _lender.c.id == open_task.c.lender)
)


def _of_case(viewer: Viewer, case_id: str) -> tuple[TaskRow, ...]:
    return tuple(_row(told) for told in _OF_CASE.named(viewer.reader, case_id=case_id))


_OF_CASE = Prepared(_TASKS.where(open_task.c.case_id == bindparam("case_id", type_=Key)).order_by(*ORDER.keys))


def _row(found: dict[str, Any]) -> TaskRow:
    del found["order_by"]
    found["pauses"], found["extensions"] = promises.from_data(orjson.loads(found.pop("changes")))
    return TaskRow(**found)
