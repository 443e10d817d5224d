"""Open cases that went to another version together: who asked, why, along which map, and what became of each."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from persistence.tables import Instant, Key, Serial, metadata

relocation = Table(
    "relocation",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("process", Key, nullable=False),
    Column("to", Key, ForeignKey("definition.checksum"), nullable=False, index=True),
    Column("sources", Text, nullable=False),
    Column("renames", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("relocation.id"), index=True),
    Column("state", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", Key, nullable=False),
    Column("moved_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

relocated = Table(
    "relocated",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("relocation_id", Integer, ForeignKey("relocation.id"), primary_key=True, autoincrement=False),
    Column("to", Key, nullable=False),
    Column("status", Text, nullable=False),
    Column("came_from", Key, nullable=False),
    Column("findings", Text, nullable=False),
    Column("at", Instant),
    sqlite_with_rowid=False,
)
Index("relocated_status", relocated.c.relocation_id, relocated.c.status, relocated.c.case_id)
