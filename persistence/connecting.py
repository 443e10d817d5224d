"""Connections that break, and databases that are away, full or cannot be written: told in our words.

A connection the server has closed is noticed before it is used; a database that is away (restarting,
or handing over to its standby) is waited for.
"""

import select
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError

from engine.errors import N_, Interrupted, Unavailable

TRIES, PAUSE = 40, 0.25  # looks for a database that is away, seconds between them

AWAY = N_("it cannot be reached")
FULL = N_("the disk is full")
FROZEN = N_("it can only be read")
FAULTY = N_("the disk reports an error")
CLOSED = N_("it cannot be opened")
BUSY = N_("it is busy")

SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: FROZEN,
    sqlite3.SQLITE_IOERR: FAULTY,
    sqlite3.SQLITE_CANTOPEN: CLOSED,
    sqlite3.SQLITE_BUSY: BUSY,
}
PRIMARY = 0xFF  # the part of SQLite's code that names the kind
POSTGRESQL = {"53100": FULL, "25006": FROZEN, "58030": FAULTY}
BROKEN = ("08", "57P")  # SQL states: connection exceptions; shutdown, crash, starting up


@contextmanager
def told() -> Iterator[None]:
    """Turn a driver's error into Interrupted or Unavailable where it is one."""
    try:
        yield
    except Exception as error:
        ours = _ours(error)
        if ours is None:
            raise
        raise ours from error


def connected(engine: Engine) -> Connection:
    """A connection; waits for a database that is away. Raises Unavailable."""
    for _ in range(TRIES):
        try:
            return engine.connect()
        except DBAPIError as error:
            reason = _ours(error)
            if not isinstance(reason, Interrupted):
                raise
        threading.Event().wait(PAUSE)
    with told():
        return engine.connect()


def notice_closed(engine: Engine) -> None:
    """Replace connections that the server closed while they lay in the pool (PostgreSQL)."""

    @event.listens_for(engine, "checkout")
    def look(connection: Any, _record: Any, _proxy: Any) -> None:
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        if poll.poll(0):
            raise DisconnectionError()


def _ours(error: Exception) -> Unavailable | None:
    driver: Any = getattr(error, "orig", None) or error
    if isinstance(driver, sqlite3.Error):
        reason = SQLITE.get(getattr(driver, "sqlite_errorcode", 0) & PRIMARY)
        return Unavailable(reason, str(driver)) if reason else None
    if not hasattr(driver, "sqlstate"):
        return None
    if driver.sqlstate in POSTGRESQL:
        return Unavailable(POSTGRESQL[driver.sqlstate], str(driver))
    is_broken = type(driver).__name__ == "OperationalError" and driver.sqlstate is None
    return Interrupted(AWAY, str(driver)) if is_broken or str(driver.sqlstate).startswith(BROKEN) else None
