"""Re-executing a history: what `opora replay` does with every case."""

from pathlib import Path

import pytest

from engine.cast import Troupe
from engine.clock import ManualClock
from engine.ids import RandomIds
from engine.replay import Versions, replay
from engine.service import CaseService
from engine.simulation import Stage, Walk
from tests.benchmarks.measure import interleaved, table
from tests.benchmarks.office import FAMILY, TEAM, WALK, Office, lay_out, people
from tests.processes.stage import PROCESSES, calendar, roles, scenario

pytestmark = pytest.mark.benchmark


def test_a_history_is_replayed_quickly(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/office.db"
    lay_out(url, 0)
    office = Office(url)
    case = _lived(office)
    history = office.store.history(case)
    versions = Versions(office.store.definition, office.store.calendar)
    assert not replay(history, versions).differences
    jobs = {
        "replay": lambda: replay(history, versions),
        "read, unseal, replay": lambda: replay(office.store.history(case), versions),
    }
    times = interleaved(jobs, rounds=15, calls=3)
    office.close()
    rows = [(name, t.cpu * 1000, len(history) / t.cpu, t.cpu / len(history) * 1e6) for name, t in times.items()]
    table(f"A history of {len(history)} events", ("", "CPU ms", "events/s", "us an event"), rows)
    assert len(history) / times["read, unseal, replay"].cpu >= 5000


def _lived(office: Office) -> str:
    """A case that walked the whole scenario; its id."""
    found = scenario(PROCESSES / FAMILY / "scenarios" / f"{WALK}.toml")
    clock = ManualClock(found.clock)
    service = CaseService(office.store, clock, RandomIds(), roles())
    return Walk(Stage(service, clock, Troupe(people(), clock, calendar())), found, TEAM).run()
