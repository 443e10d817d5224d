"""Files that people laid beside a case or a task; their names stay sealed in the history."""

from collections.abc import Iterator

from sqlalchemy import Column, Integer, Table, Text, bindparam, update

from persistence.prepared import Prepared, Row
from persistence.projections.projection import Change
from persistence.tables import Instant, Key, metadata
from persistence.writes import Write

table = Table(
    "attachment",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("token", Integer),
    Column("node", Key),
    Column("file", Key, nullable=False),
    Column("media", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("by", Key),
    Column("at", Instant, nullable=False),
    Column("removed", Integer),
    sqlite_with_rowid=False,
)
_REMOVE = Prepared(
    update(table)
    .where(table.c.case_id == bindparam("here", type_=Key), table.c.seq == bindparam("attached"))
    .values(removed=bindparam("removed"))
)


class Attachments:
    """One row a file; `removed` is the event that took it away."""

    name, table = table.name, table
    _INSERT = Prepared(table.insert())

    def writes(self, change: Change) -> list[Write]:
        """New files, then what was taken away."""
        new, gone = list(_new(change)), list(_removed(change))
        return [Write(self._INSERT, new)] * bool(new) + [Write(_REMOVE, [one]) for one in gone]


def _new(change: Change) -> Iterator[Row]:
    for event in change.events:
        if event.kind == "file.attached":
            data = event.data
            yield {"case_id": event.case_id, "seq": event.seq, "token": data.get("token"), "node": data.get("node"),
                   "file": next(iter(data["files"].values())), "media": data["media"], "size": data["size"],
                   "by": event.actor, "at": event.at, "removed": None}  # fmt: skip


def _removed(change: Change) -> Iterator[Row]:
    for event in change.events:
        if event.kind == "file.removed":
            yield {"here": event.case_id, "attached": event.data["removes"], "removed": event.seq}


attachments = Attachments()
