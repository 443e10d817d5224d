"""Templates of documents that a methodologist replaced: their files, their versions, and which was put in force when.

Nothing here is changed or deleted: going back is one more choice. Number 0 is the template that came with the method.
"""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text, UniqueConstraint

from persistence.tables import Instant, Key, Serial, metadata

template_file = Table(
    "template_file",
    metadata,
    Column("checksum", Key, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)

template_version = Table(
    "template_version",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("process", Key, nullable=False),
    Column("document", Key, nullable=False),
    Column("number", Integer, nullable=False),
    Column("checksum", Key, ForeignKey("template_file.checksum"), nullable=False),
    Column("note", Text, nullable=False),
    Column("by", Key),
    Column("at", Instant, nullable=False),
    UniqueConstraint("process", "document", "number"),
)

template_choice = Table(
    "template_choice",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("process", Key, nullable=False, index=True),
    Column("document", Key, nullable=False),
    Column("number", Integer, nullable=False),
    Column("by", Key),
    Column("at", Instant, nullable=False),
)
