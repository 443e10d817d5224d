"""The stores keep their word."""

import pytest

from tests.conformance import StoreConformance
from tests.fakes import MemoryStore
from tests.persistence.garden import EVERYBODY, Garden


class TestFake(StoreConformance):
    @pytest.fixture
    def garden(self) -> Garden:
        return Garden(MemoryStore(people={one.id: one.grants for one in EVERYBODY})).prepare()


class TestDatabase(StoreConformance):
    """On SQLite and PostgreSQL, with this folder's garden."""
