"""What is late and soon late, by process and stage, and whom it waits for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, and_, case, func, or_, select

from persistence.projections.register import table as register
from persistence.projections.standing import table as standing
from persistence.projections.worklist import table as open_task
from persistence.queries import worklist
from persistence.queries.page import Page
from persistence.queries.scope import Condition, Viewer, within
from persistence.queries.worklist import LATE, SOON, TaskRow
from persistence.tables import account, definition
from persistence.tables import process as process_

PERMISSION = "deadlines.read"


@dataclass(frozen=True, slots=True)
class StageLoad:
    """A stage of a process: cases standing in it, open tasks, late and soon-late ones."""

    process: str
    process_title: str
    stage: str | None
    stage_name: str
    cases: int
    tasks: int
    late: int
    soon: int


def board(viewer: Viewer, process: str | None = None, team: str | None = None) -> tuple[StageLoad, ...]:
    """The load of every stage within reach of `deadlines.read`, by process and name of the stage."""
    loads = {row[:2]: row[2:] for row in viewer.reader.execute(_loads(viewer, process, team))}
    cases = {row[:2]: row[2:] for row in viewer.reader.execute(_cases(viewer, process, team))}
    titles = {row.key: row.title for row in viewer.reader.execute(_TITLES)}
    rows = []
    for place in {**loads, **cases}:
        name, tasks, late, soon = loads.get(place, ("", 0, 0, 0))
        stage_name, standing_here = cases.get(place, (name, 0))
        rows.append(StageLoad(place[0], titles[place[0]], place[1], stage_name, standing_here, tasks, late, soon))
    return tuple(sorted(rows, key=lambda row: (row.process_title, row.stage_name)))


def urgent(
    viewer: Viewer,
    stage: StageLoad | None = None,
    after: str | None = None,
    process: str | None = None,
    team: str | None = None,
) -> Page[TaskRow]:
    """Late and soon-late tasks within reach, the most overdue first, of one stage, process and team or of all."""
    states = worklist.lateness(viewer.now)
    chosen = [or_(states[LATE], states[SOON]), within(viewer, PERMISSION, open_task.c.case_id, open_task.c.team)]
    if stage:
        chosen += [open_task.c.process == stage.process, open_task.c.stage.is_not_distinct_from(stage.stage)]
    chosen += [open_task.c.process == process] if process else []
    chosen += [open_task.c.team == team] if team else []
    return worklist.read(viewer, and_(*chosen), after)


@dataclass(frozen=True, slots=True)
class Behind:
    """Whom late tasks wait for: a person, or the role they are offered to; the oldest one, and when it was due."""

    account: str | None
    name: str
    role: str
    count: int
    since: datetime
    case_id: str
    case_title: str
    task: str


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Of one process and one team, where they are named."""

    process: str | None = None
    team: str | None = None


def behind(viewer: Viewer, chosen: Narrowed) -> tuple[Behind, ...]:
    """Whom late tasks wait for, within reach: who has most first, each with the oldest of them."""
    whom = (open_task.c.assignee, case((open_task.c.assignee.is_(None), open_task.c.role), else_=""))
    first = (open_task.c.due, open_task.c.case_id, open_task.c.token)
    late = select(
        open_task.c.assignee, open_task.c.role, open_task.c.due, open_task.c.case_id, open_task.c.name,
        func.count().over(partition_by=whom).label("count"),
        func.row_number().over(partition_by=whom, order_by=first).label("place"),
    ).where(open_task.c.due < viewer.now, _chosen(viewer, chosen)).subquery()  # fmt: skip
    title = func.coalesce(func.nullif(register.c.title, ""), register.c.number)
    query = (
        select(late.c.assignee, func.coalesce(account.c.name, ""), late.c.role, late.c.count, late.c.due,
               late.c.case_id, title, late.c.name)
        .join(register, register.c.case_id == late.c.case_id)
        .outerjoin(account, account.c.id == late.c.assignee)
        .where(late.c.place == 1)
        .order_by(late.c.count.desc(), late.c.due)
        .limit(PEOPLE)
    )  # fmt: skip
    return tuple(Behind(*row) for row in viewer.reader.execute(query))


def ending(viewer: Viewer, chosen: Narrowed, until: datetime) -> tuple[int, Page[TaskRow]]:
    """How many tasks fall due from now until that moment, and the first of them."""
    here = and_(open_task.c.due >= viewer.now, open_task.c.due < until, _chosen(viewer, chosen))
    count = viewer.reader.execute(select(func.count()).where(here)).scalar_one()
    return count, worklist.read(viewer, here, None, SHOWN)


def _chosen(viewer: Viewer, chosen: Narrowed) -> Condition:
    equal = {open_task.c.process: chosen.process, open_task.c.team: chosen.team}
    reach = within(viewer, PERMISSION, open_task.c.case_id, open_task.c.team)
    return and_(reach, *(column == value for column, value in equal.items() if value))


PEOPLE, SHOWN = 8, 10
named = standing.alias()
_TITLES = select(process_.c.key, definition.c.title).join(definition, definition.c.checksum == process_.c.current)


def _loads(viewer: Viewer, process: str | None, team: str | None) -> Select[Any]:
    states = worklist.lateness(viewer.now)
    sums = [func.sum(case((states[name], 1), else_=0)) for name in (LATE, SOON)]
    query = select(open_task.c.process, open_task.c.stage, func.max(open_task.c.stage_name), func.count(), *sums)
    return _here(query, viewer, open_task, process, team).group_by(open_task.c.process, open_task.c.stage)


def _cases(viewer: Viewer, process: str | None, team: str | None) -> Select[Any]:
    """Cases by stage: a case that stands there more than once is grouped into one first, in the order of an index."""
    place = (standing.c.process, standing.c.stage)
    query = _here(select(*place).where(standing.c.stage.is_not(None)), viewer, standing, process, team)
    once = query.group_by(standing.c.team, *place, standing.c.case_id).subquery()
    same = (named.c.process == once.c.process, named.c.stage == once.c.stage)
    name = select(named.c.stage_name).where(*same).order_by(named.c.case_id).limit(1).scalar_subquery()
    return select(once.c.process, once.c.stage, name, func.count()).group_by(once.c.process, once.c.stage)


def _here(query: Select[Any], viewer: Viewer, table: Table, process: str | None, team: str | None) -> Select[Any]:
    """Only what the viewer reaches, of one process and team where they are named."""
    query = query.where(within(viewer, PERMISSION, table.c.case_id, table.c.team))
    query = query.where(table.c.process == process) if process else query
    return query.where(table.c.team == team) if team else query
