"""Who is looking, and which cases he may see: the SQL twin of `engine.roles.may`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, false, or_, select, true, union_all

from engine.errors import NotAllowed
from engine.roles import Actor, Roles, Subject
from persistence.prepared import Prepared
from persistence.projections.register import table as register
from persistence.projections.seats import table as seat
from persistence.projections.worklist import offered
from persistence.projections.worklist import table as open_task
from persistence.tables import Key

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who looks: through which connection, as whom, under which roles, and when.

    What permissions ask of a case is looked up once: the connection shows one moment only.
    """

    reader: Connection
    actor: Actor
    roles: Roles
    now: datetime
    subjects: dict[str, Subject | None] = field(default_factory=dict, compare=False, repr=False)

    def require(self, permission: str) -> None:
        """Raise NotAllowed unless the viewer holds the permission, whatever its reach."""
        if not self.roles.may(self.actor, permission):
            raise NotAllowed()


_case = bindparam("case_id", type_=Key)
_OPENING = Prepared(select(register.c.team, register.c.opened_by).where(register.c.case_id == _case))
_SEATS = Prepared(select(seat.c.account_id).where(seat.c.case_id == _case))
_TASKS = Prepared(
    select(open_task.c.role, open_task.c.assignee, open_task.c.lender).where(open_task.c.case_id == _case)
)


def reaches(viewer: Viewer, permission: str, case_id: str) -> bool:
    """Whether the viewer's permission reaches one case: `may` itself, asked of what is known of it."""
    if case_id not in viewer.subjects:
        viewer.subjects[case_id] = _subject(viewer, case_id)
    subject = viewer.subjects[case_id]
    return subject is not None and viewer.roles.may(viewer.actor, permission, subject)


def _subject(viewer: Viewer, case_id: str) -> Subject | None:
    opening = _OPENING.one(viewer.reader, case_id=case_id)
    if opening is None:
        return None
    team, opener = opening
    tasks = _TASKS.fetch(viewer.reader, case_id=case_id)
    seated = (row[0] for row in _SEATS.fetch(viewer.reader, case_id=case_id))
    members = {opener, *seated, *(who for _, *hands in tasks for who in hands)}
    offered = frozenset(role for role, assignee, _ in tasks if assignee is None)
    return Subject(team, frozenset(members - {None}), offered)


def within(viewer: Viewer, permission: str, case_id: ColumnElement[str], team: ColumnElement[str]) -> Condition:
    """True for the cases (named by these two columns) that the viewer's permission reaches."""
    clauses: list[Condition] = []
    for hat, reach, granted in _reaches(viewer, permission):
        if reach == "all":
            return true()
        here = team == granted if granted else true()
        clauses.append(here if reach == "team" else and_(here, is_own(hat, case_id)))
    return or_(false(), *clauses)


def teams(viewer: Viewer, permission: str) -> frozenset[str] | None:
    """The teams outside which the viewer's permission reaches nothing; None where there is no such bound."""
    held = {None if reach == "all" else team for _hat, reach, team in _reaches(viewer, permission)}
    return None if None in held else frozenset(team for team in held if team)


def _reaches(viewer: Viewer, permission: str) -> Iterator[tuple[Actor, str, str | None]]:
    """By whose right, how far and in which team the viewer holds the permission."""
    for hat in viewer.actor.hats:
        yield from ((hat, reach, team) for reach, team in viewer.roles.reaches(hat, permission))


def is_own(actor: Actor, case_id: ColumnElement[str]) -> Condition:
    """The actor's own cases: a seat, a task, the opening, or a task offered to a role of his."""
    ways: list[Select[tuple[str]]] = [
        select(seat.c.case_id).where(seat.c.account_id == actor.id),
        select(open_task.c.case_id).where(open_task.c.assignee == actor.id),
        select(open_task.c.case_id).where(open_task.c.lender == actor.id),
        select(register.c.case_id).where(register.c.opened_by == actor.id),
        select(open_task.c.case_id).where(is_offered_to(actor)),
    ]
    return case_id.in_(union_all(*ways))


def is_offered_to(actor: Actor) -> Condition:
    """Open tasks that nobody has claimed, offered in the case's team to a role of the actor or who he stands in for."""
    held = [
        and_(open_task.c.role == grant.role, open_task.c.team == grant.team if grant.team else true())
        for hat in actor.hats
        for grant in hat.grants
    ]
    return and_(offered, or_(false(), *held))
