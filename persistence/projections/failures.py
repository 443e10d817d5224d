"""What failed and waits for an operator."""

from collections.abc import Iterator

from sqlalchemy import Column, Integer, Table, Text

from engine.case import Case
from engine.definitions import Definition
from persistence.prepared import Row
from persistence.projections.projection import Diffed
from persistence.tables import Key, metadata

table = Table(
    "incident",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("token", Integer, primary_key=True, autoincrement=False),
    Column("team", Key, nullable=False),
    Column("name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)


def _rows(case: Case, definition: Definition) -> Iterator[Row]:
    for token, node, reason in case.state.incidents():
        yield {"case_id": case.id, "token": token, "team": case.team, "name": definition.plan.nodes[node].name or node,
               "reason": reason}  # fmt: skip


failures = Diffed(table, _rows, lambda case: case.state.incidents())
