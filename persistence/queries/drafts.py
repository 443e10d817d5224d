"""What a person typed and has not sent yet."""

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, select

from persistence import drafts
from persistence.personal_tables import draft as draft_
from persistence.vault import Vault


@dataclass(frozen=True, slots=True)
class Draft:
    """Typed pairs as they were typed; `revision` counts the times it was saved."""

    revision: int
    pairs: tuple[tuple[str, str], ...]
    saved_at: datetime


def draft(reader: Connection, vault: Vault, account_id: str, place: str) -> Draft | None:
    """The account's draft at a place (see `persistence.drafts`), if there is one that can be opened."""
    query = select(draft_.c.revision, draft_.c.sealed, draft_.c.saved_at)
    row = reader.execute(query.where(draft_.c.account_id == account_id, draft_.c.place == place)).first()
    seal = drafts.seal_of(reader, vault, account_id, place) if row else None
    if row is None or seal is None:
        return None
    opened = seal.unlock(bytes(row.sealed), drafts.bound_to(account_id, place))
    pairs = tuple((name, value) for name, value in orjson.loads(opened))
    return Draft(row.revision, pairs, row.saved_at)
