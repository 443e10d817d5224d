"""Lists read a million cases as fast as ten thousand (PostgreSQL).

A million gathers in two ways, by years and over the country (see `nation`). What a director of the whole
country sees by stage is added up over all open cases: it grows with their number, and is told apart.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest

from engine.roles import Actor, Grant
from persistence.database import Database
from persistence.queries import deadline_board, register, worklist
from persistence.queries.scope import Viewer
from tests.benchmarks.measure import quantile, table
from tests.benchmarks.nation import COUNTRY, FEW, NOW, PEOPLE, YEARS, settle
from tests.postgres import Server
from tests.processes.stage import roles

pytestmark = pytest.mark.benchmark

SIZES = {"few": FEW, "years": YEARS, "country": COUNTRY}
ROUNDS, LOOKS = 12, 5
SUMS = {("director: deadlines", "country"), ("director: a stage", "country")}
FLOOR = 10.0  # ms; below, a p95 tells of the machine, not of the query

Look = Callable[[Viewer], object]


@pytest.fixture
def offices(postgres_server: Server) -> Iterator[dict[str, Database]]:
    """A small and two large databases, all open at once."""
    with ExitStack() as stack:
        opened = {}
        for name, size in SIZES.items():
            url = stack.enter_context(postgres_server.database())
            settle(url, size)
            opened[name] = Database(url)
            stack.callback(opened[name].close)
        yield opened


def test_lists_do_not_slow_down_as_cases_gather(offices: dict[str, Database]) -> None:
    seen = _measured(offices)
    p95 = {name: {size: quantile(times[size], 0.95) * 1000 for size in SIZES} for name, times in seen.items()}
    rows = [
        (name, *(quantile(times[size], 0.5) * 1000 for size in SIZES), *p95[name].values(), *_growth(p95[name]))
        for name, times in seen.items()
    ]
    header = ("", *(f"p50 {size}" for size in SIZES), *(f"p95 {size}" for size in SIZES), "years/few", "country/few")
    table("Lists of 10 000 cases, and of a million gathered by years or over the country: ms", header, rows)
    slow = [
        (name, size, ms)
        for name, found in p95.items()
        for size, ms in found.items()
        if (name, size) not in SUMS and ms > 1.5 * max(found["few"], FLOOR)
    ]
    assert not slow


def _growth(p95: Mapping[str, float]) -> tuple[float, float]:
    return p95["years"] / p95["few"], p95["country"] / p95["few"]


def _measured(offices: Mapping[str, Database]) -> dict[str, dict[str, list[float]]]:
    """Seconds of every look by the size of the office; the looks of a round go through different people's eyes."""
    seen: dict[str, dict[str, list[float]]] = {name: {size: [] for size in offices} for name in LOOKS_AT}
    for turn in range(ROUNDS + 1):
        for name, (who, look) in LOOKS_AT.items():
            for size, database in offices.items():
                for number in range(LOOKS):
                    spent = _timed(database, who(turn * LOOKS + number, SIZES[size].teams), look)
                    if turn:  # the first round warms caches and statements
                        seen[name][size].append(spent)
    return seen


def _timed(database: Database, actor: Actor, look: Look) -> float:
    with database.reading() as reader:
        viewer = Viewer(reader, actor, roles(), NOW)
        began = time.perf_counter()
        look(viewer)
        return time.perf_counter() - began


def _curator(number: int, teams: int) -> Actor:
    team, person = number * 7 % teams, number % PEOPLE
    return Actor(f"p{team}-{person}", "Curator", (Grant("curator", f"team{team + 1}"),))


def _head(number: int, teams: int) -> Actor:
    return Actor("head", "Head", (Grant("regional_head", f"team{number * 7 % teams + 1}"),))


def _director(number: int, teams: int) -> Actor:
    return Actor("director", "Director", (Grant("programme_director", None),))


def _screen(filters: register.Filters) -> Look:
    """The register's page and the number over it."""
    return lambda viewer: (register.page(viewer, filters), register.count(viewer, filters))


def _tasks(**wanted: Any) -> Look:
    return lambda viewer: worklist.page(viewer, worklist.Filters(**wanted))


LOOKS_AT: Mapping[str, tuple[Callable[[int, int], Actor], Look]] = {
    "curator: my tasks": (_curator, _tasks(whose="mine")),
    "curator: to be taken": (_curator, _tasks(whose="offered")),
    "curator: counts": (_curator, worklist.counts),
    "curator: my register": (_curator, _screen(register.Filters())),
    "curator: search": (_curator, _screen(register.Filters(status="all", text="name123"))),
    "head: tasks of the team": (_head, _tasks(whose="all")),
    "head: late": (_head, _tasks(whose="all", lateness="late")),
    "head: register": (_head, _screen(register.Filters())),
    "head: closed cases": (_head, _screen(register.Filters(status="closed"))),
    "head: search by name": (_head, _screen(register.Filters(status="all", text="name123"))),
    "head: cases of a stage": (_head, _screen(register.Filters(stage="stage3"))),
    "head: deadlines": (_head, deadline_board.board),
    "head: urgent": (_head, deadline_board.urgent),
    "director: tasks": (_director, _tasks(whose="all")),
    "director: late": (_director, _tasks(whose="all", lateness="late")),
    "director: register": (_director, _screen(register.Filters())),
    "director: all cases": (_director, _screen(register.Filters(status="all"))),
    "director: search by number": (_director, _screen(register.Filters(status="all", text="trs-2026-0000123"))),
    "director: search by name": (_director, _screen(register.Filters(status="all", text="name1234"))),
    "director: a stage": (_director, _screen(register.Filters(stage="stage3"))),
    "director: an exit": (_director, _screen(register.Filters(status="closed", exit="exit3"))),
    "director: deadlines": (_director, deadline_board.board),
    "director: urgent": (_director, deadline_board.urgent),
}
