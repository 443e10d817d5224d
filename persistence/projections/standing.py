"""Where open cases stand: their tokens, and the stage around each."""

from collections.abc import Iterator

from sqlalchemy import Column, Index, Integer, Table, Text

from engine.case import Case
from engine.definitions import Definition
from persistence.prepared import Row
from persistence.projections.projection import Diffed
from persistence.tables import Key, metadata

table = Table(
    "standing",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("token", Integer, primary_key=True, autoincrement=False),
    Column("node", Key, nullable=False),
    Column("kind", Text, nullable=False),
    Column("stage", Key),
    Column("stage_name", Text, nullable=False),
    Index(None, "stage", "case_id"),
    sqlite_with_rowid=False,
)


def _rows(case: Case, definition: Definition) -> Iterator[Row]:
    plan = definition.plan
    for token in case.state.tokens.values():
        stage = case.state.stage(plan, token.id)
        if stage is None and token.kind == "scope":
            stage = token.node
        name = plan.nodes[stage].name if stage else ""
        yield {"case_id": case.id, "token": token.id, "node": token.node, "kind": token.kind,
               "stage": stage, "stage_name": name}  # fmt: skip


standing = Diffed(table, _rows)
