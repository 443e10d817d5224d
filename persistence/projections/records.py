"""Which forms were answered, where, when and by whom; the answers stay sealed in the history."""

from collections.abc import Iterator

from sqlalchemy import Column, Integer, Table, Text

from persistence.prepared import Prepared, Row
from persistence.projections.projection import Applied, Change
from persistence.tables import Instant, Key, metadata

table = Table(
    "record",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("form", Key, nullable=False),
    Column("node", Key, nullable=False),
    Column("node_name", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Key),
    Column("corrects", Integer),
    sqlite_with_rowid=False,
)


def _rows(change: Change) -> Iterator[Row]:
    """An input that names a form is a record; a correction names the seq of what it replaces."""
    nodes = change.definition.plan.nodes
    for event in change.events:
        form = event.data.get("form")
        if not (event.is_input and form):
            continue
        key = event.data.get("node", "")
        node = nodes.get(key)
        yield {"case_id": event.case_id, "seq": event.seq, "form": form, "node": key,
               "node_name": node.name if node else "", "at": event.at, "by": event.actor,
               "corrects": event.data.get("corrects")}  # fmt: skip


records = Applied(table, Prepared(table.insert()), _rows)
