"""One case: where it stands, who it waits for, what happened, what was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.definitions import Definition
from persistence.queries.page import Page
from persistence.queries.scope import Viewer
from persistence.vault import Vault


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What stands at the top of a case's page. Having one is proof that its viewer may see the case."""

    id: str
    number: str
    title: str
    process: str
    process_title: str
    definition: str
    team: str
    team_title: str
    lead: str | None
    lead_name: str | None
    opened_by: str | None
    opened_by_name: str | None
    opened_at: datetime
    moved_at: datetime
    version: int
    exit: str | None
    exit_title: str | None
    exit_outcome: str | None
    stages: tuple["StageRow", ...]


@dataclass(frozen=True, slots=True)
class StageRow:
    """An element of the main diagram in which the case stands now."""

    node: str
    name: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A place in the case and who holds it."""

    seat: str
    account: str
    name: str


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A live token: the element it stands on, and the outermost stage around that."""

    token: int
    node: str
    stage: str | None


@dataclass(frozen=True, slots=True)
class Marking:
    """Where the tokens are, and which elements they have left behind.

    The diagram an element is drawn on is `definition.plan.nodes[node].scope`.
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
class RecordRow:
    """Answers to a form. `corrects` is the seq of the record it replaces, `corrected_by` of its successor."""

    seq: int
    form: str
    node: str
    node_name: str
    at: datetime
    by: str | None
    by_name: str | None
    corrects: int | None
    corrected_by: int | None
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event, without anything personal; `data` is its public part."""

    seq: int
    kind: str
    is_input: bool
    at: datetime
    actor: str | None
    actor_name: str | None
    node: str | None
    node_name: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kin:
    """A case this one follows, or that follows it."""

    id: str
    number: str
    title: str
    relation: str
    opened_at: datetime
    visible: bool


def head(viewer: Viewer, case_id: str, permission: str = "case.read") -> CaseHead:
    """The case's head; raises NotFound when there is none or the permission does not reach it."""
    raise NotImplementedError


def seats(viewer: Viewer, head: CaseHead) -> tuple[SeatRow, ...]:
    """Who holds which place in the case."""
    raise NotImplementedError


def marking(viewer: Viewer, head: CaseHead) -> Marking:
    """Where the case stands on its diagrams."""
    raise NotImplementedError


def messages(viewer: Viewer, head: CaseHead) -> tuple[MessageRow, ...]:
    """The messages that can be sent to the case now (by the holder of `role`, see `Roles.may`)."""
    raise NotImplementedError


def records(viewer: Viewer, vault: Vault, head: CaseHead) -> tuple[RecordRow, ...]:
    """Everything that was written, the newest first."""
    raise NotImplementedError


def record(viewer: Viewer, vault: Vault, head: CaseHead, seq: int) -> RecordRow:
    """One record; raises NotFound."""
    raise NotImplementedError


def timeline(
    viewer: Viewer, head: CaseHead, definition: Definition, after: str | None = None, inputs_only: bool = True
) -> Page[TimelineRow]:
    """What happened, the newest first."""
    raise NotImplementedError


def kin(viewer: Viewer, head: CaseHead) -> tuple[Kin, ...]:
    """The cases before (`predecessor`) and after (`successor`) this one."""
    raise NotImplementedError
