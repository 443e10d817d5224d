"""Marks of the people that cases are about, by which a similar case is found; nothing can be read from them."""

from collections.abc import Iterator

from sqlalchemy import Column, Integer, Table, Text

from engine import identities as known
from persistence.prepared import Prepared, Row
from persistence.projections.projection import Applied, Change
from persistence.tables import Key, metadata

table = Table(
    "person_mark",
    metadata,
    Column("mark", Key, primary_key=True),
    Column("case_id", Key, primary_key=True, index=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    sqlite_with_rowid=False,
)


def _rows(change: Change) -> Iterator[Row]:
    for event in change.events:
        form, record = event.data.get("form"), event.private.get("record")
        if not (event.is_input and form and record):
            continue
        found = known.traits(change.definition.settings, form, record)
        marks = {change.mark(f"{kind}|{text}"): kind for kind, text in found}
        for mark, kind in sorted(marks.items()):
            yield {"mark": mark, "case_id": event.case_id, "seq": event.seq, "kind": kind}


identities = Applied(table, Prepared(table.insert()), _rows)
