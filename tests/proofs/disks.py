"""People at work on a disk that is full or cannot be written, in a process whose limits are its own."""

import os
import resource
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from engine.errors import OporaError
from engine.service import Answers
from persistence import schema
from persistence.store import CaseStore
from tests.persistence.garden import ANNA, Garden
from tests.proofs.load import open_store

NOBODY = 65534
PEOPLE = 4
MOST = 20_000  # actions after which a disk that never fills is a mistake of the test


@dataclass
class Report:
    """What was acknowledged, and what each person was told when nothing went on."""

    commands: list[str] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)


def until_full(store: CaseStore, prefix: str) -> Report:
    """Several people open cases until each is told that it cannot go on."""
    report = Report()
    threads = [threading.Thread(target=_open, args=(store, f"{prefix}{number}", report)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return report


def _open(store: CaseStore, prefix: str, report: Report) -> None:
    garden = Garden(store, prefix)
    try:
        for number in range(MOST):
            garden.service.open(ANNA, "garden", "north", Answers({"plant": "Rose" * 20}, f"{prefix}-{number}"))
            report.commands.append(f"{prefix}-{number}")
    except OporaError as error:
        report.told.append((error.code, error.plain()))
    except Exception as error:
        report.told.append(("unexpected", repr(error)))


def under_a_quota(url: str, spare: int, to: Connection) -> None:
    """No file may grow by more than `spare` bytes; then by as much as it likes."""
    database = Path(url.removeprefix("sqlite:///"))
    sizes = [path.stat().st_size for path in database.parent.iterdir()]
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    store = open_store(url)
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(sizes) + spare, limit[1]))
    to.send(until_full(store, "full"))
    resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    schema.check(store.database)
    Garden(store, "again").sow()
    store.database.close()


def as_a_stranger(url: str, to: Connection) -> None:
    """Look and act as somebody who may not write the file."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    store = open_store(url)
    to.send(_told(lambda: schema.check(store.database)))
    to.send(_told(lambda: Garden(store, "stranger").sow()))


def _told(act: Callable[[], object]) -> tuple[str, str]:
    try:
        act()
    except OporaError as error:
        return error.code, error.plain()
    except Exception as error:
        return "unexpected", repr(error)
    return "", ""
