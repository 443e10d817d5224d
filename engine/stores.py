"""What the engine needs remembered, as protocols; `persistence` implements them.

Two implementations exist: the database's, and `engine.memory`; one conformance suite
(`tests/conformance.py`) runs on both.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from engine.calendars import Calendar
from engine.case import Case
from engine.definitions import Bundle, Definition
from engine.history import Event


@dataclass(frozen=True, slots=True)
class Job:
    """A timer that became due, a service that was asked for or a chore, claimed by one worker until its lease ends.

    `fence` is the claim's token: work done under a lost claim changes nothing. A chore belongs to no
    case: it has a `key` of its own, and `payload` tells what there is to do.
    """

    id: int
    case_id: str
    token: int
    due: datetime
    fence: str
    attempts: int = 1
    kind: str = "timer"
    key: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chore:
    """Work in the background that is no timer of a case; one that waits already under its `key` is not added again.

    `payload` is JSON-able and never personal.
    """

    kind: str
    key: str
    due: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Holder:
    """An account that may sign in and holds a role in a team; "" where it holds it in all."""

    account: str
    name: str
    team: str


@dataclass(frozen=True, slots=True)
class File:
    """A file of a case, known by the checksum of its content. `media` is its media type."""

    media: str
    content: bytes

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Trail:
    """How a version came to be published: its note, who approved it, which way, and the draft it was.

    A draft is published only while the version it began from, `base`, is in force.
    """

    note: str = ""
    approved_by: str | None = None
    approved_at: datetime | None = None
    way: str = "terminal"
    draft: str | None = None
    base: str | None = None
    astray: tuple[str, ...] = ()


BY_TERMINAL = Trail()


class Work(Protocol):
    """One unit of work: reads at once, remembers what to write, writes all of it on `commit`."""

    def case(self, case_id: str) -> Case:
        """The case as it stands; raises NotFound."""

    def definition(self, checksum: str) -> Definition:
        """A published version; raises NotFound."""

    def current(self, process: str) -> Definition:
        """The version new cases of this process open under; raises NotFound."""

    def calendar(self) -> Calendar:
        """The organisation's working calendar in force."""

    def number(self, process: str, year: int) -> int:
        """The next running number of a process and year, taken when the work commits."""

    def done(self, command: str) -> Event | None:
        """The event that this command already made, if it was given before."""

    def closing(self, case_id: str, token: int) -> Event | None:
        """The event that closed the task or awaited message at `token`, if any."""

    def event(self, case_id: str, seq: int) -> Event | None:
        """One event of a case, without its private part, if there is one."""

    def correction(self, case_id: str, seq: int) -> Event | None:
        """The event that corrected the record of event `seq`, without its private part, if any did."""

    def holds(self, account: str, role: str, team: str) -> bool:
        """Whether that account may sign in and has the role in the team."""

    def holders(self, roles: Sequence[str]) -> list[Holder]:
        """Who may sign in and holds one of the roles, once per team, by account and team."""

    def awaiting(self, signal: str, after: str, limit: int) -> list[str]:
        """The next cases that await a signal, by their ids, after that one."""

    def processes(self) -> list[str]:
        """The keys of the processes of which some version is in force."""

    def record(self, case: Case, events: Sequence[Event]) -> None:
        """Remember the case and what happened; `case.seq` already counts the events."""

    def keep(self, case_id: str, file: File) -> None:
        """Remember a file with a case that was read; the same content is kept once."""

    def add_chore(self, chore: Chore) -> None:
        """Have work done in the background, once this commits; one of that key that waits already stays as it is."""

    def consume(self, job: Job) -> None:
        """Make the commit depend on still holding the job's claim, and end the job."""

    def commit(self) -> None:
        """Write everything in one transaction; raises Stale when the case moved meanwhile."""


class Store(Protocol):
    """Where cases live."""

    def begin(self) -> AbstractContextManager[Work]:
        """A unit of work; leaving it without commit changes nothing."""

    def publish(
        self, bundle: Bundle, definition: Definition, at: datetime, by: str | None, trail: Trail = BY_TERMINAL
    ) -> None:
        """Remember a definition version and make it current for its process; its timer starts wait from now on.

        A start whose timer is the same as in the version before goes on waiting as it did.
        """

    def adopt(self, calendar: Calendar, at: datetime) -> None:
        """Remember a calendar and make it the one in force; old ones stay for replay."""

    def claim(self, now: datetime, limit: int, lease: timedelta, fence: str) -> list[Job]:
        """Due jobs, oldest first, taken for `lease`."""

    def next_due(self) -> datetime | None:
        """When the next job is due."""

    def fail(self, job: Job, reason: str, retry_at: datetime) -> None:
        """Put a job back after a failure, to be tried again at `retry_at`."""

    def add_chore(self, chore: Chore) -> None:
        """Have work done in the background; one of that key that waits already stays as it is."""

    def end_chore(self, job: Job, again: Chore | None = None) -> None:
        """End a claimed chore, or leave it to be done again later; raises Gone when the claim is lost."""

    def history(self, case_id: str) -> list[Event]:
        """All events of a case in order; raises NotFound."""

    def file(self, case_id: str, checksum: str) -> File:
        """A file of a case; raises NotFound, also once the case's key is gone."""

    def calendar(self, checksum: str) -> Calendar:
        """A calendar that was once in force; raises NotFound."""

    def definition(self, checksum: str) -> Definition:
        """A published version; raises NotFound."""

    def current_calendar(self) -> Calendar:
        """The organisation's working calendar in force."""

    def case(self, case_id: str) -> Case:
        """The case as stored; raises NotFound."""
