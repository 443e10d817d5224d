"""Where cases left the way their method foresees: operators' verbs, moved deadlines, late steps, other hands."""

from collections.abc import Iterator
from dataclasses import asdict

from sqlalchemy import Column, Index, Integer, Table, Text

from engine.departures import departures as found
from persistence.prepared import Prepared, Row
from persistence.projections.projection import Applied, Change
from persistence.tables import Instant, Key, metadata

table = Table(
    "departure",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Key, primary_key=True),
    Column("node", Key, nullable=False),
    Column("node_name", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Key),
    Column("due", Instant),
    Column("holder", Key),
    sqlite_with_rowid=False,
)
Index("departure_at", table.c.at, table.c.case_id, table.c.seq, table.c.kind)


def _rows(change: Change) -> Iterator[Row]:
    for one in found(change.events, change.before, change.definition):
        yield {"case_id": change.case.id, **asdict(one)}


departures = Applied(table, Prepared(table.insert()), _rows)
