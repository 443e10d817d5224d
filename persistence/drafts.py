"""Keeping what a person typed and has not sent yet, sealed; drafts go with the task or awaited message they are for.

What is typed into a case is sealed with its key and goes with it; what opens a case, with a key of the person's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite

from engine.errors import Gone
from persistence import history
from persistence.personal_tables import draft
from persistence.prepared import Prepared
from persistence.tables import Key
from persistence.vault import Seal, Vault

DROP = Prepared(delete(draft).where(draft.c.place == bindparam("place", type_=Key)))
"""Drops everybody's drafts at a place."""
OPENING = "open"
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A draft ready to be written."""

    account: str
    place: str
    content: bytes
    at: datetime


def place(case_id: str, token: int) -> str:
    """The place of a task's form, or of a message's."""
    return f"{case_id}:{token}"


def case_of(place: str) -> str | None:
    """The case a place belongs to; None where the form opens a case."""
    first = place.partition(":")[0]
    return None if first == OPENING else first


def seal_of(reader: Connection, vault: Vault, account_id: str, place: str) -> Seal | None:
    """What drafts at a place are sealed with; None once the case's key was destroyed."""
    case_id = case_of(place)
    return history.seal_of(reader, vault, case_id) if case_id else vault.own(account_id)


def seal(reader: Connection, vault: Vault, typed: tuple[str, str, Pairs], at: datetime) -> Sealed:
    """What (account, place, pairs) says, sealed; raises Gone once the case's key was destroyed."""
    account_id, where, pairs = typed
    found = seal_of(reader, vault, account_id, where)
    if found is None:
        raise Gone()
    packed = orjson.dumps([list(pair) for pair in pairs])
    return Sealed(account_id, where, found.lock(packed, bound_to(account_id, where)), at)


def bound_to(account_id: str, place: str) -> str:
    """The place a draft's seal is bound to."""
    return f"{place}|draft|{account_id}"


def save(connection: Connection, ready: Sealed) -> None:
    """Keep it in place of what was kept there before; whoever saves last from two pages wins, none fails."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {"place": ready.place, "account_id": ready.account, "case_id": case_of(ready.place), "revision": 1,
           "sealed": ready.content, "saved_at": ready.at}  # fmt: skip
    new = insert(draft).values(row)
    again = {"sealed": new.excluded.sealed, "saved_at": new.excluded.saved_at, "revision": draft.c.revision + 1}
    connection.execute(new.on_conflict_do_update(index_elements=["place", "account_id"], set_=again))


def discard(connection: Connection, account_id: str, place: str) -> None:
    """Forget what the account typed there."""
    connection.execute(delete(draft).where(draft.c.place == place, draft.c.account_id == account_id))
