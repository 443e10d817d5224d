"""Loads: the open cases people lead, counted by what weighs them; a few statements, however many cases there are."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from engine.loads import Held, Load, Scale
from persistence.projections.facts import table as fact
from persistence.projections.register import is_open
from persistence.projections.register import table as register
from persistence.projections.seats import table as seat
from persistence.projections.standing import table as standing
from persistence.projections.worklist import table as open_task
from persistence.queries.scope import Condition, Viewer, within
from persistence.tables import account, role_grant, team

PERMISSION = "reports.read"
MOST = 500
"""Cases of one person that are listed to be passed on."""


@dataclass(frozen=True, slots=True)
class Leading:
    """Whose loads: of a process, led from the place `seat` by people who hold the role `role`; of a team, or of all."""

    process: str
    seat: str
    role: str
    team: str | None = None


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """A person's load in a team."""

    team: str
    team_title: str
    load: Load


@dataclass(frozen=True, slots=True)
class CaseHeld:
    """An open case that somebody leads, with what weighs it."""

    id: str
    number: str
    title: str
    team: str
    value: str | None
    stages: tuple[str, ...]
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class TaskHeld:
    """An open task of somebody's that does not come with the cases he leads."""

    case_id: str
    token: int
    number: str
    title: str
    team: str
    name: str
    role: str
    due: datetime | None


def loads(viewer: Viewer, of: Leading, scale: Scale) -> tuple[TeamLoad, ...]:
    """Everybody's load by team and name: who leads cases within reach, and who could."""
    held, tasks, people = _held(viewer, of, scale), _tasks(viewer, of), _people(viewer, of)
    names = people | _names(viewer, held.keys() - people.keys())
    titles = dict(map(tuple, viewer.reader.execute(select(team.c.key, team.c.title))))
    found = []
    for (where, who), name in names.items():
        load = Load(who, name, tuple(held.get((where, who), ())), *tasks.get((where, who), (0, 0)))
        found.append(TeamLoad(where, titles.get(where, where), load))
    return tuple(sorted(found, key=lambda one: (one.team_title, one.load.name, one.load.account)))


def candidates(viewer: Viewer, of: Leading, scale: Scale) -> tuple[Load, ...]:
    """The loads of those who hold the role in the team now."""
    able = _people(viewer, of)
    return tuple(one.load for one in loads(viewer, of, scale) if (one.team, one.load.account) in able)


def weighing(viewer: Viewer, case_id: str, scale: Scale) -> tuple[str | None, str | None]:
    """What weighs a case, and who holds the place whose holder goes first in it."""
    value = select(fact.c.text).where(fact.c.case_id == case_id, fact.c.name == scale.value)
    first = select(seat.c.account_id).where(seat.c.case_id == case_id, seat.c.seat == scale.priority)
    return viewer.reader.execute(value).scalar(), viewer.reader.execute(first).scalar()


def led_by(viewer: Viewer, of: Leading, lead: str, scale: Scale) -> tuple[CaseHeld, ...]:
    """The open cases somebody leads that the viewer may give to others, by number."""
    reach = within(viewer, "task.assign", register.c.case_id, register.c.team)
    query = (
        select(register.c.case_id, register.c.number, register.c.title, register.c.team, fact.c.text,
               register.c.opened_at)
        .outerjoin(fact, and_(fact.c.case_id == register.c.case_id, fact.c.name == scale.value))
        .where(register.c.lead == lead, register.c.process == of.process, is_open, reach)
        .order_by(register.c.number)
        .limit(MOST)
    )  # fmt: skip
    rows = viewer.reader.execute(query).all()
    stages = _stages(viewer, [row[0] for row in rows])
    return tuple(CaseHeld(*row[:5], tuple(stages[row[0]]), row[5]) for row in rows)


def other_tasks(viewer: Viewer, of: Leading, holder: str) -> tuple[TaskHeld, ...]:
    """Open tasks of somebody's, in other places or in cases that others lead, that the viewer may give to others."""
    reach = within(viewer, "task.assign", open_task.c.case_id, open_task.c.team)
    alongside = and_(register.c.lead == holder, open_task.c.seat == of.seat)
    query = (
        select(open_task.c.case_id, open_task.c.token, register.c.number, register.c.title, open_task.c.team,
               open_task.c.name, open_task.c.role, open_task.c.due)
        .join(register, register.c.case_id == open_task.c.case_id)
        .where(open_task.c.assignee == holder, open_task.c.process == of.process, reach,
               or_(register.c.lead.is_(None), ~alongside))
        .order_by(open_task.c.order_by, open_task.c.case_id, open_task.c.token)
        .limit(MOST)
    )  # fmt: skip
    return tuple(TaskHeld(*row) for row in viewer.reader.execute(query))


