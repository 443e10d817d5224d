"""Event logs of many cases, written in the background part by part and kept for a week."""

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    and_,
    delete,
    insert,
    select,
    update,
)  # fmt: skip

from engine.stores import Chore
from persistence import chores
from persistence.database import Database
from persistence.tables import Instant, Key, Serial, metadata

CHORE = "event_log"

log_order = Table(
    "log_order",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("account_id", Key, nullable=False),
    Column("ending", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("last", Text, nullable=False),
    Column("told", Text, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),
    sqlite_autoincrement=True,
)
Index("log_order_account", log_order.c.account_id, log_order.c.id)

log_part = Table(
    "log_part",
    metadata,
    Column("order_id", Integer, ForeignKey("log_order.id"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("kind", Key, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)


class LogOrders:
    """Where ordered logs are written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, account_id: str, ending: str, asked: Mapping[str, Any], total: int, at: datetime) -> int:
        """Keep what was asked for and have it written; its number."""

        def act(connection: Connection) -> int:
            row = {"account_id": account_id, "ending": ending, "asked": orjson.dumps(asked).decode(), "total": total,
                   "seen": 0, "last": "", "told": "{}", "began_at": at}  # fmt: skip
            number: int = connection.execute(insert(log_order).values(row).returning(log_order.c.id)).scalar_one()
            chores.add(connection, Chore(CHORE, f"{CHORE}:{number}", at, {"order": number}))
            return number

        return self._database.write(act)

    def add(self, number: int, seen: int, parts: Mapping[str, str], moved: Mapping[str, Any]) -> None:
        """Keep the part written after `seen` cases and what moved with it; twice does no harm."""

        def act(connection: Connection) -> None:
            here = and_(log_order.c.id == number, log_order.c.seen == seen, log_order.c.ended_at.is_(None))
            if connection.execute(
                update(log_order).where(here).values({**moved, "told": orjson.dumps(moved["told"]).decode()})
            ).rowcount:
                rows = [{"order_id": number, "place": seen, "kind": kind, "content": zlib.compress(text.encode())}
                        for kind, text in parts.items() if text]  # fmt: skip
                connection.execute(insert(log_part), rows) if rows else None

        self._database.write(act)

    def forget(self, before: datetime) -> None:
        """Put away what was asked for before a moment."""

        def act(connection: Connection) -> None:
            old = select(log_order.c.id).where(log_order.c.began_at < before)
            connection.execute(delete(log_part).where(log_part.c.order_id.in_(old)))
            connection.execute(delete(log_order).where(log_order.c.began_at < before))

        self._database.write(act)
