"""Work in the background that belongs to no case: in the table of jobs, under a key of its own."""

from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, delete, literal, null, select, true, update
from sqlalchemy.types import Text

from engine.errors import Gone
from engine.stores import Chore, Job
from persistence.prepared import Prepared, Row
from persistence.tables import Instant, Key, job

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
