"""Values of cases that norms of their method look at (`value` of a `[[norm]]`), in plain letters."""

from collections.abc import Iterator

from sqlalchemy import Column, Table, Text

from engine import norms
from engine.case import Case
from engine.definitions import Definition
from persistence.prepared import Row
from persistence.projections.projection import Diffed
from persistence.tables import Key, metadata

table = Table(
    "fact",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("name", Key, primary_key=True),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)


def _rows(case: Case, definition: Definition) -> Iterator[Row]:
    for name in sorted(norms.watched(definition.settings).values):
        if (value := case.state.values.get(name)) is not None:
            yield {"case_id": case.id, "name": name, "text": norms.plain(value)}


facts = Diffed(table, _rows, lambda case: case.state.values)
