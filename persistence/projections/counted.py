"""Coded answers that indicators of a method count (`[[counted]]` of its settings): no words, no names.

The sets are those of the version in force, so an indicator that is added later counts older cases too
(`persistence.rebuild.counts`). What was corrected counts as corrected.
"""

from collections.abc import Iterator

from sqlalchemy import Column, Float, Index, Integer, Table, bindparam

from engine import indicators
from engine.history import Event
from engine.indicators import Answered
from persistence.prepared import Prepared, Row
from persistence.projections.projection import Change
from persistence.tables import Key, metadata
from persistence.writes import Write

table = Table(
    "counted",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("what", Key, primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("day", Key, nullable=False),
    Column("until", Key),
    Column("number", Float),
    Column("value", Key),
    Index("counted_day", "what", "day", "case_id"),
    Index("counted_case", "case_id", "what", "day"),
    sqlite_with_rowid=False,
)

_INSERT = Prepared(table.insert())
_DROP = Prepared(
    table.delete().where(table.c.case_id == bindparam("case_id", type_=Key), table.c.seq == bindparam("seq"))
)


class Counted:
    """Implements `Projection`: the rows of a record, in place of those of the record it corrects."""

    name, table = table.name, table

    def writes(self, change: Change) -> list[Write]:
        """What records add, what corrections take back."""
        gone: list[Row] = []
        found: dict[int, list[Row]] = {}
        for event in change.events:
            if event.is_input and event.data.get("form"):
                corrects = event.data.get("corrects")
                if corrects is not None and found.pop(corrects, None) is None:
                    gone.append({"case_id": event.case_id, "seq": corrects})
                found[event.seq] = list(_rows(change, event))
        rows = [row for told in found.values() for row in told]
        return [Write(statement, given) for statement, given in ((_DROP, gone), (_INSERT, rows)) if given]


def _rows(change: Change, event: Event) -> Iterator[Row]:
    current = change.current() if change.current else change.definition
    form = change.definition.forms.get(event.data["form"])
    if form is None or "record" not in event.private or not current.counted:
        return  # an erased person's answers count no more
    day = change.day(event.first_told)
    answered = Answered(form, event.private["record"], day)
    for row in indicators.told(current.counted, answered, current.decisions):
        yield {"case_id": event.case_id, "seq": event.seq, "what": row.of, "row": row.row,
               "day": row.day.isoformat(), "until": row.until and row.until.isoformat(), "number": row.number,
               "value": row.value}  # fmt: skip


counted = Counted()
