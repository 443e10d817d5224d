"""Where cases live: the database behind the protocol `engine.stores.Store`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Connection

from engine import openings
from engine.calendars import Calendar, Moment
from engine.case import Case
from engine.definitions import Bundle, Definition
from engine.errors import NotFound
from engine.history import Event
from engine.stores import BY_TERMINAL, Chore, File, Job, Trail
from persistence import chores, files, history, jobs, shelf, studio_requests
from persistence.database import Database
from persistence.shelf import Shelf
from persistence.turn import Turn
from persistence.unit_of_work import UnitOfWork
from persistence.vault import Vault

RECOUNT = "recount"  # the kind of chore: what was written in a process is counted anew


class CaseStore:
    """Implements `engine.stores.Store`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault, self.shelf = database, vault, Shelf()
        self._turn = Turn(database)

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A unit of work; leaving it without commit changes nothing."""
        with self.database.reading() as reader:
            work = self.work(reader)
            try:
                yield work
            finally:
                work.end()

    def work(self, reader: Connection) -> UnitOfWork:
        """A unit of work that reads through this connection."""
        return UnitOfWork(self.database, self.shelf, self.vault, reader, self._turn)

    def publish(
        self, bundle: Bundle, definition: Definition, at: datetime, by: str | None, trail: Trail = BY_TERMINAL
    ) -> None:
        """Remember a definition version and make it current for its process, its timer starts waiting."""
        self.shelf.keep(definition)
        timed = definition.plan.timed
        starts = openings.chores(definition, Moment(at, self.current_calendar())) if timed else []

        def act(connection: Connection) -> None:
            if trail.draft:
                studio_requests.published(connection, trail, at)
            self._recount(connection, definition, at)
            shelf.publish(connection, bundle, definition, at, by)
            studio_requests.note(connection, definition, at, by, trail)
            chores.replace(connection, openings.prefix(definition.key), starts, openings.is_kept)

        self.database.write(act)

    def adopt(self, calendar: Calendar, at: datetime) -> None:
        """Remember a calendar and make it the one in force; old ones stay for replay."""
        self.database.write(lambda connection: shelf.adopt(connection, calendar, at))

    def claim(self, now: datetime, limit: int, lease: timedelta, fence: str) -> list[Job]:
        """Due jobs, oldest first, taken for `lease`; writes nothing when none is due."""
        with self.database.reading() as reader:
            if not jobs.due(reader, now, limit):
                return []
        return self.database.write(lambda connection: jobs.claim(connection, now, limit, lease, fence))

    def next_due(self) -> datetime | None:
        """When the next job is due."""
        with self.database.reading() as reader:
            return jobs.next_due(reader)

    def fail(self, job: Job, reason: str, retry_at: datetime) -> None:
        """Put a job back after a failure, to be tried again at `retry_at`."""
        self.database.write(lambda connection: jobs.fail(connection, job, reason, retry_at))

    def add_chore(self, chore: Chore) -> None:
        """Have work done in the background; one of that key that waits already stays as it is."""
        self.database.write(lambda connection: chores.add(connection, chore))

    def end_chore(self, job: Job, again: Chore | None = None) -> None:
        """End a claimed chore, or leave it to be done again later; raises Gone when the claim is lost."""
        self.database.write(lambda connection: chores.end(connection, job, again))

    def history(self, case_id: str) -> list[Event]:
        """All events of a case in order; raises NotFound."""
        with self.database.reading() as reader:
            return history.whole(reader, self.vault, case_id)

    def file(self, case_id: str, checksum: str) -> File:
        """A file of a case; raises NotFound, also once the case's key is gone."""
        with self.database.reading() as reader:
            return files.read(reader, self.vault, case_id, checksum)

    def calendar(self, checksum: str) -> Calendar:
        """A calendar that was once in force; raises NotFound."""
        with self.database.reading() as reader:
            return self.shelf.calendar(reader, checksum)

    def definition(self, checksum: str) -> Definition:
        """A published version; raises NotFound."""
        if kept := self.shelf.kept(checksum):
            return kept
        with self.database.reading() as reader:
            return self.shelf.definition(reader, checksum)

    def current_calendar(self) -> Calendar:
        """The organisation's working calendar in force; raises NotFound."""
        with self.database.reading() as reader:
            return self.shelf.calendar(reader)

    def case(self, case_id: str) -> Case:
        """The case as stored; raises NotFound."""
        with self.begin() as work:
            return work.case(case_id)

    def _recount(self, connection: Connection, new: Definition, at: datetime) -> None:
        """Where a version counts other answers than the one before, what was written so far is counted anew."""
        try:
            before = self.shelf.current(connection, new.key).counted
        except NotFound:
            return
        if before != new.counted:
            key = f"{RECOUNT}:{new.key}"
            chores.add(connection, Chore(RECOUNT, key, at, {"process": new.key}))
