"""Substitutions in the database: implements `engine.substituting.SubstitutionShelf`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from engine.errors import NotFound
from engine.roles import Grant
from engine.substituting import Substitution
from persistence import notices
from persistence.database import Database
from persistence.queries import people
from persistence.substitution_table import substitution


class Substitutions:
    """Keeps who stands in for whom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def grants(self, account: str) -> Sequence[Grant]:
        """What an active account holds; nothing for one that is closed or unknown."""
        with self._database.reading() as reader:
            found = people.by_id(reader, account)
        return found.grants if found and found.active else ()

    def find(self, number: int) -> Substitution:
        """One substitution; raises NotFound."""
        with self._database.reading() as reader:
            row = reader.execute(select(substitution).where(substitution.c.id == number)).first()
        if row is None:
            raise NotFound()
        return Substitution(*row)

    def meets(self, wanted: Substitution) -> bool:
        """Whether the two have a substitution already that touches these moments."""
        same = (substitution.c.absent_id == wanted.absent, substitution.c.substitute_id == wanted.substitute)
        touches = (substitution.c.begins < wanted.ends, substitution.c.ends > wanted.begins)
        with self._database.reading() as reader:
            return reader.execute(select(substitution.c.id).where(*same, *touches)).first() is not None

    def add(self, made: Substitution) -> None:
        """Keep a new one, and tell who stands in."""
        row: dict[str, Any] = {
            "absent_id": made.absent, "substitute_id": made.substitute, "role": made.role, "begins": made.begins,
            "ends": made.ends, "by": made.by, "at": made.at,
        }  # fmt: skip
        told = {"account_id": made.substitute, "by": made.absent, "at": made.at, "due": made.begins}
        key = f"{made.absent}:{made.at.isoformat()}"

        def act(connection: Connection) -> None:
            connection.execute(substitution.insert(), row)
            notices.ADD.run(connection, [notices.row("standing_in", key, **told)])

        self._database.write(act)

    def end(self, number: int, at: datetime) -> None:
        """Let one end earlier."""
        ended = update(substitution).where(substitution.c.id == number).values(ends=at)
        self._database.write(lambda connection: connection.execute(ended).rowcount)
