"""Places in cases that are being passed on: who is asked to take which."""

from collections.abc import Iterator

from sqlalchemy import Column, Integer, Table

from engine.case import Case
from engine.definitions import Definition
from persistence.prepared import Row
from persistence.projections.projection import Diffed
from persistence.tables import Instant, Key, metadata

table = Table(
    "transfer",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("seat", Key, nullable=False),
    Column("by", Key, nullable=False, index=True),
    Column("to", Key, nullable=False, index=True),
    Column("team", Key, nullable=False),
    Column("at", Instant, nullable=False),
    Column("seq", Integer, nullable=False),
    sqlite_with_rowid=False,
)


def _rows(case: Case, definition: Definition) -> Iterator[Row]:
    if case.transfer:
        yield {"case_id": case.id, **case.transfer.to_data()}


transfers = Diffed(table, _rows, lambda case: case.transfer)
