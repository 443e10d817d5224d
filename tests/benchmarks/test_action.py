"""What a whole durable action costs beside the SQL statements it comes down to."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.measure import interleaved, table
from tests.benchmarks.office import Office, lay_out
from tests.benchmarks.statements import Core, Driver, count, recording
from tests.postgres import Server

pytestmark = pytest.mark.benchmark

CASES = 40
ROUNDS, CALLS = 15, 40
COPIES = ("recorded", "action", "core", "driver")


@pytest.fixture
def on_sqlite(tmp_path: Path) -> dict[str, str]:
    """Four copies of one office."""
    lay_out(f"sqlite:///{tmp_path}/start.db", CASES)
    for name in COPIES:
        shutil.copy(tmp_path / "start.db", tmp_path / f"{name}.db")
    return {name: f"sqlite:///{tmp_path}/{name}.db" for name in COPIES}


@pytest.fixture
def on_postgresql(postgres_server: Server) -> Iterator[dict[str, str]]:
    template = postgres_server.template("office", lambda url: lay_out(url, CASES))
    with (
        postgres_server.database(template) as one,
        postgres_server.database(template) as two,
        postgres_server.database(template) as three,
        postgres_server.database(template) as four,
    ):
        yield dict(zip(COPIES, (one, two, three, four), strict=True))


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_an_action_costs_little_more_than_its_statements(database: str, request: pytest.FixtureRequest) -> None:
    urls = request.getfixturevalue(f"on_{database}")
    heard = _heard(urls["recorded"])
    office, core, driver = Office(urls["action"]), Core(urls["core"], heard), Driver(urls["driver"], heard)
    numbers = _numbers()
    jobs = {"action": lambda: office.act(next(numbers)), "core": core.act, "driver": driver.act}
    times = interleaved(jobs, rounds=ROUNDS, calls=CALLS)
    for one in (office, core, driver):
        one.close()
    _print(database, times, count(heard))
    assert times["action"].cpu / times["core"].cpu <= 1.6


def _numbers() -> Iterator[int]:
    return (n % CASES for n in range(ROUNDS * CALLS))


def _heard(url: str) -> Any:
    """What every action that will be measured says, in order."""
    office = Office(url)
    with recording() as heard:
        for number in _numbers():
            heard.append([])
            office.act(number)
    office.close()
    return heard


def _print(database: str, times: Any, counted: tuple[float, float]) -> None:
    title = f"A durable action on {database} and its {counted[0]:.0f} statements ({counted[1]:.0f} rows) alone"
    core, driver = times["core"].cpu, times["driver"].cpu
    rows = [(name, t.cpu * 1000, t.wall * 1000, t.cpu / core, t.cpu / driver) for name, t in times.items()]
    table(title, ("", "CPU ms", "wall ms", "to Core", "to driver"), rows)
