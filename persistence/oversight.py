"""What oversight remembers: who looked at what, a row for each page of a case that was shown; and inspections.

Looks are only added, until they have expired.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Column, Connection, Index, Integer, Table, Text, bindparam, delete, func, insert, select, update

from persistence.prepared import Prepared
from persistence.tables import Instant, Key, Serial, case_state, metadata

LEAST = timedelta(days=30)
"""Younger rows cannot be deleted, whatever the settings say: see `append_only`."""

access = Table(
    "access",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("account_id", Key, nullable=False),
    Column("case_id", Key, nullable=False),
    Column("page", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("came_from", Text, nullable=False),
    sqlite_autoincrement=True,
)
Index("access_at", access.c.at, access.c.id)
Index("access_case", access.c.case_id, access.c.id)
Index("access_account", access.c.account_id, access.c.id)


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked: at which case, on which page, at what on it (a seq, a document), coming from which page."""

    at: datetime
    account: str
    case_id: str
    page: str
    detail: str
    came_from: str


_names = ("at", "account_id", "case_id", "page", "detail", "came_from")
_INSERT = Prepared(access.insert().values({name: bindparam(name, type_=access.c[name].type) for name in _names}))


def note(connection: Connection, look: Look) -> None:
    """Remember it."""
    row = (look.at, look.account, look.case_id, look.page, look.detail, look.came_from)
    _INSERT.run(connection, [dict(zip(_names, row, strict=True))])


def expire(connection: Connection, before: datetime) -> int:
    """Forget what is older; how many rows."""
    return connection.execute(delete(access).where(access.c.at < before)).rowcount


MOST = 500  # findings that are kept; who has more has one trouble, not many

inspection = Table(
    "inspection",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("began_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("account_id", Key),
    Column("total", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("last", Key, nullable=False),
    Column("findings", Text, nullable=False),
    sqlite_autoincrement=True,
)


def begin(connection: Connection, by: str | None, at: datetime) -> int:
    """A new inspection; its id."""
    total = connection.execute(select(func.count()).select_from(case_state)).scalar_one()
    row = {"began_at": at, "moved_at": at, "account_id": by, "total": total, "seen": 0, "last": "", "findings": "[]"}
    found: int = connection.execute(insert(inspection).values(row).returning(inspection.c.id)).scalar_one()
    return found


def standing(connection: Connection, number: int) -> tuple[str, int] | None:
    """The last case looked at and how many that were; None when it has ended or never was."""
    query = select(inspection.c.last, inspection.c.seen).where(
        inspection.c.id == number, inspection.c.ended_at.is_(None)
    )
    row = connection.execute(query).first()
    return (row[0], row[1]) if row else None


def move(
    connection: Connection, number: int, at: datetime, came: tuple[str, int, bool], findings: Sequence[Any]
) -> None:
    """It came to `came` (last case, how many, whether that is all), and found more."""
    known = connection.execute(select(inspection.c.findings).where(inspection.c.id == number)).scalar_one()
    together = [*orjson.loads(known), *findings][:MOST]
    last, seen, ended = came
    row = {"moved_at": at, "last": last, "seen": seen, "findings": orjson.dumps(together).decode(),
           "ended_at": at if ended else None}  # fmt: skip
    connection.execute(update(inspection).where(inspection.c.id == number).values(row))
