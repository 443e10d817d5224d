"""Keeping what a person typed and has not sent yet; drafts go with the task or the awaited message they are for."""

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import Connection, bindparam, delete, update

from persistence.prepared import Prepared
from persistence.tables import Key, draft

DROP = Prepared(delete(draft).where(draft.c.place == bindparam("place", type_=Key)))
"""Drops everybody's drafts at a place."""


def place(case_id: str, token: int) -> str:
    """The place of a task's form, or of a message's."""
    return f"{case_id}:{token}"


def save(connection: Connection, account_id: str, place: str, pairs: Sequence[tuple[str, str]], at: datetime) -> None:
    """Keep the pairs as typed, in place of those kept before."""
    packed = orjson.dumps([list(pair) for pair in pairs])
    here = (draft.c.place == place, draft.c.account_id == account_id)
    again = update(draft).where(*here).values(pairs=packed, saved_at=at, revision=draft.c.revision + 1)
    if connection.execute(again).rowcount == 0:
        row = {"place": place, "account_id": account_id, "revision": 1, "pairs": packed, "saved_at": at}
        connection.execute(draft.insert(), row)


def discard(connection: Connection, account_id: str, place: str) -> None:
    """Forget what the account typed there."""
    connection.execute(delete(draft).where(draft.c.place == place, draft.c.account_id == account_id))
