"""The one place where transactions are committed.

SQLite has one writer at a time, and its busy handler lets newcomers overtake; so writes queue for
one thread. Everything queued while the last commit reached the disk shares the next one, each unit
in a savepoint of its own. PostgreSQL groups commits itself.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from engine.errors import Stale

T = TypeVar("T")

Act = Callable[[Connection], Any]
TOGETHER = 32  # units in one commit
LOST_RACES = frozenset({"40001", "40P01"})  # serialization failure, deadlock


class Gate(Protocol):
    """Runs an act in one durable transaction."""

    def run(self, act: Callable[[Connection], T]) -> T: ...

    def close(self) -> None: ...


class DirectGate:
    """A transaction of its own for every act (PostgreSQL)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def run(self, act: Callable[[Connection], T]) -> T:
        """Raises Stale where the database gave way to another transaction."""
        try:
            with self._engine.begin() as connection:
                return act(connection)
        except Exception as error:
            if _sqlstate(error) in LOST_RACES:
                raise Stale() from error
            raise

    def close(self) -> None:
        """Nothing is queued."""


@dataclass(slots=True)
class _Unit:
    """An act, what came of it, and where its caller waits."""

    act: Act
    answer: Any = None
    error: Exception | None = None
    outcome: Future[Any] = field(default_factory=Future)

    def attempt(self, connection: Connection) -> None:
        """Run the act so that its failure undoes nothing but itself."""
        cursor = connection.connection.cursor()
        cursor.execute("SAVEPOINT unit")
        try:
            self.answer = self.act(connection)
        except Exception as error:
            self.error = error
            cursor.execute("ROLLBACK TO unit")
        cursor.execute("RELEASE unit")

    def tell(self, failure: Exception | None = None) -> None:
        """Let the caller go on; `failure` is what kept the whole commit from the disk."""
        error = self.error or failure
        if error:
            self.outcome.set_exception(error)
        else:
            self.outcome.set_result(self.answer)


class WriterGate:
    """One thread that writes, in the order of asking (SQLite)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[_Unit | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._connection: Connection | None = None
        self._closed = False

    def run(self, act: Callable[[Connection], T]) -> T:
        """What `act` gives, once it is on the disk."""
        unit = _Unit(act)
        with self._lock:
            if self._closed:
                raise RuntimeError("the database is closed")
            self._queue.put(unit)
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
                self._thread.start()
        answer: T = unit.outcome.result()
        return answer

    def close(self) -> None:
        """Write what is queued, then stop."""
        with self._lock:
            self._closed = True
            self._queue.put(None)
        if self._thread:
            self._thread.join()

    def _serve(self) -> None:
        while (unit := self._queue.get()) is not None:
            self._commit(unit)
        if self._connection:
            self._connection.close()

    def _commit(self, first: _Unit) -> None:
        """One transaction for the unit and for those that queue up behind it meanwhile."""
        units: list[_Unit] = []
        failure: Exception | None = None
        try:
            with self._writer().begin():
                for unit in self._together(first):
                    units.append(unit)
                    unit.attempt(self._writer())
        except Exception as error:
            failure = error
        for unit in units or [first]:
            unit.tell(failure)

    def _writer(self) -> Connection:
        """The one connection that writes; checking it out each time would cost as much as a statement."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _together(self, first: _Unit) -> Iterator[_Unit]:
        yield first
        for _ in range(TOGETHER - 1):
            try:
                unit = self._queue.get_nowait()
            except Empty:
                return
            if unit is None:
                self._queue.put(None)
                return
            yield unit


def _sqlstate(error: Exception) -> str | None:
    """The SQL error code of a driver's exception, wrapped by SQLAlchemy or not."""
    return getattr(getattr(error, "orig", error), "sqlstate", None)
