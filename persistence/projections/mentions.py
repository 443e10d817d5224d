"""Who was named in which comment: what a person's day brings up until he has read it."""

from collections.abc import Iterator

from sqlalchemy import Column, Integer, Table

from persistence.prepared import Prepared, Row
from persistence.projections.projection import Applied, Change
from persistence.tables import Instant, Key, metadata

table = Table(
    "mention",
    metadata,
    Column("account_id", Key, primary_key=True),
    Column("case_id", Key, primary_key=True, index=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("comment", Integer, nullable=False),
    Column("by", Key),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)


def _rows(change: Change) -> Iterator[Row]:
    for event in change.events:
        if event.kind in {"comment.written", "comment.edited"}:
            for account in event.data.get("mentions", ()):
                yield {"account_id": account, "case_id": event.case_id, "seq": event.seq,
                       "comment": event.data.get("edits", event.seq), "by": event.actor, "at": event.at}  # fmt: skip


mentions = Applied(table, Prepared(table.insert()), _rows)
