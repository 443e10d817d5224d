"""The worker fires what is due, once, and leaves alone what fails."""

import threading
from datetime import timedelta
from pathlib import Path

from tests.web.installation import build
from web.worker import Worker, delay


def test_a_failing_timer_is_left_alone_longer_each_time() -> None:
    assert [delay(n).total_seconds() for n in (1, 2, 3)] == [5, 10, 20]
    assert delay(30) == timedelta(hours=1)


def test_nothing_is_due_in_an_empty_house(tmp_path: Path, sealed: str) -> None:
    services = build(tmp_path, sealed)
    assert Worker(services).once() == 0
    services.database.close()


def test_the_loop_ends_when_it_is_told_to(tmp_path: Path, sealed: str) -> None:
    services = build(tmp_path, sealed)
    worker = Worker(services)
    thread: threading.Thread = worker.start()
    worker.stop()
    thread.join(5)
    assert not thread.is_alive()
    services.database.close()
