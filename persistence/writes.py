"""What a unit of work is going to write, collected before the transaction begins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
            touched = self.statement.run(connection, self.rows)
        except connection.dialect.loaded_dbapi.IntegrityError as error:
            if self.race is None:
                raise
            raise self.race() from error
        if self.race is not None and touched != len(self.rows):
            raise self.race()


def run_all(connection: Connection, writes: Iterable[Write]) -> None:
    """Write everything, in order."""
    for write in writes:
        write.run(connection)
