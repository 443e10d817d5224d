"""What is late and soon late, by process and stage, and whom it waits for."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, and_, case, func, or_, select

from persistence.projections.standing import table as standing
from persistence.projections.worklist import table as open_task
from persistence.queries import worklist
from persistence.queries.page import Page
from persistence.queries.scope import Viewer, within
from persistence.queries.worklist import LATE, SOON, TaskRow
from persistence.tables import definition
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
