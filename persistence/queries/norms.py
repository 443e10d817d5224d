"""What norms need to know of cases and people: a few statements for a process, however many cases there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select, true

from engine.measures import Amount, OpenCase, Person
from engine.norms import Watched
from persistence.projections.counted import table as counted
from persistence.projections.delays import table as delay
from persistence.projections.facts import table as fact
from persistence.projections.records import table as record
from persistence.projections.register import is_open
from persistence.projections.register import table as register
from persistence.projections.standing import table as standing
from persistence.projections.worklist import table as open_task
from persistence.queries.scope import Condition, Viewer, within
from persistence.tables import account, role_grant

PERMISSION = "deadlines.read"
YEAR = timedelta(days=365)


def cases(viewer: Viewer, process: str, watched: Watched, team: str | None = None) -> tuple[OpenCase, ...]:
    """The cases of a process within reach of `deadlines.read` that are open or ended within a year, by number."""
    here = _here(viewer, process, team)
    last, waiting = _last(viewer, here, watched), _waiting(viewer, here, watched)
    stages, values, late = _stages(viewer, here), _values(viewer, here, watched), _late(viewer, here)
    delays, told = _delays(viewer, here), _told(viewer, here, watched)
    columns = (register.c.case_id, register.c.number, register.c.title, register.c.lead)
    name = func.coalesce(account.c.name, register.c.lead, "")
    ended = case((is_open, None), else_=register.c.moved_at)
    query = select(*columns, name, register.c.opened_at, ended).outerjoin(account, account.c.id == register.c.lead)
    return tuple(
        OpenCase(
            *row[:6],
            frozenset(stages[row[0]]),
            values[row[0]],
            last[row[0]],
            waiting[row[0]],
            tuple(late[row[0]]),
            tuple(delays[row[0]]),
            {key: tuple(found) for key, found in told[row[0]].items()},
            row[6],
        )  # fmt: skip
        for row in viewer.reader.execute(query.where(here).order_by(register.c.number))
    )


def people(viewer: Viewer, watched: Watched, team: str | None = None) -> tuple[Person, ...]:
    """Who holds one of the watched roles, within reach of `deadlines.read`, by name; nobody where none is watched."""
    if not watched.roles:
        return ()
    held = [role_grant.c.role.in_(sorted(watched.roles)), account.c.active, _reached(viewer)]
    held += [or_(role_grant.c.team == team, role_grant.c.team.is_(None))] if team else []
    query = (
        select(account.c.id, account.c.name, account.c.created_at)
        .join(role_grant, role_grant.c.account_id == account.c.id)
        .where(*held)
        .distinct()
        .order_by(account.c.name, account.c.id)
    )
    return tuple(Person(*row) for row in viewer.reader.execute(query))


def _reached(viewer: Viewer) -> Condition:
    """People of the teams that the permission reaches; oneself where it reaches one's own cases only."""
    ways: list[Condition] = [account.c.id == viewer.actor.id]
    for reach, granted in viewer.roles.reaches(viewer.actor, PERMISSION):
        if reach == "all":
            return true()
        ways += [role_grant.c.team == granted if granted else true()] if reach == "team" else []
    return or_(*ways)


def _here(viewer: Viewer, process: str, team: str | None) -> Condition:
    reach = within(viewer, PERMISSION, register.c.case_id, register.c.team)
    lately = or_(is_open, register.c.moved_at > viewer.now - YEAR)
    found = and_(register.c.process == process, lately, reach)
    return and_(found, register.c.team == team) if team else found


def _delays(viewer: Viewer, here: Condition) -> Mapping[str, list[tuple[datetime, datetime]]]:
    found: defaultdict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    query = select(delay.c.case_id, delay.c.due, delay.c.ended)
    for case_id, due, ended in viewer.reader.execute(_of(query, delay.c.case_id, and_(here, is_open))):
        found[case_id].append((due, ended))
    return found


def _told(viewer: Viewer, here: Condition, watched: Watched) -> Mapping[str, dict[str, list[Amount]]]:
    """What records told of the watched sets, by case and set, oldest first."""
    found: defaultdict[str, dict[str, list[Amount]]] = defaultdict(dict)
    if not watched.sets:
        return found
    query = (
        select(counted.c.case_id, counted.c.what, counted.c.day, counted.c.number)
        .where(counted.c.what.in_(sorted(watched.sets)), counted.c.number.is_not(None))
        .order_by(counted.c.day, counted.c.seq, counted.c.row)
    )
    for case_id, what, day, number in viewer.reader.execute(_of(query, counted.c.case_id, here)):
        amount = Amount(date.fromisoformat(day), Decimal(str(number)))
        found[case_id].setdefault(what.partition(":")[2], []).append(amount)
    return found


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
