"""One case: where it stands, who holds which seat, what can be sent to it, what came before and after.

What was written and what happened have modules of their own; their names are here too.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from engine.sums import Amount
from engine.values import decode_all
from persistence import cases
from persistence.prepared import Prepared
from persistence.projections.messages import table as awaited
from persistence.projections.passed import table as passed
from persistence.projections.register import table as register
from persistence.projections.seats import table as seat
from persistence.projections.standing import table as standing
from persistence.queries.case_head import CaseHead, StageRow, head
from persistence.queries.records import RecordRow, inherited, latest, record, records
from persistence.queries.scope import Viewer, reaches
from persistence.queries.timeline import TimelineRow, recent, timeline
from persistence.tables import Key, account, case_state

__all__ = [
    "CaseHead", "Kin", "MarkRow", "Marking", "MessageRow", "RecordRow", "SeatRow", "StageRow", "TimelineRow",
    "amounts", "head",
    "inherited", "kin", "latest", "marking", "messages", "recent", "record", "records", "seats", "suspended",
    "timeline", "values",
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


_case = bindparam("case_id", type_=Key)
_SEATS = Prepared(
    select(seat.c.seat, seat.c.account_id, func.coalesce(account.c.name, seat.c.account_id))
    .outerjoin(account, account.c.id == seat.c.account_id)
    .where(seat.c.case_id == _case)
    .order_by(seat.c.seat)
)
_TOKENS = Prepared(
    select(*(standing.c[name] for name in MarkRow.__slots__))
    .where(standing.c.case_id == _case)
    .order_by(standing.c.token)
)
_WAY = Prepared(select(passed.c.element).where(passed.c.case_id == _case))
_MESSAGES = Prepared(
    select(*(awaited.c[name] for name in MessageRow.__slots__))
    .where(awaited.c.case_id == _case)
    .order_by(awaited.c.token)
)
_STATE = Prepared(select(case_state.c.state).where(case_state.c.case_id == _case))
_before = select(register.c.predecessor).where(register.c.case_id == _case).scalar_subquery()
_KIN = Prepared(
    select(register.c.case_id, register.c.number, register.c.title, register.c.predecessor, register.c.opened_at)
    .where(or_(register.c.case_id == _before, register.c.predecessor == _case))
    .order_by(register.c.opened_at)
)


def seats(viewer: Viewer, head: CaseHead) -> tuple[SeatRow, ...]:
    """Who holds which place in the case."""
    return tuple(SeatRow(*row) for row in _SEATS.fetch(viewer.reader, case_id=head.id))


def marking(viewer: Viewer, head: CaseHead) -> Marking:
    """Where the case stands on its diagrams, and the way it has come."""
    active = _TOKENS.fetch(viewer.reader, case_id=head.id)
    way = _WAY.fetch(viewer.reader, case_id=head.id)
    return Marking(tuple(MarkRow(*row) for row in active), frozenset(element for (element,) in way))


def messages(viewer: Viewer, head: CaseHead) -> tuple[MessageRow, ...]:
    """The messages that can be sent to the case now, by holders of `role`."""
    return tuple(MessageRow(*row) for row in _MESSAGES.fetch(viewer.reader, case_id=head.id))


def values(viewer: Viewer, head: CaseHead) -> dict[str, Any]:
    """The case's routing values, from which forms are prefilled."""
    return decode_all(_state(viewer, head)["state"]["values"])


def amounts(viewer: Viewer, head: CaseHead) -> tuple[Amount, ...]:
    """What the case's records told, for its running sums."""
    return cases.amounts(_state(viewer, head))


def suspended(viewer: Viewer, head: CaseHead) -> bool:
    """Whether an operator has stopped the case."""
    return bool(_state(viewer, head)["suspended"])


def _state(viewer: Viewer, head: CaseHead) -> dict[str, Any]:
    return cases.load(head.id, _STATE.one(viewer.reader, case_id=head.id)[0])


def kin(viewer: Viewer, head: CaseHead) -> tuple[Kin, ...]:
    """The cases before and after this one, oldest first; the viewer may not see all of them."""
    return tuple(_kin(viewer, head, row) for row in _KIN.fetch(viewer.reader, case_id=head.id))


def _kin(viewer: Viewer, head: CaseHead, row: tuple[Any, ...]) -> Kin:
    case_id, number, title, predecessor, opened_at = row
    relation, visible = "successor" if predecessor == head.id else "predecessor", reaches(viewer, "case.read", case_id)
    return Kin(case_id, number, title if visible else "", relation, opened_at, visible)
