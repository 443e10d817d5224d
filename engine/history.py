"""Events: the closed list of what can happen in a case, and the chain that protects it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

INPUTS = {
    "case.opened": "a person or another case opened it",
    "case.compared": "who opened the case had seen cases alike, and chose",
    "task.claimed": "a person took an offered task",
    "task.released": "a person gave a task back",
    "task.assigned": "a superior gave a task to a person",
    "task.delegated": "a person asked a colleague with the role to do his task, with a note",
    "task.returned": "a delegated task went back to who had given it",
    "task.put_off": "a person chose a day to come back to a task; its deadline stays",
    "task.completed": "a person answered the task's form",
    "message.received": "a person or a system sent a message",
    "signal.received": "a signal thrown in another case was heard",
    "timer.fired": "the clock reached a timer's moment",
    "timer.failed": "the step after a timer failed as often as it may",
    "service.completed": "a function that the diagram asked for answered",
    "service.failed": "a function that the diagram asked for failed as often as it may",
    "incident.retried": "an operator let what failed be tried again, with a reason",
    "record.corrected": "a person corrected an earlier record",
    "document.issued": "a person issued a document made from the case",
    "document.signed": "a person filed the signed copy of an issued document",
    "seat.changed": "a place in the case passed to another person",
    "comment.written": "a person wrote to the colleagues of the case",
    "comment.edited": "a person put a comment of his in other words",
    "file.attached": "a person put a file with the case or a task of it",
    "file.removed": "a person took a file away, with a reason",
    "transfer.offered": "a place in the case was offered to another person, with a summary",
    "transfer.accepted": "who was offered a place in the case took it with its open tasks",
    "transfer.declined": "who was offered a place in the case said no, with a reason",
    "transfer.withdrawn": "an offered place in the case was no longer to be passed on",
    "deadline.extended": "a superior moved a deadline, with a reason",
    "deadline.paused": "a deadline stopped counting, with a reason",
    "deadline.resumed": "a paused deadline counts on",
    "task.skipped": "an operator let a task pass undone, with a reason",
    "token.placed": "an operator put a token on another element, with a reason",
    "stage.rewound": "an operator began a stage again from an element, with a reason",
    "case.cancelled": "an operator ended the case outside its diagram, with a reason",
    "case.suspended": "an operator stopped the case, with a reason",
    "case.resumed": "a suspended case goes on",
    "case.migrated": "an operator moved the case to another version of its definition",
}
"""What people, clocks and messages do; replay feeds these."""

EFFECTS = {
    "token.moved": "a token took a flow to an element",
    "task.offered": "a step for a person opened",
    "task.withdrawn": "a step closed without being done",
    "timer.set": "a timer waits",
    "timer.cancelled": "a timer no longer waits",
    "message.awaited": "a message can be received",
    "message.cancelled": "a message can no longer be received",
    "message.sent": "the diagram sent a message",
    "signal.thrown": "the diagram threw a signal to every case that awaits it",
    "gateway.decided": "a gateway chose its way",
    "decision.made": "a decision table answered",
    "values.set": "routing values changed",
    "service.requested": "the diagram asked for a function",
    "scope.opened": "a stage or sub-process began",
    "scope.closed": "a stage or sub-process ended",
    "case.requested": "a follow-up case is to be opened",
    "incident.raised": "the engine could not go on",
    "case.ended": "the case reached an exit",
}
"""What the engine derives; replay must reproduce these exactly."""

CLOSING = ("task.completed", "task.skipped", "task.withdrawn", "message.received", "message.cancelled")
"""After these a task or an awaited message is no longer open."""

GENESIS = bytes(32)
_SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


@dataclass(frozen=True, slots=True)
class Event:
    """One fact in the past of one case.

    `data` is public to auditors and never personal; `private` holds answers and names and is
    sealed at rest. `actor` and `on_behalf_of` are account ids. `command` makes a form that is
    posted twice count once.
    """

    case_id: str
    seq: int
    kind: str
    at: datetime
    actor: str | None = None
    on_behalf_of: str | None = None
    command: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in INPUTS and self.kind not in EFFECTS:
            raise ValueError(f"unknown event kind {self.kind}")

    @property
    def is_input(self) -> bool:
        return self.kind in INPUTS

    @property
    def principal(self) -> str | None:
        """In whose place it was done: the actor's own, or that of the person he stood in for."""
        return self.on_behalf_of or self.actor

    @property
    def first_told(self) -> datetime:
        """When a record was first made: a correction says it of what it corrects."""
        told = self.data.get("told")
        return datetime.fromisoformat(told) if told else self.at

    def header(self) -> dict[str, Any]:
        """What is hashed beside the sealed part: everything that is not personal."""
        return {
            "case": self.case_id, "seq": self.seq, "kind": self.kind, "at": self.at.isoformat(),
            "actor": self.actor, "for": self.on_behalf_of, "command": self.command, "data": self.data,
        }  # fmt: skip


def canonical(data: Any) -> bytes:
    """The one byte form of JSON-able data: sorted keys, no spaces, UTF-8. Raises TypeError for anything else.

    Events carry whole numbers and texts: fractions are written as text, so no float is ever rounded.
    """
    return orjson.dumps(data, option=_SORTED)


def link(previous: bytes, header: bytes, sealed: bytes) -> bytes:
    """The hash that ties an event to the one before it (SHA-256, 32 bytes)."""
    size = len(header).to_bytes(8, "big")
    return hashlib.sha256(b"\x00" + previous + size + header + sealed).digest()


def first_break(links: Iterable[tuple[bytes, bytes, bytes]]) -> int | None:
    """The index of the first (header, sealed, hash) triple that does not follow from its predecessor."""
    previous = GENESIS
    for index, (header, sealed, stored) in enumerate(links):
        previous = link(previous, header, sealed)
        if previous != stored:
            return index
    return None
