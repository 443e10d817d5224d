"""Work in the background that belongs to no case: in the table of jobs, under a key of its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, delete, literal, null, select, true, update
from sqlalchemy.types import Text

from engine.errors import Gone
from engine.stores import Chore, Job
from persistence.prepared import Prepared, Row
from persistence.tables import Instant, Key, job

Kept = Callable[[Chore, Mapping[str, Any]], bool]

_row = select(
    bindparam("kind", type_=Text).label("kind"),
    bindparam("due", type_=Instant).label("at"),
    bindparam("due", type_=Instant).label("due"),
    literal(0).label("attempts"),
    literal("open").label("state"),
    bindparam("key", type_=Key).label("key"),
    bindparam("payload", type_=Text).label("payload"),
)
ADD = Prepared(
    job.insert().from_select(
        ["kind", "at", "due", "attempts", "state", "key", "payload"],
        _row.where(true()).suffix_with("ON CONFLICT DO NOTHING"),
    )
)
_held = (job.c.id == bindparam("id"), job.c.fence == bindparam("held"))
_END = Prepared(delete(job).where(*_held))
_AGAIN = Prepared(
    update(job)
    .where(*_held)
    .values(
        kind=bindparam("kind"), key=bindparam("key"), payload=bindparam("payload"), at=bindparam("due"),
        due=bindparam("due"), fence=null(), attempts=0, last_error=null(),
    )
)  # fmt: skip


def row(chore: Chore) -> Row:
    """A chore as the table keeps it."""
    payload = orjson.dumps(dict(chore.payload)).decode()
    return {"kind": chore.kind, "key": chore.key, "due": chore.due, "payload": payload}


def add(connection: Connection, chore: Chore) -> None:
    """Have it done; one of that key that waits already stays as it is."""
    ADD.run(connection, [row(chore)])


def end(connection: Connection, taken: Job, again: Chore | None) -> None:
    """End a chore whose claim is held, or leave it for later; raises Gone when the claim is lost."""
    held: dict[str, Any] = {"id": taken.id, "held": taken.fence}
    done = _AGAIN.run(connection, [{**held, **row(again)}]) if again else _END.run(connection, [held])
    if done.rowcount != 1:
        raise Gone()


def replace(connection: Connection, prefix: str, wanted: Sequence[Chore], is_kept: Kept) -> None:
    """Let exactly these chores wait under keys that begin so; what `is_kept` by its payload stays as it waits."""
    known = connection.execute(select(job.c.id, job.c.key, job.c.payload).where(job.c.key.startswith(prefix)))
    named = {chore.key: chore for chore in wanted}
    gone = [row.id for row in known if not _stays(row, named, is_kept)]
    connection.execute(delete(job).where(job.c.id.in_(gone)))
    for chore in wanted:
        add(connection, chore)


def _stays(found: Any, named: Mapping[str, Chore], is_kept: Kept) -> bool:
    return found.key in named and is_kept(named[found.key], orjson.loads(found.payload))
