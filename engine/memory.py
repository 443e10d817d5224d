"""A store in memory: the twin of the database's, for walking drafts and for tests of everything above it."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from engine import openings
from engine.calendars import Calendar, Moment
from engine.case import Case
from engine.definitions import Bundle, Definition
from engine.errors import Gone, NotFound, Stale
from engine.history import CLOSING, Event, canonical, link
from engine.roles import Grant
from engine.stores import BY_TERMINAL, Chore, File, Holder, Job, Trail

V = TypeVar("V")
MOST_ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class Waiting:
    """A timer as the store keeps it; `dead` once it was tried too often."""

    job: Job
    due: datetime
    dead: bool = False


@dataclass
class MemoryStore:
    """Implements `engine.stores.Store`."""

    cases: dict[str, Case] = field(default_factory=dict)
    events: dict[str, list[Event]] = field(default_factory=dict)
    commands: dict[str, Event] = field(default_factory=dict)
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    jobs: dict[int, Waiting] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    bundles: dict[str, Bundle] = field(default_factory=dict)
    processes: dict[str, str] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    people: dict[str, tuple[Grant, ...]] = field(default_factory=dict)
    files: dict[tuple[str, str], File] = field(default_factory=dict)
    in_force: str = ""
    serial: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def begin(self) -> Iterator["MemoryWork"]:
        """A unit of work; leaving it without commit changes nothing."""
        yield MemoryWork(self)

    def publish(
        self,
        bundle: Bundle,
        definition: Definition,
        at: datetime,
        by: str | None,  # noqa: ARG002 - the protocol's
        trail: Trail = BY_TERMINAL,  # noqa: ARG002 - the protocol's
    ) -> None:
        """Remember a definition version and make it current for its process."""
        self.bundles[bundle.checksum], self.definitions[definition.checksum] = bundle, definition
        self.processes[definition.key] = definition.checksum
        timed, prefix = definition.plan.timed, openings.prefix(definition.key)
        starts = openings.chores(definition, Moment(at, self.current_calendar())) if timed else []
        wanted = {chore.key: chore for chore in starts}
        for key, waiting in list(self.jobs.items()):
            mine, name = waiting.job.key.startswith(prefix), waiting.job.key
            if mine and not (name in wanted and openings.is_kept(wanted[name], waiting.job.payload)):
                del self.jobs[key]
        for chore in starts:
            self.keep_chore(chore)

    def adopt(self, calendar: Calendar, at: datetime) -> None:  # noqa: ARG002 - the protocol's
        """Remember a calendar and make it the one in force."""
        self.calendars[calendar.checksum] = calendar
        self.in_force = calendar.checksum

    def claim(self, now: datetime, limit: int, lease: timedelta, fence: str) -> list[Job]:
        """Due jobs, oldest first, taken for `lease`."""
        with self.lock:
            due = [waiting for waiting in self.jobs.values() if waiting.due <= now and not waiting.dead]
            due.sort(key=lambda waiting: (waiting.due, waiting.job.id))
            return [job for waiting in due[:limit] if (job := self._take(waiting, now + lease, fence))]

    def next_due(self) -> datetime | None:
        """When the next job is due."""
        return min((waiting.due for waiting in self.jobs.values() if not waiting.dead), default=None)

    def fail(self, job: Job, reason: str, retry_at: datetime) -> None:  # noqa: ARG002 - the protocol's
        """Put a job back after a failure, to be tried again at `retry_at`."""
        with self.lock:
            if self.holds(job):
                self.jobs[job.id] = Waiting(replace(self.jobs[job.id].job, fence=""), retry_at)

    def add_chore(self, chore: Chore) -> None:
        with self.lock:
            self.keep_chore(chore)

    def end_chore(self, job: Job, again: Chore | None = None) -> None:
        with self.lock:
            if not self.holds(job):
                raise Gone()
            del self.jobs[job.id]
            if again:
                self.keep_chore(again)

    def keep_chore(self, chore: Chore) -> None:
        """Queue it, unless one of that key waits."""
        if all(waiting.job.key != chore.key for waiting in self.jobs.values()):
            self.serial += 1
            job = Job(self.serial, "", 0, chore.due, "", 0, chore.kind, chore.key, deepcopy(dict(chore.payload)))
            self.jobs[self.serial] = Waiting(job, chore.due)

    def history(self, case_id: str) -> list[Event]:
        """All events of a case in order; raises NotFound."""
        return list(_found(self.events, case_id))

    def file(self, case_id: str, checksum: str) -> File:
        """A file of a case; raises NotFound."""
        if (case_id, checksum) not in self.files:
            raise NotFound()
        return self.files[case_id, checksum]

    def calendar(self, checksum: str) -> Calendar:
        """A calendar that was once in force; raises NotFound."""
        return _found(self.calendars, checksum)

    def definition(self, checksum: str) -> Definition:
        """A published version; raises NotFound."""
        return _found(self.definitions, checksum)

    def current_calendar(self) -> Calendar:
        """The working calendar in force; raises NotFound."""
        return _found(self.calendars, self.in_force)

    def case(self, case_id: str) -> Case:
        """The case as stored; raises NotFound."""
        return deepcopy(_found(self.cases, case_id))

    def holds(self, job: Job) -> bool:
        """Whether the claim is still the last one."""
        return job.id in self.jobs and self.jobs[job.id].job.fence == job.fence

    def _take(self, waiting: Waiting, until: datetime, fence: str) -> Job | None:
        job = waiting.job
        if job.attempts >= MOST_ATTEMPTS:
            self.jobs[job.id] = replace(waiting, dead=True)
            return None
        taken = replace(job, fence=fence, attempts=job.attempts + 1)
        self.jobs[job.id] = Waiting(taken, until)
        return taken


class MemoryWork:
    """Implements `engine.stores.Work`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._read: dict[str, int] = {}
        self._numbers: dict[tuple[str, int], tuple[int, int]] = {}
        self._recorded: list[tuple[Case, list[Event]]] = []
        self._consumed: list[Job] = []
        self._chores: list[Chore] = []
        self._files: dict[tuple[str, str], File] = {}

    def case(self, case_id: str) -> Case:
        """The case as it stands; raises NotFound."""
        case = self._store.case(case_id)
        self._read[case_id] = case.version
        return case

    def definition(self, checksum: str) -> Definition:
        """A published version; raises NotFound."""
        return self._store.definition(checksum)

    def current(self, process: str) -> Definition:
        """The version new cases of this process open under; raises NotFound."""
        return self._store.definition(_found(self._store.processes, process))

    def calendar(self) -> Calendar:
        """The working calendar in force."""
        return self._store.current_calendar()

    def number(self, process: str, year: int) -> int:
        """The next running number of a process and year."""
        key = (process, year)
        read, last = self._numbers.get(key) or (self._store.numbers.get(key, 0), self._store.numbers.get(key, 0))
        self._numbers[key] = (read, last + 1)
        return last + 1

    def event(self, case_id: str, seq: int) -> Event | None:
        """One event of a case, if there is one."""
        events = self._store.events.get(case_id, [])
        return events[seq - 1] if 0 < seq <= len(events) else None

    def correction(self, case_id: str, seq: int) -> Event | None:
        past = self._store.events.get(case_id, [])
        return next((event for event in past if event.data.get("corrects") == seq), None)

    def holds(self, account: str, role: str, team: str) -> bool:
        """Whether that account has the role in the team."""
        held = self._store.people.get(account, ())
        return any(grant.role == role and grant.team in (None, team) for grant in held)

    def holders(self, roles: Sequence[str]) -> list[Holder]:
        held = ((who, grant) for who, grants in self._store.people.items() for grant in grants)
        return sorted(
            {Holder(who, who, grant.team or "") for who, grant in held if grant.role in roles},
            key=lambda one: (one.account, one.team),
        )

    def awaiting(self, signal: str, after: str, limit: int) -> list[str]:
        cases = (case for key, case in self._store.cases.items() if key > after)
        return sorted(case.id for case in cases if signal in {name for _, _, name in case.state.signals()})[:limit]

    def processes(self) -> list[str]:
        return sorted(self._store.processes)

    def done(self, command: str) -> Event | None:
        """The event that this command already made, if any."""
        return self._store.commands.get(command)

    def closing(self, case_id: str, token: int) -> Event | None:
        """The event that closed the task or awaited message at `token`, if any."""
        past = reversed(self._store.events.get(case_id, []))
        return next((event for event in past if event.kind in CLOSING and event.data.get("token") == token), None)

    def record(self, case: Case, events: Sequence[Event]) -> None:
        """Remember the case and what happened."""
        for event in events:
            case.head = link(case.head, canonical(event.header()), canonical(event.private))
        case.version += 1
        self._recorded.append((case, list(events)))

    def keep(self, case_id: str, file: File) -> None:
        """Remember a file with a case."""
        self._files[case_id, file.checksum] = file

    def add_chore(self, chore: Chore) -> None:
        self._chores.append(chore)

    def consume(self, job: Job) -> None:
        """Make the commit depend on still holding the job's claim, and end the job."""
        self._consumed.append(job)

    def commit(self) -> None:
        """Write everything, or raise Stale or Gone and write nothing."""
        with self._store.lock:
            self._check()
            for key, (_read, last) in self._numbers.items():
                self._store.numbers[key] = last
            for job in self._consumed:
                del self._store.jobs[job.id]
            for case, events in self._recorded:
                self._keep(case, events)
            for chore in self._chores:
                self._store.keep_chore(chore)
            self._store.files |= self._files

    def _check(self) -> None:
        """Everything that could be refused, before anything is written."""
        store = self._store
        if not all(store.holds(job) for job in self._consumed):
            raise Gone()
        stored = {key: case.version for key, case in store.cases.items()}
        moved = any(self._read.get(case.id) != stored.get(case.id) for case, _ in self._recorded)
        counted = any(store.numbers.get(key, 0) != read for key, (read, _) in self._numbers.items())
        repeated = any(event.command in store.commands for _, events in self._recorded for event in events)
        if moved or counted or repeated:
            raise Stale()

    def _keep(self, case: Case, events: list[Event]) -> None:
        store = self._store
        store.cases[case.id] = deepcopy(case)
        store.events.setdefault(case.id, []).extend(events)
        store.commands |= {event.command: event for event in events if event.command}
        awaited = {(token, due, kind) for kind, token, _node, due in case.awaited}
        known = {(w.job.token, w.job.due, w.job.kind): key for key, w in store.jobs.items() if w.job.case_id == case.id}
        for gone in known.keys() - awaited:
            del store.jobs[known[gone]]
        for token, due, kind in sorted(awaited - known.keys()):
            store.serial += 1
            store.jobs[store.serial] = Waiting(Job(store.serial, case.id, token, due, "", 0, kind), due)


def _found(shelf: Mapping[str, V], key: str) -> V:
    if key not in shelf:
        raise NotFound()
    return shelf[key]
