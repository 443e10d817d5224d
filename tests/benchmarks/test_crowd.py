"""Eight people who act at once on the embedded database do not make one another wait for long."""

import statistics
import threading
import time
from pathlib import Path

import pytest

from tests.benchmarks.measure import quantile, table
from tests.benchmarks.office import Office, lay_out

pytestmark = pytest.mark.benchmark

PEOPLE, CASES_EACH = 8, 5
ROUNDS, ACTIONS = 8, 60


def test_eight_people_at_once_wait_little_longer_than_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/office.db"
    lay_out(url, PEOPLE * CASES_EACH)
    office = Office(url)
    seen: dict[int, list[float]] = {1: [], PEOPLE: []}
    spans = {1: 0.0, PEOPLE: 0.0}
    for _ in range(ROUNDS):
        for people, waits in seen.items():
            began = time.perf_counter()
            waits.extend(_together(office, people, ACTIONS * PEOPLE // people))
            spans[people] += time.perf_counter() - began
    office.close()
    rows = [_row(people, waits, spans[people], quantile(seen[1], 0.99)) for people, waits in seen.items()]
    table(
        "An action on SQLite, by people at once",
        ("people", "p50 ms", "p99 ms", "max ms", "actions/s", "p99 ratio"),
        rows,
    )
    assert quantile(seen[PEOPLE], 0.99) / quantile(seen[1], 0.99) <= 12


def _row(people: int, waits: list[float], span: float, alone: float) -> tuple[object, ...]:
    p99 = quantile(waits, 0.99)
    return people, statistics.median(waits) * 1000, p99 * 1000, max(waits) * 1000, len(waits) / span, p99 / alone


def _together(office: Office, people: int, actions: int) -> list[float]:
    """How long every action took; each person works on cases of his own, one form after the other."""
    waits: list[float] = []
    barrier = threading.Barrier(people)

    def work(person: int) -> None:
        barrier.wait()
        for number in range(actions):
            began = time.perf_counter()
            office.act(person * CASES_EACH + number % CASES_EACH)
            waits.append(time.perf_counter() - began)

    threads = [threading.Thread(target=work, args=(person,)) for person in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(waits) == people * actions
    return waits
