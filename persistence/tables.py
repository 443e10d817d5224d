"""What is stored, besides projections: cases and their history, definitions, jobs, people.

Everything that grows carries `case_id`. Text ids compare byte by byte on both databases.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "fk": "%(table_name)s_%(column_0_N_name)s_fk",
    }
)


@lru_cache(maxsize=1024)
def _as_text(moment: datetime) -> str:
    """Fixed width, in UTC. Equal moments give equal text; an action says its own moment a dozen times."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


class Instant(TypeDecorator[datetime]):
    """An aware moment: timestamptz, or fixed-width UTC text that sorts by time (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        return datetime

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return String(26) if dialect.name == "sqlite" else DateTime(timezone=True)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return _as_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        moment: datetime = value
        return moment.astimezone(UTC)


Key = Text().with_variant(Text(collation="C"), "postgresql")
"""Identifiers and words that are looked up by how they begin."""

Serial = BigInteger().with_variant(Integer(), "sqlite")

case_state = Table(
    "case_state",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("state", LargeBinary, nullable=False),
)

case_key = Table(
    "case_key",
    metadata,
    Column("case_id", Key, ForeignKey("case_state.case_id"), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

event = Table(
    "event",
    metadata,
    Column("case_id", Key, ForeignKey("case_state.case_id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Key),
    Column("token", Integer),
    Column("command", Key),
    Column("header", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
given = event.c.command.is_not(None)
Index("event_command", event.c.command, unique=True, sqlite_where=given, postgresql_where=given)

file = Table(
    "file",
    metadata,
    Column("case_id", Key, ForeignKey("case_state.case_id"), primary_key=True),
    Column("checksum", Key, primary_key=True),
    Column("media", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

running_number = Table(
    "running_number",
    metadata,
    Column("process", Key, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

definition = Table(
    "definition",
    metadata,
    Column("checksum", Key, primary_key=True),
    Column("process", Key, nullable=False),
    Column("title", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("files", LargeBinary, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("published_by", Key),
    UniqueConstraint("process", "number"),
)

process = Table(
    "process",
    metadata,
    Column("key", Key, primary_key=True),
    Column("current", Key, ForeignKey("definition.checksum"), nullable=False),
)

calendar = Table(
    "calendar",
    metadata,
    Column("checksum", Key, primary_key=True),
    Column("data", Text, nullable=False),
    Column("adopted_at", Instant, nullable=False),
    Column("in_force", Boolean, nullable=False),
)

job = Table(
    "job",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("case_id", Key, ForeignKey("case_state.case_id")),
    Column("token", Integer),
    Column("at", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("fence", Text),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text),
    Column("state", Text, nullable=False),
    Column("key", Key),
    Column("payload", Text),
    UniqueConstraint("case_id", "token"),
    sqlite_autoincrement=True,
)
is_open = job.c.state == "open"
Index("job_due", job.c.due, job.c.id, sqlite_where=is_open, postgresql_where=is_open)
is_chore = job.c.key.is_not(None)
Index("job_key", job.c.key, unique=True, sqlite_where=is_chore, postgresql_where=is_chore)

derived = Table("derived", metadata, Column("name", Key, primary_key=True))
"""Projections that were made for all cases; a new one is made at the next start."""

team = Table(
    "team",
    metadata,
    Column("key", Key, primary_key=True),
    Column("title", Text, nullable=False),
    Column("region", Text),
)

account = Table(
    "account",
    metadata,
    Column("id", Key, primary_key=True),
    Column("login", Key, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("language", Text),
    Column("created_at", Instant, nullable=False),
)

role_grant = Table(
    "role_grant",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("account_id", Key, ForeignKey("account.id"), nullable=False, index=True),
    Column("role", Key, nullable=False, index=True),
    Column("team", Key, ForeignKey("team.key")),
)

session = Table(
    "session",
    metadata,
    Column("key", Key, primary_key=True),
    Column("account_id", Key, ForeignKey("account.id"), nullable=False, index=True),
    Column("opened_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)
