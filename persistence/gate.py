"""The one place where transactions are committed.

SQLite has one writer at a time, and its busy handler lets newcomers overtake; so writes queue.
Everything queued while the last commit reached the disk shares the next one, each unit in a
savepoint of its own. PostgreSQL groups commits itself.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from engine.errors import Stale
from persistence.connecting import connected

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
            with connected(self._engine) as connection, connection.begin():
                return act(connection)
        except Exception as error:
            if _sqlstate(error) in LOST_RACES:
                raise Stale() from error
            raise

    def close(self) -> None:
        """Nothing is queued."""


@dataclass(slots=True)
class _Unit:
    """An act, what came of it, and the sleep of its caller until that is known or his turn has come."""

    act: Act
    answer: Any = None
    error: BaseException | None = None
    done: bool = False
    wake: threading.Event = field(default_factory=threading.Event)

    def attempt(self, connection: Connection) -> bool:
        """Run the act; whether it went well."""
        try:
            self.answer = self.act(connection)
        except Exception as error:
            self.error = error
        return self.error is None

    def tell(self, failure: BaseException | None) -> None:
        """Let the caller go on; `failure` is what kept the whole commit from the disk."""
        self.error = self.error or failure
        self.done = True
        self.wake.set()


class QueueGate:
    """One writer at a time, in the order of asking (SQLite).

    Who finds nobody writing writes at once, in his own thread, for himself and for those who queue
    up meanwhile; then the first who is still waiting takes over.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._waiting: deque[_Unit] = deque()
        self._writing, self._closed = False, False
        self._idle = threading.Condition()

    def run(self, act: Callable[[Connection], T]) -> T:
        """What `act` gives, once it is on the disk."""
        unit = _Unit(act)
        if not self._is_free_for(unit):
            unit.wake.wait()
        if not unit.done:
            self._commit()
        if unit.error:
            raise unit.error
        answer: T = unit.answer
        return answer

    def close(self) -> None:
        """Wait until what is queued is written, and take nothing more."""
        with self._idle:
            self._closed = True
            self._idle.wait_for(lambda: not self._writing)
        self._leave_connection()

    def _is_free_for(self, unit: _Unit) -> bool:
        """Queue up; whether nobody is writing, so that the caller has to."""
        with self._idle:
            if self._closed:
                raise RuntimeError("the database is closed")
            self._waiting.append(unit)
            was_writing, self._writing = self._writing, True
            return not was_writing

    def _commit(self) -> None:
        """One transaction for everybody in the queue; the caller's own unit is its first."""
        units = [self._waiting.popleft()]
        failure: BaseException | None = None
        try:
            self._write(units)
        except BaseException as error:
            failure = error
            self._leave_connection()
        finally:
            self._hand_over()
            for unit in units:
                unit.tell(failure)

    def _write(self, units: list[_Unit]) -> None:
        """What fails undoes itself only; the first, as long as it is alone, needs no savepoint for that."""
        connection = self._writer()
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN IMMEDIATE")
        if not units[0].attempt(connection):
            driver.execute("ROLLBACK")
            return
        while self._waiting and len(units) < TOGETHER:
            unit = self._waiting.popleft()
            units.append(unit)
            driver.execute("SAVEPOINT unit")
            if not unit.attempt(connection):
                if unit.error and not driver.in_transaction:
                    raise unit.error  # such as a full disk: all of the commit is undone
                driver.execute("ROLLBACK TO unit")
            driver.execute("RELEASE unit")
        driver.execute("COMMIT")

    def _hand_over(self) -> None:
        """It is the turn of the first who still waits."""
        with self._idle:
            self._writing = bool(self._waiting)
            if self._waiting:
                self._waiting[0].wake.set()
            else:
                self._idle.notify_all()

    def _writer(self) -> Connection:
        """The one connection that writes; checking it out each time would cost as much as a statement."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _leave_connection(self) -> None:
        """Close the connection; what it had not committed is gone with it."""
        if self._connection:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def _sqlstate(error: Exception) -> str | None:
    """The SQL error code of a driver's exception, wrapped by SQLAlchemy or not."""
    return getattr(getattr(error, "orig", error), "sqlstate", None)
