"""Cases in which an emergency can be told now, by who may tell it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from persistence.projections.messages import table as awaited
from persistence.projections.register import table as register
from persistence.queries.page import Order, Page
from persistence.queries.scope import Viewer, within


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """A case and the emergency that can be told of it."""

    case_id: str
    token: int
    number: str
    title: str
    what: str
    moved_at: datetime


_ORDER = Order((register.c.moved_at, register.c.case_id, awaited.c.token), falling=True)


def cases(viewer: Viewer, names: Collection[str], after: str | None = None) -> Page[EmergencyRow]:
    """Cases within reach that wait for one of these messages from a role of the viewer, the latest moved first."""
    held = [
        and_(awaited.c.role == grant.role, *([register.c.team == grant.team] if grant.team else []))
        for grant in viewer.actor.grants
    ]
    query = (
        select(register.c.case_id, awaited.c.token, register.c.number, register.c.title, awaited.c.title.label("what"),
               register.c.moved_at)
        .join(register, register.c.case_id == awaited.c.case_id)
        .where(awaited.c.message.in_(names), or_(*held, awaited.c.role == ""))
        .where(within(viewer, "message.send", register.c.case_id, register.c.team))
    )  # fmt: skip
    found = _ORDER.cut(viewer.reader, query, after)
    return Page(tuple(EmergencyRow(*row) for row in found.rows), found.next)
