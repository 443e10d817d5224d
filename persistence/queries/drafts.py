"""What a person typed and has not sent yet."""

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, select

from persistence.tables import draft as draft_


@dataclass(frozen=True, slots=True)
class Draft:
    """Typed pairs as they were typed; `revision` counts the times it was saved."""

    revision: int
    pairs: tuple[tuple[str, str], ...]
    saved_at: datetime


def draft(reader: Connection, account_id: str, place: str) -> Draft | None:
    """The account's draft at a place (see `persistence.drafts`), if there is one."""
    query = select(draft_.c.revision, draft_.c.pairs, draft_.c.saved_at)
    row = reader.execute(query.where(draft_.c.account_id == account_id, draft_.c.place == place)).first()
    if row is None:
        return None
    pairs = tuple((name, value) for name, value in orjson.loads(row.pairs))
    return Draft(row.revision, pairs, row.saved_at)
