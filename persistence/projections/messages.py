"""Messages that cases wait for, such as a refusal at any stage."""

from collections.abc import Iterator

from sqlalchemy import Column, Integer, Table, Text

from engine.case import Case
from engine.definitions import Definition
from engine.kernel.plan import TaskInfo
from persistence.prepared import Row
from persistence.projections.projection import Diffed
from persistence.tables import Key, metadata

table = Table(
    "awaited_message",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("token", Integer, primary_key=True, autoincrement=False),
    Column("node", Key, nullable=False),
    Column("title", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("form", Key),
    Column("role", Key, nullable=False),
    sqlite_with_rowid=False,
)


def _rows(case: Case, definition: Definition) -> Iterator[Row]:
    for token, key, name in case.state.messages():
        node = definition.plan.nodes[key]
        info = node.task or TaskInfo()
        yield {"case_id": case.id, "token": token, "node": key, "title": node.name or name, "message": name,
               "form": info.form or None, "role": info.role}  # fmt: skip


messages = Diffed(table, _rows, lambda case: case.state.messages())
