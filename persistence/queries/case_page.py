"""One case: where it stands, who holds which seat, what can be sent to it, what came before and after.

What was written and what happened have modules of their own; their names are here too.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from engine.values import decode_all
from persistence import cases
from persistence.projections.messages import table as awaited
from persistence.projections.passed import table as passed
from persistence.projections.register import table as register
from persistence.projections.seats import table as seat
from persistence.projections.standing import table as standing
from persistence.queries.case_head import CaseHead, StageRow, head
from persistence.queries.records import RecordRow, inherited, latest, record, records
from persistence.queries.scope import Viewer, within
from persistence.queries.timeline import TimelineRow, timeline
from persistence.tables import account, case_state

__all__ = [
    "CaseHead", "Kin", "MarkRow", "Marking", "MessageRow", "RecordRow", "SeatRow", "StageRow", "TimelineRow",
    "head", "inherited", "kin", "latest", "marking", "messages", "record", "records", "seats", "suspended", "timeline",
    "values",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A place in the case and who holds it."""

    seat: str
    account: str
    name: str


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A live token: the element it stands on, what it waits for (task, event, scope, join), its stage."""

    token: int
    node: str
    kind: str
    stage: str | None


@dataclass(frozen=True, slots=True)
class Marking:
    """Where the tokens are, and the ids of elements and flows they came through.

    The diagram an element is drawn on is `definition.plan.file(definition.plan.nodes[node])`.
    """

    active: tuple[MarkRow, ...]
    done: frozenset[str]


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message that can be sent to the case now, such as a refusal at any stage."""

    token: int
    node: str
    title: str
    message: str
    form: str | None
    role: str


@dataclass(frozen=True, slots=True)
class Kin:
    """A case this one follows (`predecessor`), or that follows it (`successor`)."""

    id: str
    number: str
    title: str
    relation: str
    opened_at: datetime
    visible: bool


def seats(viewer: Viewer, head: CaseHead) -> tuple[SeatRow, ...]:
    """Who holds which place in the case."""
    query = (
        select(seat.c.seat, seat.c.account_id, func.coalesce(account.c.name, seat.c.account_id))
        .outerjoin(account, account.c.id == seat.c.account_id)
        .where(seat.c.case_id == head.id)
        .order_by(seat.c.seat)
    )
    return tuple(SeatRow(*row) for row in viewer.reader.execute(query))


def marking(viewer: Viewer, head: CaseHead) -> Marking:
    """Where the case stands on its diagrams, and the way it has come."""
    tokens = select(standing.c.token, standing.c.node, standing.c.kind, standing.c.stage)
    active = viewer.reader.execute(tokens.where(standing.c.case_id == head.id).order_by(standing.c.token))
    way = viewer.reader.execute(select(passed.c.element).where(passed.c.case_id == head.id)).scalars()
    return Marking(tuple(MarkRow(*row) for row in active), frozenset(way))


def messages(viewer: Viewer, head: CaseHead) -> tuple[MessageRow, ...]:
    """The messages that can be sent to the case now, by holders of `role`."""
    columns = [awaited.c[name] for name in MessageRow.__slots__]
    query = select(*columns).where(awaited.c.case_id == head.id).order_by(awaited.c.token)
    return tuple(MessageRow(**row._mapping) for row in viewer.reader.execute(query))


def values(viewer: Viewer, head: CaseHead) -> dict[str, Any]:
    """The case's routing values, from which forms are prefilled."""
    query = select(case_state.c.state).where(case_state.c.case_id == head.id)
    stored = viewer.reader.execute(query).scalar_one()
    return decode_all(cases.load(head.id, stored)["state"]["values"])


def suspended(viewer: Viewer, head: CaseHead) -> bool:
    """Whether an operator has stopped the case."""
    query = select(case_state.c.state).where(case_state.c.case_id == head.id)
    return bool(cases.load(head.id, viewer.reader.execute(query).scalar_one())["suspended"])


def kin(viewer: Viewer, head: CaseHead) -> tuple[Kin, ...]:
    """The cases before and after this one, oldest first; the viewer may not see all of them."""
    before = select(register.c.predecessor).where(register.c.case_id == head.id).scalar_subquery()
    visible = within(viewer, "case.read", register.c.case_id, register.c.team)
    query = (
        select(
            register.c.case_id, register.c.number, register.c.title,
            register.c.predecessor, register.c.opened_at, visible.label("visible"),
        )
        .where(or_(register.c.case_id == before, register.c.predecessor == head.id))
        .order_by(register.c.opened_at)
    )  # fmt: skip
    return tuple(
        Kin(row.case_id, row.number, row.title if row.visible else "",
            "successor" if row.predecessor == head.id else "predecessor", row.opened_at, bool(row.visible))
        for row in viewer.reader.execute(query)
    )  # fmt: skip
