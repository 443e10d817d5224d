"""An installation per module; a visitor per test."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from engine.clock import ManualClock
from tests.web.installation import PASSWORD, Visitor, app_of, build, case_of
from web.auth import passwords
from web.services import Services


@pytest.fixture(scope="session")
def sealed() -> str:
    return passwords.seal(PASSWORD)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory, sealed: str) -> Iterator[Services]:
    built = build(tmp_path_factory.mktemp("opora"), sealed)
    yield built
    built.database.close()


@pytest.fixture(scope="module")
def app(services: Services) -> Flask:
    return app_of(services)


@pytest.fixture
def visitor(app: Flask) -> Callable[[str], Visitor]:
    """A visitor who has come in with a role's account."""
    return lambda login: Visitor(app).come_in(login)


@pytest.fixture
def weeks_later(visitor: Callable[[str], Visitor], services: Services) -> Iterator[str]:
    """A signal that nobody has decided about for three weeks; its case."""
    case_id = case_of(visitor("duty_specialist").register(family_name="Берёзкины"))
    clock = services.clock
    assert isinstance(clock, ManualClock)
    clock.advance(timedelta(days=21))
    yield case_id
    clock.advance(timedelta(days=-21))
