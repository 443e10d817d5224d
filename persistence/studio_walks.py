"""What was done in trying a draft: one walk for each draft and person, gone after a day."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Column, Connection, ForeignKey, LargeBinary, Table, and_, delete, select

from persistence.database import Database
from persistence.tables import Instant, Key, metadata

studio_walk = Table(
    "studio_walk",
    metadata,
    Column("draft_id", Key, ForeignKey("studio_draft.id"), primary_key=True),
    Column("account_id", Key, ForeignKey("account.id"), primary_key=True),
    Column("ends_at", Instant, nullable=False),
    Column("done", LargeBinary, nullable=False),
)


class WalkShelf:
    """Implements `engine.studio.trying.WalkStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def walk(self, draft_id: str, account_id: str, now: datetime) -> list[Mapping[str, Any]]:
        """What was done so far; nothing once the walk has ended."""
        here = and_(studio_walk.c.draft_id == draft_id, studio_walk.c.account_id == account_id)
        with self._database.reading() as reader:
            row = reader.execute(select(studio_walk).where(here, studio_walk.c.ends_at > now)).first()
        return list(orjson.loads(zlib.decompress(row.done))) if row else []

    def keep(
        self, draft_id: str, account_id: str, done: Sequence[Mapping[str, Any]], span: tuple[datetime, datetime]
    ) -> None:
        """Remember what was done until the end of the span; walks that ended before it begins are forgotten."""
        now, ends_at = span
        row = {"draft_id": draft_id, "account_id": account_id, "ends_at": ends_at,
               "done": zlib.compress(orjson.dumps(list(done)))}  # fmt: skip

        def act(connection: Connection) -> None:
            here = and_(studio_walk.c.draft_id == draft_id, studio_walk.c.account_id == account_id)
            connection.execute(delete(studio_walk).where(here))
            connection.execute(delete(studio_walk).where(studio_walk.c.ends_at <= now))
            if done:
                connection.execute(studio_walk.insert(), row)

        self._database.write(act)

    def forget(self, now: datetime) -> None:
        """Forget the walks that have ended."""
        self._database.write(lambda c: c.execute(delete(studio_walk).where(studio_walk.c.ends_at <= now)))
