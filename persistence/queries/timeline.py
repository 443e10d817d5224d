"""What happened in a case, as people read it: without anything personal, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, bindparam, or_, select

from engine.definitions import Definition
from engine.history import INPUTS
from persistence import history
from persistence.prepared import Prepared
from persistence.queries import people
from persistence.queries.case_head import CaseHead
from persistence.queries.page import Order, Page
from persistence.queries.scope import Viewer
from persistence.tables import Key, account, event
from persistence.vault import Seal, Vault

TOLD = (*INPUTS, "case.ended", "case.requested", "incident.raised")
"""Kinds of events in the short timeline: what people and clocks did, and what ended."""

EXPLAINED = frozenset(INPUTS) - {"case.opened", "task.completed", "message.received", "timer.fired"}
"""Kinds that may carry a reason in a person's words."""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event; `data` is its public part, `node_name` the name of the element it concerns.

    `for_name` is whom the actor stood in for.

    `reason` is what a person said why, "" once the case's key is gone.
    """

    seq: int
    kind: str
    is_input: bool
    at: datetime
    actor: str | None
    actor_name: str | None
    node: str | None
    node_name: str
    data: Mapping[str, Any]
    reason: str = ""
    for_name: str | None = None


_EVENTS: Select[Any] = select(
    event.c.seq, event.c.kind, event.c.at, event.c.actor, account.c.name, event.c.header, event.c.sealed
).outerjoin(account, account.c.id == event.c.actor)
_RECENT = Prepared(
    _EVENTS.where(event.c.case_id == bindparam("case_id", type_=Key), or_(*(event.c.kind == kind for kind in TOLD)))
    .order_by(event.c.seq.desc())
    .limit(bindparam("count", type_=Integer))
)
_ORDER = Order((event.c.seq,), falling=True)


def timeline(
    viewer: Viewer, vault: Vault, of: tuple[CaseHead, Definition], after: str | None = None, inputs_only: bool = True
) -> Page[TimelineRow]:
    """What people, messages and clocks did, and how it ended; else the engine's own events too."""
    head, definition = of
    query = _EVENTS.where(event.c.case_id == head.id)
    query = query.where(event.c.kind.in_(TOLD)) if inputs_only else query
    found = _ORDER.cut(viewer.reader, query, after)
    seal = history.seal_of(viewer.reader, vault, head.id)
    return Page(_rows(viewer, found.rows, (head.id, definition, seal)), found.next)


def recent(viewer: Viewer, vault: Vault, of: tuple[CaseHead, Definition], count: int) -> tuple[TimelineRow, ...]:
    """The last things that people, messages and clocks did."""
    head, definition = of
    rows = _RECENT.fetch(viewer.reader, case_id=head.id, count=count)
    seal = history.seal_of(viewer.reader, vault, head.id)
    return _rows(viewer, rows, (head.id, definition, seal))


def _rows(viewer: Viewer, rows: Sequence[Any], of: tuple[str, Definition, Seal | None]) -> tuple[TimelineRow, ...]:
    case_id, definition, seal = of
    whom = {row[0]: history.read(row[5]).on_behalf_of for row in rows}
    absent = {who for who in whom.values() if who}
    names = people.names(viewer.reader, absent) if absent else {}
    return tuple(replace(_row(row, definition, case_id, seal), for_name=names.get(whom[row[0]] or "")) for row in rows)


def _said(private: Mapping[str, Any]) -> str:
    """What a person said: why, what, or how a file is called."""
    return next((str(private[name]) for name in ("reason", "text", "note", "name") if private.get(name)), "")


def _row(row: Sequence[Any], definition: Definition, case_id: str, seal: Seal | None) -> TimelineRow:
    seq, kind, at, actor, name, header, sealed = row
    private = seal.open(sealed, case_id, seq, kind) if seal and kind in EXPLAINED else {}
    data = history.read(header).data
    node = definition.plan.nodes.get(data.get("node", ""))
    return TimelineRow(
        seq, kind, kind in INPUTS, at, actor, name,
        node.id if node else None, node.name if node else "", data, _said(private),
    )  # fmt: skip
