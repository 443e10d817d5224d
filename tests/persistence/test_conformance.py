"""The stores keep their word."""

import pytest

from engine.memory import MemoryStore
from tests.conformance import StoreConformance
from tests.conformance_chores import ChoreConformance
from tests.conformance_openings import OpeningConformance
from tests.conformance_services import ServiceConformance
from tests.conformance_signals import SignalConformance
from tests.persistence.garden import EVERYBODY, Garden


class TestFake(StoreConformance, ServiceConformance, ChoreConformance, OpeningConformance, SignalConformance):
    @pytest.fixture
    def garden(self) -> Garden:
        return Garden(MemoryStore(people={one.id: one.grants for one in EVERYBODY})).prepare()


class TestDatabase(StoreConformance, ServiceConformance, ChoreConformance, OpeningConformance, SignalConformance):
    """On SQLite and PostgreSQL, with this folder's garden."""
