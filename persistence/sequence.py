"""What is to be written into the log of everything: one row for each action, definition and calendar.

A row is queued in the transaction of what it tells of, and taken by `evidence.notary`, which alone
gives it a place. The log holds hashes only, so it may leave the house.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, bindparam

from engine.case import Case
from engine.history import canonical
from persistence.prepared import Prepared, Row
from persistence.tables import Instant, Key, Serial, metadata

CASE, DEFINITION, CURRENT, CALENDAR, KEY = "case", "definition", "current", "calendar", "key"


def _told() -> tuple[Column[Any], ...]:
    """What the queue and the log know of something: `state` is the digest of a case's stored state."""
    return (
        Column("kind", Text, nullable=False),
        Column("subject", Key, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("version", Integer, nullable=False),
        Column("hash", LargeBinary, nullable=False),
        Column("state", LargeBinary),
    )


queue = Table(
    "unsequenced", metadata, Column("id", Serial, primary_key=True), *_told(), sqlite_autoincrement=True
)  # fmt: skip
leaf = Table("leaf", metadata, Column("pos", Serial, primary_key=True, autoincrement=False), *_told())
Index("leaf_subject", leaf.c.kind, leaf.c.subject, leaf.c.pos)
tree = Table(
    "tree",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("place", Serial, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", Serial, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("key_id", Key, nullable=False),
    Column("note", Text, nullable=False),
)
signing_key = Table(
    "signing_key",
    metadata,
    Column("key_id", Key, primary_key=True),
    Column("public", LargeBinary, nullable=False),
    Column("since", Instant, nullable=False),
)

COLUMNS = ("kind", "subject", "seq", "version", "hash", "state")
QUEUE = Prepared(queue.insert().values({name: bindparam(name, type_=queue.c[name].type) for name in COLUMNS}))


def row(kind: str, subject: str, told: bytes, seq: int = 0) -> Row:
    """A row of the queue."""
    return {"kind": kind, "subject": subject, "seq": seq, "version": 0, "hash": told, "state": None}


def of_case(case: Case, state: bytes) -> Row:
    """What tells of a case after an action: where its chain ends, and what is stored of it."""
    return {**row(CASE, case.id, case.head, case.seq), "version": case.version, "state": digest(state)}


def digest(told: Any) -> bytes:
    """SHA-256 of JSON-able data in its canonical form; of bytes as they are."""
    return hashlib.sha256(told if isinstance(told, bytes) else canonical(told)).digest()


def content(told: Row) -> bytes:
    """The bytes of a leaf, as hashed."""
    shown = {name: told[name].hex() if isinstance(told[name], bytes) else told[name] for name in COLUMNS}
    return canonical(shown)


def moment(at: datetime) -> str:
    """A moment as it is hashed, whichever zone it is told in."""
    return at.astimezone(UTC).isoformat()


def published(told: Row) -> bytes:
    """The digest of a published definition's row."""
    at = moment(told["published_at"])
    plain = [told[name] for name in ("checksum", "process", "title", "number", "published_by")]
    return digest([*plain, at, hashlib.sha256(told["files"]).hexdigest()])


def adopted(checksum: str, data: str, at: datetime) -> bytes:
    """The digest of a calendar that came into force."""
    return digest([checksum, data, moment(at)])
