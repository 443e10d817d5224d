"""Connections to SQLite or PostgreSQL, opened so that nothing has to be remembered by their users.

SQLite: WAL, synchronous FULL, transactions begun by us (the driver of Python 3.11 begins them too
late), readers that cannot write, and one connection that writes. PostgreSQL: READ COMMITTED for
units of work, which check versions; a snapshot for pages.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url

from persistence.connecting import connected, notice_closed, told
from persistence.gate import DirectGate, Gate, QueueGate

T = TypeVar("T")

LEFT = 600_000  # ms after which PostgreSQL ends a transaction that somebody left open
WAIT = 30  # seconds to wait for another process's lock
NEVER = frozenset(
    {sqlite3.SQLITE_DROP_TABLE, sqlite3.SQLITE_DROP_TRIGGER, sqlite3.SQLITE_ALTER_TABLE, sqlite3.SQLITE_ATTACH}
)


class Database:
    """A database: `reading()` for consistent reads, `write(act)` for one short transaction."""

    def __init__(self, url: str | URL) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writers = open_engine(self.url)
        self._readers = self._reading_engine()
        self._gate: Gate = QueueGate(self._writers) if self.is_sqlite else DirectGate(self._writers)
        self._apart: list[Connection] = []
        self._kept: list[Connection] = []  # idle readers of SQLite: a pool's book-keeping costs more than a query

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the database and cannot write. Raises Unavailable."""
        with told():
            connection = self._reader()
            try:
                connection.begin()
                yield connection
                connection.rollback()
            except BaseException:
                connection.close()
                raise
            self._put_by(connection)

    def write(self, act: Callable[[Connection], T]) -> T:
        """Carry `act` out in a transaction that is durable on return; what it raises undoes it.

        On SQLite one commit may serve several callers. Raises Unavailable; Interrupted where the
        connection broke: then nobody knows whether it was committed.
        """
        with told():
            return self._gate.run(act)

    def apart(self) -> Connection:
        """A connection of one's own until the end, each statement of it a transaction. Raises Unavailable."""
        with told():
            connection = self._writers.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._apart.append(connection)
        return connection

    def close(self) -> None:
        """Finish what is queued and close every connection."""
        self._gate.close()
        for idle in (self._kept, self._apart):
            while idle:
                idle.pop().close()
        self._readers.dispose()
        self._writers.dispose()

    def _reader(self) -> Connection:
        try:
            return self._kept.pop()
        except IndexError:
            return connected(self._readers)

    def _put_by(self, connection: Connection) -> None:
        if self.is_sqlite:
            self._kept.append(connection)
        else:
            connection.close()

    def _reading_engine(self) -> Engine:
        if self.is_sqlite:
            return open_engine(self.url, read_only=True)
        return self._writers.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def open_engine(url: URL, *, read_only: bool = False, for_changes_of_schema: bool = False) -> Engine:
    """An engine that never logs values (they may be personal)."""
    options: dict[str, Any] = {"hide_parameters": True}
    if for_changes_of_schema:
        options["poolclass"] = NullPool  # a pooled connection would keep the migration's lock
    if url.get_backend_name() != "sqlite":
        engine = create_engine(
            url, connect_args={"options": f"-c idle_in_transaction_session_timeout={LEFT}"}, **options
        )
        notice_closed(engine)
        return engine
    if not url.database or url.database == ":memory:":
        raise ValueError("a database of several connections needs a file")
    engine = create_engine(url, connect_args={"timeout": WAIT, "check_same_thread": False}, **options)
    _tune_sqlite(engine, read_only, guarded=not for_changes_of_schema)
    if read_only or for_changes_of_schema:
        _begin_at_once(engine, "BEGIN" if read_only else "BEGIN IMMEDIATE")
    return engine


def _tune_sqlite(engine: Engine, read_only: bool, guarded: bool) -> None:
    pragmas = [
        "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON",
        "recursive_triggers = ON", "trusted_schema = OFF", "temp_store = MEMORY",
        f"query_only = {'ON' if read_only else 'OFF'}",
    ]  # fmt: skip

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        if guarded:
            connection.set_authorizer(_authorize)


def _begin_at_once(engine: Engine, sentence: str) -> None:
    """Begin where SQLAlchemy says so; the writer's gate begins by itself."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.connection.cursor().execute(sentence)


def _authorize(action: int, subject: str | None, *_details: str | None) -> int:
    """Refuse to compile what an application never does, whatever a programming error asks for."""
    changes_history = action in {sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE} and subject in {"event", "sqlite_master"}
    unlocks = action == sqlite3.SQLITE_PRAGMA and subject == "writable_schema"
    return sqlite3.SQLITE_DENY if action in NEVER or changes_history or unlocks else sqlite3.SQLITE_OK
