"""The events of a case as stored, opened and verified."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from engine.history import GENESIS, INPUTS, first_break
from persistence import history
from persistence.queries import people
from persistence.queries.case_head import CaseHead
from persistence.queries.page import SIZE, Order, Page
from persistence.queries.scope import Viewer
from persistence.tables import account, case_state, event
from persistence.vault import Vault


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event: the header exactly as hashed, the sealed part opened (None once its key is gone)."""

    seq: int
    kind: str
    is_input: bool
    at: datetime
    actor: str | None
    actor_name: str | None
    header: bytes
    data: Mapping[str, Any]
    private: Mapping[str, Any] | None
    hash: bytes
    for_name: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying a chain found: `broken_at` is the seq of the first event that does not follow.

    It is one past the last event when the chain ends elsewhere than the head kept beside the state.
    """

    events: int
    head: bytes
    broken_at: int | None = None

    @property
    def holds(self) -> bool:
        return self.broken_at is None


_EVENTS: Select[Any] = select(event, account.c.name.label("actor_name")).outerjoin(
    account, account.c.id == event.c.actor
)
_LINKS = select(event.c.header, event.c.sealed, event.c.hash).order_by(event.c.seq)
_HEAD = select(case_state.c.seq, case_state.c.head)
_ORDER = Order((event.c.seq,))


def events(viewer: Viewer, vault: Vault, head: CaseHead, after: str | None = None) -> Page[EventRow]:
    """The events in order. Ask for the head with `permission="history.read"`."""
    found = _ORDER.cut(viewer.reader, _EVENTS.where(event.c.case_id == head.id), after, SIZE)
    seal = history.seal_of(viewer.reader, vault, head.id)
    whom = {row.seq: history.read(row.header).on_behalf_of for row in found.rows}
    absent = {who for who in whom.values() if who}
    names = people.names(viewer.reader, absent) if absent else {}
    rows = (
        EventRow(
            row.seq, row.kind, row.kind in INPUTS, row.at, row.actor, row.actor_name, row.header,
            history.read(row.header).data, seal.open(row.sealed, head.id, row.seq, row.kind) if seal else None,
            row.hash, names.get(whom[row.seq] or ""),
        )
        for row in found.rows
    )  # fmt: skip
    return Page(tuple(rows), found.next)


def verify(viewer: Viewer, head: CaseHead) -> Verdict:
    """Recompute the case's chain, and compare its end with the head kept beside the state."""
    stored = viewer.reader.execute(_LINKS.where(event.c.case_id == head.id))
    walk = _Walk((row.header, row.sealed, row.hash) for row in stored)
    broken = first_break(walk)
    if broken is not None:
        return Verdict(walk.length, walk.last, broken + 1)
    seq, kept = viewer.reader.execute(_HEAD.where(case_state.c.case_id == head.id)).one()
    whole = (walk.length, walk.last) == (seq, kept)
    return Verdict(walk.length, walk.last, None if whole else walk.length + 1)


class _Walk:
    """Passes links on, and remembers how many there were and how they ended."""

    def __init__(self, links: Iterator[tuple[bytes, bytes, bytes]]) -> None:
        self._links, self.length, self.last = links, 0, GENESIS

    def __iter__(self) -> Iterator[tuple[bytes, bytes, bytes]]:
        for one in self._links:
            self.length, self.last = self.length + 1, one[2]
            yield one
