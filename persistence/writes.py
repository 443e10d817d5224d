"""What a unit of work is going to write, collected before the transaction begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine.errors import OporaError
from persistence.prepared import Prepared, Row


@dataclass(frozen=True, slots=True)
class Write:
    """A statement and its rows.

    `race` is raised when a row is not there to be changed, or there already: somebody was faster.
    """

    statement: Prepared
    rows: Sequence[Row]
    race: type[OporaError] | None = None

    def run(self, connection: Connection) -> None:
        """Write; raises `race`."""
        try:
            cursor = self.statement.run(connection, self.rows)
        except connection.dialect.loaded_dbapi.IntegrityError as error:
            if self.race is None:
                raise
            raise self.race() from error
        self.check(cursor)

    def check(self, cursor: Any) -> None:
        """Raise `race` unless every row was touched."""
        if self.race is not None and cursor.rowcount != len(self.rows):
            raise self.race()


def run_all(connection: Connection, writes: Sequence[Write]) -> None:
    """Write everything, in order; raises the `race` of a write that came too late."""
    driver: Any = connection.connection.driver_connection
    if hasattr(driver, "pipeline"):
        _run_in_one_breath(connection, driver, writes)
    else:
        for write in writes:
            write.run(connection)


def _run_in_one_breath(connection: Connection, driver: Any, writes: Sequence[Write]) -> None:
    """PostgreSQL is told everything before its first answer is awaited: a dozen writes cost one way there and back."""
    cursors: list[Any] = []
    try:
        with driver.pipeline():
            for write in writes:
                cursors.append(write.statement.run(connection, write.rows))
    except connection.dialect.loaded_dbapi.IntegrityError as error:
        for write, cursor in zip(writes, cursors, strict=False):
            if 0 <= cursor.rowcount < len(write.rows):
                write.check(cursor)  # what came too late shows before what followed from it
        there = error.diag.table_name  # where a row was already
        race = next((write.race for write in writes if write.race and write.statement.table == there), None)
        if race is None:
            raise
        raise race() from error
    for write, cursor in zip(writes, cursors, strict=True):
        write.check(cursor)
