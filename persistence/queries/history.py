"""The events of a case as stored, opened and verified."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from persistence.queries.case_page import CaseHead
from persistence.queries.page import Page
from persistence.queries.scope import Viewer
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying a chain found: `broken_at` is the seq of the first event that does not follow."""

    events: int
    head: bytes
    broken_at: int | None = None

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def events(viewer: Viewer, vault: Vault, head: CaseHead, after: str | None = None) -> Page[EventRow]:
    """The events in order. Ask for the head with `permission="history.read"`."""
    raise NotImplementedError


def verify(viewer: Viewer, head: CaseHead) -> Verdict:
    """Recompute the case's chain, and compare its end with the head kept beside the state."""
    raise NotImplementedError
