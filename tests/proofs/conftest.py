"""Databases for proofs: migrated, with a garden that everybody may work in."""

from collections.abc import Iterator

import pytest

from persistence.store import CaseStore
from tests.persistence.conftest import empty_sqlite, migrated_postgres_url, sqlite_url, url
from tests.persistence.garden import Watched
from tests.proofs.load import open_store

__all__ = ["empty_sqlite", "migrated_postgres_url", "sqlite_url", "url"]


@pytest.fixture
def settled_url(url: str) -> str:
    """A database in which the family is published and everybody has an account."""
    store = open_store(url)
    Watched(store).prepare()
    store.database.close()
    return url


@pytest.fixture
def store(settled_url: str) -> Iterator[CaseStore]:
    """The database as the test itself sees it."""
    opened = open_store(settled_url)
    yield opened
    opened.database.close()
