"""What norms need to know of open cases: a few statements for a process, however many cases there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select

from engine.norms import OpenCase, Watched
from persistence.projections.facts import table as fact
from persistence.projections.records import table as record
from persistence.projections.register import is_open
from persistence.projections.register import table as register
from persistence.projections.standing import table as standing
from persistence.projections.worklist import table as open_task
from persistence.queries.scope import Condition, Viewer, within
from persistence.tables import account

PERMISSION = "deadlines.read"


def open_cases(viewer: Viewer, process: str, watched: Watched, team: str | None = None) -> tuple[OpenCase, ...]:
    """The open cases of a process within reach of `deadlines.read`, by number."""
    here = _here(viewer, process, team)
    last, waiting = _last(viewer, here, watched), _waiting(viewer, here, watched)
    stages, values, late = _stages(viewer, here), _values(viewer, here, watched), _late(viewer, here)
    columns = (register.c.case_id, register.c.number, register.c.title, register.c.lead)
    name = func.coalesce(account.c.name, register.c.lead, "")
    query = select(*columns, name, register.c.opened_at).outerjoin(account, account.c.id == register.c.lead)
    return tuple(
        OpenCase(*row, frozenset(stages[row[0]]), values[row[0]], last[row[0]], waiting[row[0]], tuple(late[row[0]]))
        for row in viewer.reader.execute(query.where(here).order_by(register.c.number))
    )


def _here(viewer: Viewer, process: str, team: str | None) -> Condition:
    reach = within(viewer, PERMISSION, register.c.case_id, register.c.team)
    found = and_(register.c.process == process, is_open, reach)
    return and_(found, register.c.team == team) if team else found


def _stages(viewer: Viewer, here: Condition) -> Mapping[str, list[str]]:
    query = select(standing.c.case_id, standing.c.stage).where(standing.c.stage.is_not(None))
    return _lists(viewer.reader.execute(_of(query, standing.c.case_id, here).distinct()))


def _late(viewer: Viewer, here: Condition) -> Mapping[str, list[datetime]]:
    query = select(open_task.c.case_id, open_task.c.due).where(open_task.c.due < viewer.now)
    return _lists(viewer.reader.execute(_of(query, open_task.c.case_id, here)))


def _values(viewer: Viewer, here: Condition, watched: Watched) -> Mapping[str, dict[str, str]]:
    query = select(fact.c.case_id, fact.c.name, fact.c.text).where(fact.c.name.in_(watched.values))
    return _dicts(viewer.reader.execute(_of(query, fact.c.case_id, here)))


def _last(viewer: Viewer, here: Condition, watched: Watched) -> Mapping[str, dict[str, datetime]]:
    """When each watched element was completed last; corrections do not count."""
    query = (
        select(record.c.case_id, record.c.node, func.max(record.c.at))
        .where(record.c.node.in_(watched.elements), record.c.corrects.is_(None))
        .group_by(record.c.case_id, record.c.node)
    )
    return _dicts(viewer.reader.execute(_of(query, record.c.case_id, here)))


def _waiting(viewer: Viewer, here: Condition, watched: Watched) -> Mapping[str, dict[str, datetime]]:
    query = (
        select(open_task.c.case_id, open_task.c.node, func.min(open_task.c.offered_at))
        .where(open_task.c.node.in_(watched.elements))
        .group_by(open_task.c.case_id, open_task.c.node)
    )
    return _dicts(viewer.reader.execute(_of(query, open_task.c.case_id, here)))


def _of(query: Select[Any], case_id: Any, here: Condition) -> Select[Any]:
    return query.join(register, register.c.case_id == case_id).where(here)


def _lists(rows: Iterable[Any]) -> Mapping[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for case_id, value in rows:
        found[case_id].append(value)
    return found


def _dicts(rows: Iterable[Any]) -> Mapping[str, dict[str, Any]]:
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for case_id, name, value in rows:
        found[case_id][name] = value
    return found
