"""Writing what belongs to people rather than cases: mentions they have read, filters they saved."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.errors import N_, Invalid
from forms.messages import Message
from persistence.personal_tables import mention_read, saved_filter

MOST_FILTERS = 30
TOO_MANY = N_("You have %(most)s saved filters already: remove one first.")


def read_mentions(connection: Connection, account_id: str, case_id: str, seq: int) -> None:
    """Everything said to the account in the case up to the event `seq` is read."""
    row = {"account_id": account_id, "case_id": case_id, "seq": seq}
    new = _insert(connection)(mention_read).values(row)
    again = new.on_conflict_do_update(
        index_elements=["account_id", "case_id"], set_={"seq": seq}, where=mention_read.c.seq < seq
    )
    connection.execute(again)


def save_filter(connection: Connection, account_id: str, name: str, query: str, at: datetime) -> None:
    """Keep a filter by its name, in place of one of that name; raises Invalid when there are too many."""
    mine = saved_filter.c.account_id == account_id
    others = select(func.count()).where(mine, saved_filter.c.name != name)
    if connection.execute(others).scalar_one() >= MOST_FILTERS:
        raise Invalid({"name": [Message(TOO_MANY, {"most": MOST_FILTERS})]})
    row = {"account_id": account_id, "name": name, "query": query, "saved_at": at}
    new = _insert(connection)(saved_filter).values(row)
    again = new.on_conflict_do_update(index_elements=["account_id", "name"], set_={"query": query, "saved_at": at})
    connection.execute(again)


def drop_filter(connection: Connection, account_id: str, name: str) -> None:
    """Forget a filter."""
    mine = (saved_filter.c.account_id == account_id, saved_filter.c.name == name)
    connection.execute(delete(saved_filter).where(*mine))


def _insert(connection: Connection) -> "type[postgresql.Insert] | type[sqlite.Insert]":
    return postgresql.Insert if connection.dialect.name == "postgresql" else sqlite.Insert
