"""Elements and flows that tokens of a case came through: the way it has gone on its diagrams."""

from collections.abc import Iterator

from sqlalchemy import Column, Table, bindparam, exists, select

from persistence.prepared import Prepared, Row
from persistence.projections.projection import Applied, Change
from persistence.tables import Key, metadata

table = Table(
    "passed",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("element", Key, primary_key=True),
    sqlite_with_rowid=False,
)

_case, _element = bindparam("case_id", type_=Key), bindparam("element", type_=Key)
_known = exists().where(table.c.case_id == _case, table.c.element == _element)
_remember = table.insert().from_select(["case_id", "element"], select(_case, _element).where(~_known))


def _rows(change: Change) -> Iterator[Row]:
    moves = [event.data for event in change.events if event.kind == "token.moved"]
    found = {element for data in moves for element in (data.get("flow"), data.get("node")) if element}
    for element in sorted(found):
        yield {"case_id": change.case.id, "element": element}


passed = Applied(table, Prepared(_remember), _rows)
