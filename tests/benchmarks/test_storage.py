"""What storing an action costs beside the bare SQL statements it comes down to."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Dialect, Select, create_engine

from engine.clock import ManualClock
from engine.ids import CountingIds
from engine.service import Answers, CaseService
from persistence.database import Database
from persistence.prepared import Prepared, Row
from persistence.schema import migrate
from persistence.store import CaseStore
from persistence.vault import Vault
from tests.benchmarks.measure import Timing, interleaved, table
from tests.persistence.garden import ANNA, LEASE, MONDAY, Watched, roles

pytestmark = pytest.mark.benchmark

CASES = 60
ROUNDS, CALLS = 11, 60
MASTER = bytes(32)

Sentence = tuple[Prepared, Sequence[Row]]
Log = list[list[Sentence]]
Ready = tuple[str, list[Any]]


def test_an_action_costs_at_most_twice_its_statements(tmp_path: Path) -> None:
    """Statements alone: text and values made ready, run through SQLAlchemy and on the bare driver."""
    _lay_out(tmp_path / "start.db")
    log = _recorded(_copy(tmp_path, "recorded"))
    database, other = (Database(_url(_copy(tmp_path, name))) for name in ("service", "sqlalchemy"))
    driver = _raw(_copy(tmp_path, "driver"))
    jobs = {
        "service": _actions(database),
        "SQLAlchemy": _through_sqlalchemy(other, log),
        "driver": _on_driver(driver, log),
    }
    times = interleaved({name: _call(steps) for name, steps in jobs.items()}, rounds=ROUNDS, calls=CALLS)
    for opened in (database, other, driver):
        opened.close()
    _print(times, log)
    assert times["service"].cpu / times["SQLAlchemy"].cpu <= 2.0


def _print(times: Mapping[str, Timing], log: Log) -> None:
    core = times["SQLAlchemy"]
    rows = [(n, t.cpu * 1000, t.wall * 1000, t.cpu / core.cpu, t.wall / core.wall) for n, t in times.items()]
    count = sum(map(len, log)) / len(log)
    title = f"A durable action (complete a task, or fire a timer) and its {count:.0f} statements alone"
    table(title, ("", "ms CPU", "ms", "ratio CPU", "ratio"), rows)


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


def _lay_out(path: Path) -> None:
    """A database with cases of equal age, each before its next watering."""
    migrate(_url(path))
    database = Database(_url(path))
    garden = Watched(CaseStore(database, Vault(MASTER))).prepare().with_people()
    for number in range(CASES):
        garden.sow(f"Rose {number}", gardener="anna")
    database.close()


def _copy(folder: Path, name: str) -> Path:
    path = folder / f"{name}.db"
    shutil.copy(folder / "start.db", path)
    return path


def _actions(database: Database) -> Iterator[None]:
    """Complete a task, let its timer fire, complete it again …; one action each time."""
    store, clock = CaseStore(database, Vault(MASTER)), ManualClock(MONDAY)
    service = CaseService(store, clock, CountingIds("later"), roles())
    tokens = {f"case-{n}": min(store.case(f"case-{n}").tasks) for n in range(1, CASES + 1)}
    answers = Answers({"is_ripe": "no", "note": "The soil was dry, the leaves are green. " * 5})
    while True:
        for case, token in tokens.items():
            service.complete(ANNA, case, token, answers)
            yield
        clock.wind_to(store.next_due() or MONDAY)
        for job in store.claim(clock.now(), CASES, LEASE, "worker"):
            outcome = service.wake(job)
            tokens[job.case_id] = outcome.opened[0].token
            yield


def _recorded(path: Path) -> Log:
    """The statements of every action that will be measured, in order."""
    log: Log = [[]]
    database = Database(_url(path))
    with pytest.MonkeyPatch.context() as patch:
        _listen(patch, log)
        actions = _actions(database)
        for _ in range(ROUNDS * CALLS):
            log.append([])
            next(actions)
    database.close()
    return log[1:]


def _listen(patch: pytest.MonkeyPatch, log: Log) -> None:
    run, fetch = Prepared.run, Prepared.fetch

    def run_and_tell(prepared: Prepared, connection: Connection, rows: Sequence[Row]) -> int:
        log[-1].append((prepared, rows))
        return run(prepared, connection, rows)

    def fetch_and_tell(prepared: Prepared, connection: Connection, **params: Any) -> list[Any]:
        log[-1].append((prepared, [params]))
        return fetch(prepared, connection, **params)

    patch.setattr(Prepared, "run", run_and_tell)
    patch.setattr(Prepared, "fetch", fetch_and_tell)


def _parted(sentences: list[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """Reads, and writes."""
    reads = [sentence for sentence in sentences if isinstance(sentence[0].statement, Select)]
    return reads, [sentence for sentence in sentences if sentence not in reads]


def _through_sqlalchemy(database: Database, log: Log) -> Iterator[None]:
    """Ready text and values, handed over through SQLAlchemy: less than its Core does."""
    for reads, writes in _made_ready(log):
        with database.reading() as reader:
            for text, rows in reads:
                reader.exec_driver_sql(text, rows[0]).all()

        def act(connection: Connection, writes: list[Ready] = writes) -> None:
            for text, rows in writes:
                connection.exec_driver_sql(text, rows[0] if len(rows) == 1 else rows)

        database.write(act)
        yield


def _raw(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _on_driver(connection: sqlite3.Connection, log: Log) -> Iterator[None]:
    """Nothing but SQLite: text and values are there already."""
    for reads, writes in _made_ready(log):
        for text, rows in reads:
            connection.execute(text, rows[0]).fetchall()
        connection.execute("BEGIN IMMEDIATE")
        for text, rows in writes:
            if len(rows) == 1:
                connection.execute(text, rows[0])
            else:
                connection.executemany(text, rows)
        connection.execute("COMMIT")
        yield


def _made_ready(log: Log) -> list[tuple[list[Ready], list[Ready]]]:
    """Every action's reads and writes as text and values."""
    dialect = create_engine("sqlite://").dialect
    return [tuple([_ready(sentence, dialect) for sentence in part] for part in _parted(one)) for one in log]  # type: ignore[misc]


def _ready(sentence: Sentence, dialect: Dialect) -> Ready:
    prepared, rows = sentence
    form = prepared._form(dialect)
    return form.text, [tuple(form.values(row)) for row in rows]


def _call(steps: Iterator[None]) -> Callable[[], object]:
    return lambda: next(steps)
