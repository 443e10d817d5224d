"""Being signed in: a secret in a signed cookie, its hash in a table, ended by deleting the row."""

import hashlib
import secrets
from datetime import timedelta

from flask import Flask
from flask_login import LoginManager, UserMixin, login_user, logout_user

from engine.roles import Actor
from persistence.queries import people
from web import desk

LASTS = timedelta(hours=14)
TOUCH_AFTER = timedelta(minutes=5)


class SignedIn(UserMixin):  # type: ignore[misc]
    """The person of a session, as Flask-Login knows people."""

    def __init__(self, account: people.Account, secret: str) -> None:
        self.account, self.secret = account, secret

    @property
    def actor(self) -> Actor:
        return self.account.actor

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def language(self) -> str | None:
        return self.account.language

    @property
    def titles(self) -> list[str]:
        """Titles of the person's roles."""
        return list(dict.fromkeys(desk.services().roles.title(grant.role) for grant in self.account.grants))

    def may(self, permission: str) -> bool:
        """Whether the person holds the permission for anything at all."""
        return desk.services().roles.may(self.actor, permission)

    def get_id(self) -> str:
        return self.secret


def install(app: Flask) -> LoginManager:
    """Recognise people by their session."""
    manager = LoginManager(app)
    manager.session_protection = None  # addresses of phones change; the secret is enough
    manager.user_loader(_load)
    return manager


def sign_in(account: people.Account) -> None:
    """Open a session for the account and hand its secret to the browser."""
    services, secret = desk.services(), secrets.token_urlsafe(32)
    at = services.clock.now()
    session = people.Session(_key(secret), account.id, at, at, at + LASTS)
    services.keeper.open_session(session)
    login_user(SignedIn(account, secret))


def sign_out(person: desk.Person | None) -> None:
    """End the person's session, here and in the table."""
    if person:
        desk.services().keeper.close_session(_key(person.secret))
    logout_user()


def _load(secret: str) -> SignedIn | None:
    """The person a cookie belongs to, unless the session ended or the account was closed."""
    services = desk.services()
    at, key = services.clock.now(), _key(secret)
    with services.database.reading() as reader:
        account = people.by_session(reader, key, at)
        idle = people.is_idle(reader, key, at - TOUCH_AFTER)
    if account is None:
        return None
    if idle:
        services.keeper.touch_session(key, at, at + LASTS)
    return SignedIn(account, secret)


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
