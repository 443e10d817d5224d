"""Accounts, what they hold, and where they are signed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from engine.roles import Actor, Grant


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

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.name, self.grants)


@dataclass(frozen=True, slots=True)
class Person:
    """A choice in a person field."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Team:
    key: str
    title: str


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
    raise NotImplementedError


def by_login(reader: Connection, login: str) -> Account | None:
    """The account with that login, if there is one."""
    raise NotImplementedError


def by_id(reader: Connection, account_id: str) -> Account | None:
    """The account, if there is one."""
    raise NotImplementedError


def by_session(reader: Connection, key: str, now: datetime) -> Account | None:
    """The active account signed in with that session, unless it expired."""
    raise NotImplementedError


def sessions(reader: Connection, account_id: str) -> tuple[Session, ...]:
    """Where the account is signed in, the latest first."""
    raise NotImplementedError


def everybody(reader: Connection) -> tuple[Account, ...]:
    """All accounts, by name."""
    raise NotImplementedError


def names(reader: Connection, account_ids: frozenset[str]) -> dict[str, str]:
    """Names of accounts, id → name."""
    raise NotImplementedError


def teams(reader: Connection) -> tuple[Team, ...]:
    """All teams, by title."""
    raise NotImplementedError
