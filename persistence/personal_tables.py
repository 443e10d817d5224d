"""What belongs to people rather than cases: what they are typing, which mentions they read, filters they saved."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text

from persistence.tables import Instant, Key, metadata

draft = Table(
    "draft",
    metadata,
    Column("place", Key, primary_key=True),
    Column("account_id", Key, ForeignKey("account.id"), primary_key=True),
    Column("case_id", Key, ForeignKey("case_key.case_id", ondelete="CASCADE"), index=True),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("saved_at", Instant, nullable=False),
)

mention_read = Table(
    "mention_read",
    metadata,
    Column("account_id", Key, ForeignKey("account.id"), primary_key=True),
    Column("case_id", Key, primary_key=True),
    Column("seq", Integer, nullable=False),
    sqlite_with_rowid=False,
)

saved_filter = Table(
    "saved_filter",
    metadata,
    Column("account_id", Key, ForeignKey("account.id"), primary_key=True),
    Column("name", Key, primary_key=True),
    Column("query", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
