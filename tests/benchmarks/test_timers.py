"""A second worker fires due timers nearly twice as fast (PostgreSQL)."""

import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from engine.clock import ManualClock
from persistence.database import Database
from persistence.schema import migrate
from persistence.store import CaseStore
from persistence.vault import Vault
from tests.benchmarks.measure import table
from tests.persistence.garden import MONDAY, Watched
from tests.postgres import Server

pytestmark = pytest.mark.benchmark

TIMERS, ROUNDS = 800, 5
MASTER = bytes(32)
LATER = MONDAY + timedelta(days=4)


@pytest.fixture
def sown(postgres_server: Server) -> str:
    """A template in which every case has a timer that will be due."""
    return postgres_server.template("timers", _sow)


def test_two_workers_fire_timers_faster_than_one(postgres_server: Server, sown: str, tmp_path: Path) -> None:
    rates: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(ROUNDS):
        for workers, found in rates.items():
            with postgres_server.database(sown) as url:
                found.append(_rate(url, workers, tmp_path))
                assert _left(url) == 0
    one, two = (statistics.median(found) for found in rates.values())
    rows = [(workers, statistics.median(found), max(found)) for workers, found in rates.items()]
    table("Due timers fired on PostgreSQL", ("workers", "timers/s", "best"), rows)
    print(f"two workers to one: {two / one:.2f} times")
    assert two / one >= 1.6


def _sow(url: str) -> None:
    migrate(url)
    database = Database(url)
    garden = Watched(CaseStore(database, Vault(MASTER))).prepare().with_people()
    for number in range(TIMERS):
        garden.sow(f"Rose {number}")
    database.close()


def _rate(url: str, workers: int, folder: Path) -> float:
    """Timers a second, from the moment all workers begin to the moment the last one finds nothing."""
    context = get_context("spawn")
    barrier, told = context.Barrier(workers + 1), context.Queue()
    running = [context.Process(target=_work, args=(url, folder, barrier, told)) for _ in range(workers)]
    for process in running:
        process.start()
    barrier.wait()
    began = time.perf_counter()
    ends = [told.get() for _ in running]
    for process in running:
        process.join()
    assert sum(fired for _, fired in ends) == TIMERS
    last: float = max(at for at, _ in ends)
    return TIMERS / (last - began)


def _work(url: str, folder: Path, barrier: Barrier, told: "Queue[tuple[float, int]]") -> None:
    """A worker process: the product's own loop, until nothing is due."""
    from web.services import compose
    from web.settings import Settings
    from web.worker import Worker

    settings = Settings(folder, url, b"s" * 32, MASTER)
    services = compose(settings, ManualClock(LATER))
    worker = Worker(services)
    with services.store.begin() as work:
        work.current("garden")
    barrier.wait()
    fired = sum(_batches(worker))
    told.put((time.perf_counter(), fired))
    services.database.close()


def _batches(worker: Any) -> Iterator[int]:
    """How many timers each look fired; a look of nothing ends it."""
    while fired := worker.once():
        yield fired


def _left(url: str) -> int:
    database = Database(url)
    jobs: Sequence[Any] = CaseStore(database, Vault(MASTER)).claim(LATER, 10, timedelta(), "nobody")
    database.close()
    return len(jobs)
