"""Drafts of methods, who is at them, their way to publication, and what was published by whom."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from persistence.tables import Instant, Key, Serial, metadata

studio_draft = Table(
    "studio_draft",
    metadata,
    Column("id", Key, primary_key=True),
    Column("process", Key, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("base", Key, ForeignKey("definition.checksum")),
    Column("origin", LargeBinary),
    Column("state", Text, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("begun_by", Key, nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", Key),
)

studio_change = Table(
    "studio_change",
    metadata,
    Column("draft_id", Key, ForeignKey("studio_draft.id"), primary_key=True),
    Column("serial", Integer, primary_key=True, autoincrement=False),
    Column("name", Key, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("text", LargeBinary),
    Column("at", Instant, nullable=False),
    Column("by", Key, nullable=False),
)
Index("studio_change_file", studio_change.c.draft_id, studio_change.c.name, studio_change.c.revision, unique=True)

studio_presence = Table(
    "studio_presence",
    metadata,
    Column("draft_id", Key, ForeignKey("studio_draft.id"), primary_key=True),
    Column("account_id", Key, ForeignKey("account.id"), primary_key=True),
    Column("name", Key, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

studio_request = Table(
    "studio_request",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("draft_id", Key, ForeignKey("studio_draft.id"), nullable=False, index=True),
    Column("serial", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("due", Instant),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", Key, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", Key),
    Column("remark", Text),
    Column("astray", Text),
    sqlite_autoincrement=True,
)

publication = Table(
    "publication",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("checksum", Key, ForeignKey("definition.checksum"), nullable=False, index=True),
    Column("process", Key, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("by", Key),
    Column("approved_by", Key),
    Column("approved_at", Instant),
    Column("note", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("draft_id", Key, ForeignKey("studio_draft.id")),
    Column("astray", Text),
    sqlite_autoincrement=True,
)
