"""The register of cases: one row for each, open or ended."""

from collections.abc import Iterator

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint

from engine.case import Case
from engine.definitions import Definition
from persistence.prepared import Row
from persistence.projections.projection import Diffed
from persistence.tables import Instant, Key, metadata

table = Table(
    "register",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("process", Key, nullable=False),
    Column("definition", Key, nullable=False, index=True),
    Column("number", Key, nullable=False),
    Column("title", Text, nullable=False),
    Column("team", Key, nullable=False),
    Column("lead", Key),
    Column("opened_by", Key, index=True),
    Column("opened_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
    Column("exit", Key),
    Column("exit_title", Text),
    Column("exit_outcome", Text),
    Column("predecessor", Key),
    UniqueConstraint("process", "number"),
    sqlite_with_rowid=False,
)
is_open = table.c.exit.is_(None)
follows = table.c.predecessor.is_not(None)
_ORDER = (table.c.moved_at, table.c.case_id)
Index("register_all", *_ORDER)
Index("register_open", *_ORDER, sqlite_where=is_open, postgresql_where=is_open)
Index("register_team", table.c.team, *_ORDER)
Index("register_exit", table.c.exit, *_ORDER)
Index("register_load", table.c.process, table.c.team, table.c.lead, table.c.case_id, sqlite_where=is_open,
      postgresql_where=is_open)  # fmt: skip
Index("register_predecessor", table.c.predecessor, sqlite_where=follows, postgresql_where=follows)


def _rows(case: Case, definition: Definition) -> Iterator[Row]:
    ended = definition.plan.nodes.get(case.exit or "")
    yield {
        "case_id": case.id, "process": case.process, "definition": case.definition,
        "number": case.number, "title": definition.name_of(case.state.values), "team": case.team,
        "lead": case.seats.get(str(definition.settings.get("lead_seat", ""))),
        "opened_by": case.opened_by, "opened_at": case.opened_at, "moved_at": case.moved_at,
        "exit": case.exit, "exit_title": ended.name if ended else case.exit,
        "exit_outcome": ended.outcome if ended else None, "predecessor": case.predecessor,
    }  # fmt: skip


register = Diffed(table, _rows, lambda case: case.seq)
