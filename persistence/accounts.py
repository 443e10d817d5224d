"""Writing accounts, the roles they hold, sign-ins and teams: `database.write(lambda c: accounts.add(c, …))`.

Passwords come hashed, sessions by the hash of their secret.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from engine.errors import Conflict
from engine.roles import Grant
from persistence.prepared import Prepared
from persistence.queries.people import Session
from persistence.tables import Key, account, role_grant, session, team

HOLDS = Prepared(
    select(account.c.id)
    .join(role_grant, role_grant.c.account_id == account.c.id)
    .where(
        account.c.id == bindparam("account", type_=Key),
        account.c.active,
        role_grant.c.role == bindparam("role", type_=Key),
        or_(role_grant.c.team.is_(None), role_grant.c.team == bindparam("team", type_=Key)),
    )
)
"""Whether an account may sign in and has a role in a team."""


HOLDERS = (
    select(account.c.id, account.c.name, func.coalesce(role_grant.c.team, "").label("team"))
    .join(role_grant, role_grant.c.account_id == account.c.id)
    .where(account.c.active, role_grant.c.role.in_(bindparam("roles", expanding=True)))
    .distinct()
    .order_by(account.c.id, "team")
)
"""Who may sign in and holds one of the roles, once per team."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Who is to be able to sign in; `secret` is the password's hash."""

    id: str
    login: str
    name: str
    secret: str
    grants: tuple[Grant, ...] = ()
    language: str | None = None


def add(connection: Connection, new: NewAccount, at: datetime) -> None:
    """Create an account; raises Conflict when the login is taken."""
    if connection.execute(select(account.c.id).where(account.c.login == new.login)).first():
        raise Conflict()
    row = {"id": new.id, "login": new.login, "name": new.name, "secret": new.secret,
           "active": True, "language": new.language, "created_at": at}  # fmt: skip
    connection.execute(account.insert(), row)
    grant(connection, new.id, new.grants)


def rename(connection: Connection, account_id: str, name: str) -> None:
    """Correct a person's name."""
    connection.execute(update(account).where(account.c.id == account_id).values(name=name))


def set_secret(connection: Connection, account_id: str, secret: str) -> None:
    """Set the password's hash."""
    connection.execute(update(account).where(account.c.id == account_id).values(secret=secret))


def set_language(connection: Connection, account_id: str, language: str | None) -> None:
    """Remember the language of the pages; None is the organisation's."""
    connection.execute(update(account).where(account.c.id == account_id).values(language=language))


def set_active(connection: Connection, account_id: str, active: bool) -> None:
    """Let an account sign in, or nobody any more with it; what it did stays."""
    connection.execute(update(account).where(account.c.id == account_id).values(active=active))
    if not active:
        close_sessions(connection, account_id)


def grant(connection: Connection, account_id: str, grants: Iterable[Grant]) -> None:
    """Make these the roles that the account holds."""
    connection.execute(delete(role_grant).where(role_grant.c.account_id == account_id))
    rows = [{"account_id": account_id, "role": held.role, "team": held.team} for held in grants]
    if rows:
        connection.execute(role_grant.insert(), rows)


def add_team(connection: Connection, key: str, title: str, region: str | None = None) -> None:
    """Create a team, or give it another title and, when one is named, another region."""
    told = {"title": title} | ({"region": region} if region else {})
    if connection.execute(update(team).where(team.c.key == key).values(told)).rowcount == 0:
        connection.execute(team.insert(), {"key": key, "title": title, "region": region})


def open_session(connection: Connection, opened: Session) -> None:
    """Remember a sign-in, and forget those that expired."""
    connection.execute(delete(session).where(session.c.expires_at <= opened.opened_at))
    row = {"key": opened.key, "account_id": opened.account, "opened_at": opened.opened_at,
           "seen_at": opened.seen_at, "expires_at": opened.expires_at}  # fmt: skip
    connection.execute(session.insert(), row)


def touch_session(connection: Connection, key: str, seen_at: datetime, expires_at: datetime) -> None:
    """Move the end of a sign-in; to be called now and then, not on every request."""
    moved = update(session).where(session.c.key == key).values(seen_at=seen_at, expires_at=expires_at)
    connection.execute(moved)


def close_session(connection: Connection, key: str) -> None:
    """End a sign-in."""
    connection.execute(delete(session).where(session.c.key == key))


def close_sessions(connection: Connection, account_id: str) -> None:
    """End every sign-in of an account."""
    connection.execute(delete(session).where(session.c.account_id == account_id))
