"""What colleagues wrote to each other about a case; the words stay sealed in the history."""

from collections.abc import Iterator

from sqlalchemy import Column, Index, Integer, Table, bindparam, update

from persistence.prepared import Prepared, Row
from persistence.projections.projection import Change
from persistence.tables import Instant, Key, metadata
from persistence.writes import Write

table = Table(
    "comment",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("token", Integer),
    Column("node", Key),
    Column("by", Key),
    Column("at", Instant, nullable=False),
    Column("latest", Integer, nullable=False),
    Column("edits", Integer, nullable=False),
    Index("comment_token", "case_id", "token"),
    sqlite_with_rowid=False,
)
_EDIT = Prepared(
    update(table)
    .where(table.c.case_id == bindparam("here", type_=Key), table.c.seq == bindparam("written"))
    .values(latest=bindparam("latest"), edits=table.c.edits + 1)
)


class Comments:
    """One row a comment; `latest` is the event with the words as they stand."""

    name, table = table.name, table
    _INSERT = Prepared(table.insert())

    def writes(self, change: Change) -> list[Write]:
        """New comments, then the edits of them and of earlier ones."""
        new, edits = list(_new(change)), list(_edits(change))
        return [Write(self._INSERT, new)] * bool(new) + [Write(_EDIT, [edit]) for edit in edits]


def _new(change: Change) -> Iterator[Row]:
    for event in change.events:
        if event.kind == "comment.written":
            yield {"case_id": event.case_id, "seq": event.seq, "token": event.data.get("token"),
                   "node": event.data.get("node"), "by": event.actor, "at": event.at,
                   "latest": event.seq, "edits": 0}  # fmt: skip


def _edits(change: Change) -> Iterator[Row]:
    for event in change.events:
        if event.kind == "comment.edited":
            yield {"here": event.case_id, "written": event.data["edits"], "latest": event.seq}


comments = Comments()
