"""Documents issued from a case and the signed copies that came back; the files lie sealed beside them."""

import json
from collections.abc import Iterator

from sqlalchemy import Column, Integer, Table, Text

from persistence.prepared import Prepared, Row
from persistence.projections.projection import Applied, Change
from persistence.tables import Instant, Key, metadata

table = Table(
    "paper",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("document", Key, nullable=False),
    Column("number", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("signs", Integer),
    Column("at", Instant, nullable=False),
    Column("by", Key),
    sqlite_with_rowid=False,
)
KINDS = frozenset({"document.issued", "document.signed"})


def _rows(change: Change) -> Iterator[Row]:
    """`files` maps endings to checksums; `signs` is the seq of the document that a signed copy is of."""
    for event in change.events:
        if event.kind in KINDS:
            data = event.data
            yield {"case_id": event.case_id, "seq": event.seq, "document": data["document"], "number": data["number"],
                   "files": json.dumps(dict(data["files"]), sort_keys=True), "signs": data.get("signs"),
                   "at": event.at, "by": event.actor}  # fmt: skip


papers = Applied(table, Prepared(table.insert()), _rows)
