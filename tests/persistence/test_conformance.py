"""The stores keep their word."""

import pytest

from tests.conformance import StoreConformance
from tests.fakes import MemoryStore


class TestFake(StoreConformance):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()


class TestDatabase(StoreConformance):
    """On SQLite and PostgreSQL: the fixture `store` of this folder."""
