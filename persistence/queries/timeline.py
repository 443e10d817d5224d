"""What happened in a case, as people read it: without anything personal, the newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from engine.definitions import Definition
from engine.history import INPUTS
from persistence import history
from persistence.queries.case_head import CaseHead
from persistence.queries.page import Order, Page
from persistence.queries.scope import Viewer
from persistence.tables import account, event

TOLD = (*INPUTS, "case.ended", "case.requested", "incident.raised")
"""Kinds of events in the short timeline: what people and clocks did, and what ended."""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event; `data` is its public part, `node_name` the name of the element it concerns."""

    seq: int
    kind: str
    is_input: bool
    at: datetime
    actor: str | None
    actor_name: str | None
    node: str | None
    node_name: str
    data: Mapping[str, Any]


_EVENTS: Select[Any] = select(
    event.c.seq, event.c.kind, event.c.at, event.c.actor, account.c.name, event.c.header
).outerjoin(account, account.c.id == event.c.actor)
_ORDER = Order((event.c.seq,), falling=True)


def timeline(
    viewer: Viewer, head: CaseHead, definition: Definition, after: str | None = None, inputs_only: bool = True
) -> Page[TimelineRow]:
    """What people, messages and clocks did, and how it ended; else the engine's own events too."""
    query = _EVENTS.where(event.c.case_id == head.id)
    query = query.where(event.c.kind.in_(TOLD)) if inputs_only else query
    found = _ORDER.cut(viewer.reader, query, after)
    return Page(tuple(_row(row, definition) for row in found.rows), found.next)


def _row(row: Any, definition: Definition) -> TimelineRow:
    data = history.read(row.header).data
    node = definition.plan.nodes.get(data.get("node", ""))
    return TimelineRow(
        row.seq, row.kind, row.kind in INPUTS, row.at, row.actor, row.name,
        node.id if node else None, node.name if node else "", data,
    )  # fmt: skip
