"""Who stands in for whom, when. Nothing is deleted: one that ended earlier has an earlier end."""

from sqlalchemy import Column, ForeignKey, Table

from persistence.tables import Instant, Key, Serial, metadata

substitution = Table(
    "substitution",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("absent_id", Key, ForeignKey("account.id"), nullable=False, index=True),
    Column("substitute_id", Key, ForeignKey("account.id"), nullable=False, index=True),
    Column("role", Key),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("by", Key, nullable=False),
    Column("at", Instant, nullable=False),
)