def _here(viewer: Viewer, of: Leading, table: Any) -> Condition:
    found = and_(table.c.process == of.process, within(viewer, PERMISSION, table.c.case_id, table.c.team))
    return and_(found, table.c.team == of.team) if of.team else found


def _names(viewer: Viewer, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The names of those who lead cases and hold the role no more."""
    if not places:
        return {}
    query = select(account.c.id, account.c.name).where(account.c.id.in_({who for _where, who in places}))
    names = dict(map(tuple, viewer.reader.execute(query)))
    return {(where, who): names[who] for where, who in places if who in names}


def _held(viewer: Viewer, of: Leading, scale: Scale) -> Mapping[tuple[str, str], list[Held]]:
    """Everybody's cases, counted by what weighs them."""
    light = _light(scale)
    alike = (register.c.team, register.c.lead, fact.c.text, light.c.stage)
    query = (
        select(*alike, func.count())
        .outerjoin(fact, and_(fact.c.case_id == register.c.case_id, fact.c.name == scale.value))
        .outerjoin(light, light.c.case_id == register.c.case_id)
        .where(_here(viewer, of, register), is_open, register.c.lead.is_not(None))
        .group_by(*alike)
    )
    found: defaultdict[tuple[str, str], list[Held]] = defaultdict(list)
    kinds: dict[tuple[str | None, str | None, int], Held] = {}
    for where, who, *kind in viewer.reader.execute(query):
        found[where, who].append(kinds.get(tuple(kind)) or kinds.setdefault(tuple(kind), Held(*kind)))
    return found


def _light(scale: Scale) -> Any:
    """The cases that stand in a stage with a weight of its own."""
    standing_in = standing.c.stage.in_(sorted(scale.stages))
    query = select(standing.c.case_id, func.min(standing.c.stage).label("stage"))
    return query.where(standing_in).group_by(standing.c.case_id).subquery()


def _tasks(viewer: Viewer, of: Leading) -> Mapping[tuple[str, str], tuple[int, int]]:
    late = func.sum(case((open_task.c.due < viewer.now, 1), else_=0))
    query = select(open_task.c.team, open_task.c.assignee, func.count(), late)
    query = query.where(_here(viewer, of, open_task), open_task.c.assignee.is_not(None))
    rows = viewer.reader.execute(query.group_by(open_task.c.team, open_task.c.assignee))
    return {(where, who): (count, int(behind)) for where, who, count, behind in rows}


def _people(viewer: Viewer, of: Leading) -> dict[tuple[str, str], str]:
    """Who holds the role in which team, within reach, with the name."""
    query = (
        select(role_grant.c.team, account.c.id, account.c.name)
        .join(account, account.c.id == role_grant.c.account_id)
        .where(role_grant.c.role == of.role, account.c.active)
    )
    rows = viewer.reader.execute(query).all()
    everywhere = _every_team(viewer) if any(row[0] is None for row in rows) else ()
    reached = _teams(viewer)
    placed = {(where, row[1]): row[2] for row in rows for where in ((row[0],) if row[0] else everywhere)}
    return {place: name for place, name in placed.items()
            if of.team in (None, place[0]) and _sees(viewer, reached, place)}  # fmt: skip


def _every_team(viewer: Viewer) -> tuple[str, ...]:
    return tuple(viewer.reader.execute(select(team.c.key)).scalars())


def _teams(viewer: Viewer) -> frozenset[str] | None:
    """The teams whose people the viewer answers for; None where he answers for all."""
    held = viewer.roles.reaches(viewer.actor, PERMISSION)
    if any(reach == "all" or (reach == "team" and where is None) for reach, where in held):
        return None
    return frozenset(where for reach, where in held if reach == "team" and where)


def _sees(viewer: Viewer, reached: frozenset[str] | None, row: Any) -> bool:
    return reached is None or row[0] in reached or row[1] == viewer.actor.id


def _stages(viewer: Viewer, ids: list[str]) -> Mapping[str, list[str]]:
    query = select(standing.c.case_id, standing.c.stage, standing.c.stage_name).distinct()
    query = query.where(standing.c.case_id.in_(ids), standing.c.stage.is_not(None))
    found: dict[str, list[str]] = defaultdict(list)
    for case_id, _stage, name in viewer.reader.execute(query.order_by(standing.c.stage_name)):
        found[case_id].append(name)
    return found
