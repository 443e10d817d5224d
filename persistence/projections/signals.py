"""Signals that cases await: who hears what another case throws."""

from collections.abc import Iterator

from sqlalchemy import Column, Index, Integer, Table, bindparam, select

from engine.case import Case
from engine.definitions import Definition
from persistence.prepared import Row
from persistence.projections.projection import Diffed
from persistence.tables import Key, metadata

table = Table(
    "awaited_signal",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("token", Integer, primary_key=True, autoincrement=False),
    Column("node", Key, nullable=False),
    Column("name", Key, nullable=False),
    Index("awaited_signal_name", "name", "case_id"),
    sqlite_with_rowid=False,
)

AWAITING = (
    select(table.c.case_id)
    .where(table.c.name == bindparam("name", type_=Key), table.c.case_id > bindparam("after", type_=Key))
    .distinct()
    .order_by(table.c.case_id)
    .limit(bindparam("limit", type_=Integer))
)


def _rows(case: Case, _definition: Definition) -> Iterator[Row]:
    for token, node, name in case.state.signals():
        yield {"case_id": case.id, "token": token, "node": node, "name": name}


signals = Diffed(table, _rows, lambda case: case.state.signals())
