"""Where open cases stand: their tokens, and the stage around each."""

from collections.abc import Iterator

from sqlalchemy import Column, Index, Integer, Table, Text

from engine.case import Case
from engine.definitions import Definition
from engine.kernel.plan import Plan
from engine.kernel.state import State, Token
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
    Column("process", Key, nullable=False),
    Column("team", Key, nullable=False),
    Column("stage", Key),
    Column("stage_name", Text, nullable=False),
    Index(None, "stage", "case_id"),
    Index("standing_board", "team", "process", "stage", "case_id"),
    sqlite_with_rowid=False,
)


def _rows(case: Case, definition: Definition) -> Iterator[Row]:
    nodes = definition.plan.nodes
    for token in case.state.tokens.values():
        stage = _stage(case.state, token, definition.plan)
        yield {"case_id": case.id, "token": token.id, "node": token.node, "kind": token.kind,
               "process": case.process, "team": case.team,
               "stage": stage, "stage_name": nodes[stage].name if stage else ""}  # fmt: skip


def _stage(state: State, token: Token, plan: Plan) -> str | None:
    """As `State.stage` for what waits; a sub-process that only holds others is no stage of its own."""
    is_scope = token.kind == "scope"
    if is_scope and plan.nodes[token.node].kind == "callActivity":
        outer = state.stage(plan, token.id)
        return outer if outer and plan.nodes[outer].kind == "callActivity" else token.node
    return None if is_scope else state.stage(plan, token.id)


standing = Diffed(table, _rows, lambda case: (case.team, case.state.tokens))
