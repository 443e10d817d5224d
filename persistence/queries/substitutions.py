"""Who stands in for whom, as people see it: one's own, those of one's teams, or (oversight) all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, true

from persistence.queries.page import SIZE, Order, Page
from persistence.queries.scope import Condition, Viewer
from persistence.substitution_table import substitution
from persistence.tables import account, role_grant


@dataclass(frozen=True, slots=True)
class SubstitutionRow:
    """A substitution with the names of both, and of who arranged it."""

    id: int
    absent: str
    absent_name: str
    substitute: str
    substitute_name: str
    role: str | None
    begins: datetime
    ends: datetime
    by_name: str | None
    at: datetime

    @property
    def until(self) -> datetime:
        """A moment of the last day."""
        return self.ends - timedelta(microseconds=1)

    def state(self, now: datetime) -> str:
        """`now`, `ahead` or `over`."""
        return "over" if self.ends <= now else "ahead" if self.begins > now else "now"


_absent, _substitute, _by = account.alias(), account.alias(), account.alias()
_ORDER = Order((substitution.c.id,), falling=True)


def page(viewer: Viewer, after: str | None = None) -> Page[SubstitutionRow]:
    """Substitutions within the viewer's reach, the latest arranged first."""
    query = (
        select(
            substitution.c.id, substitution.c.absent_id, _absent.c.name.label("absent_name"),
            substitution.c.substitute_id, _substitute.c.name.label("substitute_name"), substitution.c.role,
            substitution.c.begins, substitution.c.ends, _by.c.name.label("by_name"), substitution.c.at,
        )
        .join(_absent, _absent.c.id == substitution.c.absent_id)
        .join(_substitute, _substitute.c.id == substitution.c.substitute_id)
        .outerjoin(_by, _by.c.id == substitution.c.by)
        .where(_reach(viewer))
    )  # fmt: skip
    found = _ORDER.cut(viewer.reader, query, after, SIZE)
    return Page(tuple(SubstitutionRow(*row) for row in found.rows), found.next)


def _reach(viewer: Viewer) -> Condition:
    me = viewer.actor.id
    mine = or_(substitution.c.absent_id == me, substitution.c.substitute_id == me)
    reached = viewer.roles.reaches(viewer.actor, "task.assign")
    if viewer.roles.may(viewer.actor, "oversight.read") or ("all", None) in reached or ("team", None) in reached:
        return true()
    teams = [team for reach, team in reached if reach in {"team", "all"}]
    theirs = select(role_grant.c.account_id).where(role_grant.c.team.in_(teams))
    return or_(mine, substitution.c.absent_id.in_(theirs))
