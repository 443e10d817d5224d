"""Open tasks, in the order in which they are due."""

from collections.abc import Iterator
from datetime import UTC, datetime

import orjson
from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, false

from engine.case import Case
from engine.definitions import Definition
from persistence import promises
from persistence.prepared import Row
from persistence.projections.projection import Diffed
from persistence.tables import Instant, Key, metadata

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Where tasks without a deadline stand in the order."""

table = Table(
    "open_task",
    metadata,
    Column("case_id", Key, primary_key=True),
    Column("token", Integer, primary_key=True, autoincrement=False),
    Column("process", Key, nullable=False),
    Column("team", Key, nullable=False),
    Column("node", Key, nullable=False),
    Column("name", Text, nullable=False),
    Column("stage", Key),
    Column("stage_name", Text, nullable=False),
    Column("role", Key, nullable=False),
    Column("seat", Key, nullable=False),
    Column("assignee", Key),
    Column("offered_at", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("anchor_at", Instant),
    Column("due", Instant),
    Column("warn_at", Instant),
    Column("order_by", Instant, nullable=False),
    Column("changes", Text, nullable=False),
    Column("lender", Key),
    Column("follow_up", Instant),
    Column("cause", Text, nullable=False, server_default=""),
    Column("suspended", Boolean, nullable=False, server_default=false()),
)
claimed, offered = table.c.assignee.is_not(None), table.c.assignee.is_(None)
lent = table.c.lender.is_not(None)
_ORDER = (table.c.order_by, table.c.case_id, table.c.token)
Index("open_task_mine", table.c.assignee, *_ORDER, sqlite_where=claimed, postgresql_where=claimed)
Index("open_task_offered", table.c.role, table.c.team, *_ORDER, sqlite_where=offered, postgresql_where=offered)
Index("open_task_team", table.c.team, *_ORDER)
Index("open_task_all", *_ORDER)
Index("open_task_lender", table.c.lender, sqlite_where=lent, postgresql_where=lent)
_warned, _put_off = table.c.warn_at.is_not(None), table.c.follow_up.is_not(None)
Index("open_task_warned", table.c.warn_at, sqlite_where=_warned, postgresql_where=_warned)
Index("open_task_put_off", table.c.follow_up, sqlite_where=_put_off, postgresql_where=_put_off)


def _rows(case: Case, definition: Definition) -> Iterator[Row]:
    nodes = definition.plan.nodes
    for task in case.tasks.values():
        stage, cause = nodes.get(task.stage or ""), nodes.get(task.cause)
        yield {
            "case_id": case.id, "token": task.token, "process": case.process, "team": case.team,
            "node": task.node, "name": nodes[task.node].name,
            "stage": task.stage, "stage_name": stage.name if stage else "",
            "role": task.role, "seat": task.seat, "assignee": task.assignee,
            "offered_at": task.offered_at, "claimed_at": task.claimed_at, "anchor_at": task.anchor_at,
            "due": task.due, "warn_at": task.warn_at, "order_by": task.due or NEVER,
            "lender": task.lender, "follow_up": task.follow_up, "cause": cause.name if cause else "",
            "suspended": case.suspended,
            "changes": orjson.dumps(promises.to_data(task.pauses, task.extensions)).decode(),
        }  # fmt: skip


worklist = Diffed(table, _rows, lambda case: (case.team, case.suspended, case.tasks))
