"""Who holds which place in which case."""

from collections.abc import Iterator

from sqlalchemy import Column, Index, Table

from engine.case import Case
from engine.definitions import Definition
from persistence.prepared import Row
from persistence.projections.projection import Diffed
from persistence.tables import Key, metadata

table = Table(
    "seat",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("seat", Key, primary_key=True),
    Column("account_id", Key, nullable=False),
    Index(None, "account_id", "case_id"),
    sqlite_with_rowid=False,
)


def _rows(case: Case, definition: Definition) -> Iterator[Row]:
    for seat, account in case.seats.items():
        yield {"case_id": case.id, "seat": seat, "account_id": account}


seats = Diffed(table, _rows, lambda case: case.seats)
