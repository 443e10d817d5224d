"""Waiting for one's turn: running numbers are taken one after another, on PostgreSQL by all processes together.

Only for fairness: whoever waits too long goes on all the same, and the commit checks.
"""

import threading
from typing import Any

from sqlalchemy import Connection, Select, func, select, text
from sqlalchemy.exc import DBAPIError

from engine.errors import OporaError
from persistence.database import Database

LONGEST = 5  # seconds
NUMBERS = 7_236_120  # any number but that of migrations


class Turn:
    """Handed from one unit of work to the next; a thread that has it already goes on."""

    def __init__(self, database: Database) -> None:
        self._lock = threading.RLock()
        self._database = database
        self._line: Connection | None = None  # the connection that waits for other processes

    def take(self) -> bool:
        """Whether it was one's turn in time; then `give` it on."""
        if not self._lock.acquire(timeout=LONGEST):
            return False
        if not self._database.is_sqlite:
            self._ask(select(func.pg_advisory_lock(NUMBERS)))
        return True

    def give(self) -> None:
        """Let the next one go."""
        if not self._database.is_sqlite:
            self._ask(select(func.pg_advisory_unlock(NUMBERS)))
        self._lock.release()

    def _ask(self, question: Select[Any]) -> None:
        """Wait in the line of all processes; a line that is down is left, and made anew the next time."""
        try:
            if self._line is None:
                self._line = self._database.apart()
                self._line.execute(text(f"SET lock_timeout = '{LONGEST}s'"))
            self._line.execute(question)
        except (DBAPIError, OporaError):
            line, self._line = self._line, None
            if line:
                line.invalidate()
