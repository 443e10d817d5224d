"""Accounts, what they hold, and where they are signed in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select, union_all

from engine.roles import Actor, Grant
from persistence.prepared import Prepared
from persistence.substitution_table import substitution
from persistence.tables import Instant, Key, account, role_grant, session, team


@dataclass(frozen=True, slots=True)
class Account:
    """A person who can sign in. `secret` is the password's hash."""

    id: str
    login: str
    name: str
    secret: str
    active: bool
    language: str | None
    grants: tuple[Grant, ...]
    absent: tuple[Actor, ...] = ()

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.name, self.grants, absent=self.absent)


@dataclass(frozen=True, slots=True)
class Person:
    """A choice in a person field."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody who holds a role in a team."""

    id: str
    name: str
    team: str
    team_title: str


@dataclass(frozen=True, slots=True)
class Team:
    key: str
    title: str
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in: `key` is the hash of the cookie's secret."""

    key: str
    account: str
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime


def with_role(reader: Connection, role: str, team: str | None) -> tuple[Person, ...]:
    """Active people who hold the role in the team, by name (choices of person fields)."""
    here = or_(role_grant.c.team.is_(None), role_grant.c.team == team)
    query = (
        select(account.c.id, account.c.name)
        .join(role_grant, role_grant.c.account_id == account.c.id)
        .where(role_grant.c.role == role, here, account.c.active)
        .distinct()
        .order_by(account.c.name, account.c.id)
    )
    return tuple(Person(*row) for row in reader.execute(query))


def anywhere(reader: Connection, role: str) -> tuple[Seated, ...]:
    """Active people who hold the role, with each of their teams."""
    query = (
        select(account.c.id, account.c.name, team.c.key, team.c.title)
        .join(role_grant, role_grant.c.account_id == account.c.id)
        .join(team, team.c.key == role_grant.c.team)
        .where(role_grant.c.role == role, account.c.active)
        .distinct()
        .order_by(team.c.title, account.c.name, account.c.id)
    )
    return tuple(Seated(*row) for row in reader.execute(query))


def by_login(reader: Connection, login: str) -> Account | None:
    """The account with that login, if there is one."""
    return next(iter(_accounts(reader, account.c.login == login)), None)


def by_id(reader: Connection, account_id: str) -> Account | None:
    """The account, if there is one."""
    return next(iter(_accounts(reader, account.c.id == account_id)), None)


_SIGNED_IN = Prepared(
    select(account.c.id, account.c.login, account.c.name, account.c.secret, account.c.language)
    .join(session, session.c.account_id == account.c.id)
    .where(
        session.c.key == bindparam("key", type_=Key),
        session.c.expires_at > bindparam("now", type_=Instant),
        account.c.active,
    )
)
_me, _now = bindparam("account", type_=Key), bindparam("now", type_=Instant)
_stands_in = (substitution.c.substitute_id == _me, substitution.c.begins <= _now, substitution.c.ends > _now)
_GRANTS = Prepared(
    select(account.c.id, account.c.name, role_grant.c.role, role_grant.c.team, substitution.c.role.label("only"))
    .join(account, account.c.id == role_grant.c.account_id)
    .outerjoin(substitution, and_(substitution.c.absent_id == role_grant.c.account_id, *_stands_in))
    .where(role_grant.c.account_id.in_(union_all(select(_me), select(substitution.c.absent_id).where(*_stands_in))))
    .order_by(role_grant.c.id)
)
"""What an account holds, and what those hold whom it stands in for at a moment."""
_IDLE = Prepared(
    select(session.c.key).where(
        session.c.key == bindparam("key", type_=Key), session.c.seen_at < bindparam("since", type_=Instant)
    )
)


def by_session(reader: Connection, key: str, now: datetime) -> Account | None:
    """The active account signed in with that session, unless it expired."""
    row = _SIGNED_IN.one(reader, key=key, now=now)
    if row is None:
        return None
    account_id, login, name, secret, language = row
    grants, absent = _held(reader, account_id, now)
    return Account(account_id, login, name, secret, True, language, grants, absent)


def _held(reader: Connection, account_id: str, now: datetime) -> tuple[tuple[Grant, ...], tuple[Actor, ...]]:
    """What an account holds, and the people it stands in for, each with the roles in which it does."""
    names: dict[str, str] = {}
    held: dict[str, list[Grant]] = defaultdict(list)
    for who, name, role, team_key, only in _GRANTS.fetch(reader, account=account_id, now=now):
        names[who] = name
        if only in (None, role):
            held[who].append(Grant(role, team_key))
    mine = tuple(held.pop(account_id, ()))
    return mine, tuple(Actor(who, names[who], tuple(grants), account_id) for who, grants in held.items())


def is_idle(reader: Connection, key: str, since: datetime) -> bool:
    """Whether the session was last seen before `since`, as far as that was written."""
    return _IDLE.one(reader, key=key, since=since) is not None


def sessions(reader: Connection, account_id: str) -> tuple[Session, ...]:
    """Where the account is signed in, the latest first."""
    query = select(session).where(session.c.account_id == account_id).order_by(session.c.seen_at.desc())
    return tuple(Session(*row) for row in reader.execute(query))


def everybody(reader: Connection) -> tuple[Account, ...]:
    """All accounts, by name."""
    return _accounts(reader)


def names(reader: Connection, account_ids: Iterable[str]) -> dict[str, str]:
    """Names of accounts, id → name."""
    query = select(account.c.id, account.c.name).where(account.c.id.in_(set(account_ids)))
    return {row.id: row.name for row in reader.execute(query)}


def teams(reader: Connection) -> tuple[Team, ...]:
    """All teams, by title."""
    query = select(team.c.key, team.c.title, team.c.region).order_by(team.c.title)
    return tuple(Team(*row) for row in reader.execute(query))


def _accounts(reader: Connection, *chosen: ColumnElement[bool]) -> tuple[Account, ...]:
    found = reader.execute(select(account).where(*chosen).order_by(account.c.name, account.c.id)).all()
    held: dict[str, list[Grant]] = defaultdict(list)
    of_these = role_grant.c.account_id.in_(select(account.c.id).where(*chosen))
    for row in reader.execute(select(role_grant).where(of_these).order_by(role_grant.c.id)):
        held[row.account_id].append(Grant(row.role, row.team))
    return tuple(
        Account(row.id, row.login, row.name, row.secret, row.active, row.language, tuple(held[row.id])) for row in found
    )
