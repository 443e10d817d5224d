"""From which day to which a case was open; the last day of a case that goes on is `FOREVER`."""

from sqlalchemy import Column, Index, Table, bindparam

from engine.indicators import FOREVER
from persistence.prepared import Prepared, Row
from persistence.projections.projection import Change
from persistence.tables import Key, metadata
from persistence.writes import Write

table = Table(
    "span",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("process", Key, nullable=False),
    Column("opened", Key, nullable=False),
    Column("ended", Key, nullable=False),
    Column("exit", Key),
    Index("span_process", "process", "ended", "opened"),
    sqlite_with_rowid=False,
)

_INSERT = Prepared(table.insert())
_END = Prepared(
    table.update()
    .where(table.c.case_id == bindparam("case_id", type_=Key))
    .values(ended=bindparam("ended", type_=Key), exit=bindparam("exit", type_=Key))
)


class Spans:
    """Implements `Projection`: written when a case opens and when it ends."""

    name, table = table.name, table

    def writes(self, change: Change) -> list[Write]:
        """A row for a new case, its end for one that ends."""
        case = change.case
        if change.before is not None and change.before.exit == case.exit:
            return []
        ended = [event.at for event in change.events if event.kind == "case.ended"]
        last = change.day(ended[-1]).isoformat() if case.exit and ended else FOREVER
        row: Row = {"case_id": case.id, "ended": last, "exit": case.exit}
        if change.before is not None:
            return [Write(_END, [row])]
        assert case.opened_at
        opened = change.day(case.opened_at).isoformat()
        return [Write(_INSERT, [{**row, "process": case.process, "opened": opened}])]


spans = Spans()
