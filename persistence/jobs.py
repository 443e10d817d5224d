"""Work that waits for a moment: claimed under a lease, fenced by a token of the claim.

`due` is when to try next; claiming pushes it forward by the lease, so one index serves waiting,
retrying and expired claims. `at` stays the moment the timer was set for.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, delete, func, select, update

from engine.case import Case
from engine.errors import Gone
from engine.stores import Job
from persistence.prepared import Prepared
from persistence.tables import Instant, job
from persistence.writes import Write

MOST_ATTEMPTS = 12
REASON_LENGTH = 200

_INSERT = Prepared(
    job.insert().values({column.name: bindparam(column.name) for column in job.c if column.name != "id"})
)
_CANCEL = Prepared(delete(job).where(job.c.case_id == bindparam("case_id"), job.c.token == bindparam("token")))
_CONSUME = Prepared(delete(job).where(job.c.id == bindparam("id"), job.c.fence == bindparam("fence")))
_now = bindparam("now", type_=Instant)
_NEXT = select(func.min(job.c.due)).where(job.c.state == "open")
_DUE = (
    select(job.c.id, job.c.attempts)
    .where(job.c.state == "open", job.c.due <= _now)
    .order_by(job.c.due, job.c.id)
    .limit(bindparam("limit"))
)
_TAKE = _DUE.with_for_update(skip_locked=True)
_chosen = job.c.id.in_(bindparam("ids", expanding=True))
_LEASE = (
    update(job)
    .where(_chosen)
    .values(due=bindparam("until", type_=Instant), fence=bindparam("by"), attempts=job.c.attempts + 1)
    .returning(job.c.id, job.c.case_id, job.c.token, job.c.at, job.c.attempts, job.c.kind, job.c.key, job.c.payload)
)
_BURY = update(job).where(_chosen).values(state="dead", fence=None)
_held = (job.c.id == bindparam("held_id"), job.c.fence == bindparam("held_fence"))
_RETRY = (
    update(job)
    .where(*_held)
    .values(due=bindparam("retry_at", type_=Instant), fence=None, last_error=bindparam("reason"))
)


def reconcile(before: Case | None, case: Case, consumed: Sequence[Job]) -> list[Write]:
    """Make the case's jobs those it awaits: cancel what no longer waits, set what is new."""
    was, now = _awaited(before) if before else set(), _awaited(case)
    taken = {done.token for done in consumed if done.case_id == case.id}
    gone = [{"case_id": case.id, "token": token} for token, _, _ in was - now if token not in taken]
    new = [_row(case.id, *each) for each in sorted(now - was)]
    return [Write(statement, rows) for statement, rows in ((_CANCEL, gone), (_INSERT, new)) if rows]


def _awaited(case: Case) -> set[tuple[int, datetime, str]]:
    """What the case waits for: (id to fire or answer, moment, kind of job)."""
    return {(token, due, kind) for kind, token, _node, due in case.awaited}


def consume(taken: Iterable[Job]) -> list[Write]:
    """End jobs whose claim is still held; raises Gone where somebody else holds it now."""
    return [Write(_CONSUME, [{"id": done.id, "fence": done.fence}], race=Gone) for done in taken]


def due(connection: Connection, now: datetime, limit: int) -> bool:
    """Whether anything is due: a look that takes no lock."""
    return connection.execute(_DUE, {"now": now, "limit": limit}).first() is not None


def claim(connection: Connection, now: datetime, limit: int, lease: timedelta, fence: str) -> list[Job]:
    """Take due jobs, oldest first; one that killed its workers too often is put aside as dead."""
    found = connection.execute(_TAKE, {"now": now, "limit": limit}).all()
    spent = [row.id for row in found if row.attempts >= MOST_ATTEMPTS]
    fresh = [row.id for row in found if row.attempts < MOST_ATTEMPTS]
    if spent:
        connection.execute(_BURY, {"ids": spent})
    if not fresh:
        return []
    taken = connection.execute(_LEASE, {"ids": fresh, "until": now + lease, "by": fence}).all()
    return sorted((_job(row, fence) for row in taken), key=lambda taken: (taken.due, taken.id))


def _job(row: Any, fence: str) -> Job:
    payload = orjson.loads(row.payload) if row.payload else {}
    return Job(row.id, row.case_id or "", row.token or 0, row.at, fence, row.attempts, row.kind, row.key or "", payload)


def next_due(connection: Connection) -> datetime | None:
    """When the next job is due."""
    return connection.execute(_NEXT).scalar()


def fail(connection: Connection, failed: Job, reason: str, retry_at: datetime) -> None:
    """Put a job back; a claim that was lost meanwhile changes nothing. `reason` is never personal."""
    held = {"held_id": failed.id, "held_fence": failed.fence}
    connection.execute(_RETRY, {**held, "retry_at": retry_at, "reason": reason[:REASON_LENGTH]})


def _row(case_id: str, token: int, due: datetime, kind: str) -> dict[str, object]:
    return {"kind": kind, "case_id": case_id, "token": token, "at": due, "due": due, "fence": None,
            "attempts": 0, "last_error": None, "state": "open", "key": None, "payload": None}  # fmt: skip
