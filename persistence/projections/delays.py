"""Tasks of cases that were done after they were due."""

from collections.abc import Iterator

from sqlalchemy import Column, Integer, Table

from engine.case import Case
from engine.definitions import Definition
from persistence.prepared import Row
from persistence.projections.projection import Diffed
from persistence.tables import Instant, Key, metadata

table = Table(
    "delay",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("token", Integer, primary_key=True, autoincrement=False),
    Column("node", Key, nullable=False),
    Column("due", Instant, nullable=False),
    Column("ended", Instant, nullable=False),
    sqlite_with_rowid=False,
)


def _rows(case: Case, definition: Definition) -> Iterator[Row]:
    for one in case.delays:
        yield {"case_id": case.id, "token": one.token, "node": one.node, "due": one.due, "ended": one.ended}


delays = Diffed(table, _rows, lambda case: case.delays)
