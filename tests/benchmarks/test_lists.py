"""Lists read a million cases as fast as ten thousand (PostgreSQL)."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from engine.roles import Actor, Grant
from persistence.database import Database
from persistence.queries import deadline_board, register, worklist
from persistence.queries.page import Page
from persistence.queries.scope import Viewer
from tests.benchmarks.measure import quantile, table
from tests.benchmarks.nation import NOW, PEOPLE, PER_TEAM, settle
from tests.postgres import Server
from tests.processes.stage import roles

pytestmark = pytest.mark.benchmark

FEW, MANY = 10_000, 1_000_000
ROUNDS, LOOKS = 12, 5

Look = Callable[[Viewer], object]


@pytest.fixture
def countries(postgres_server: Server) -> Iterator[dict[int, Database]]:
    """A small and a large database, both open at once."""
    with postgres_server.database() as few, postgres_server.database() as many:
        opened = {}
        for cases, url in ((FEW, few), (MANY, many)):
            settle(url, cases)
            opened[cases] = Database(url)
        yield opened
        for database in opened.values():
            database.close()


def test_lists_do_not_slow_down_as_cases_gather(countries: dict[int, Database]) -> None:
    seen = _measured(countries)
    rows = []
    for name, times in seen.items():
        few, many = (quantile(times[cases], 0.95) * 1000 for cases in (FEW, MANY))
        middles = [quantile(times[cases], 0.5) * 1000 for cases in (FEW, MANY)]
        rows.append((name, *middles, few, many, many / few))
    header = ("", f"p50 ms {FEW:,}", f"p50 ms {MANY:,}", f"p95 ms {FEW:,}", f"p95 ms {MANY:,}", "p95 ratio")
    table("Lists by the number of cases", header, rows)
    slow = [row[0] for row in rows if row[-1] > 1.5]
    assert not slow


def _measured(countries: Mapping[int, Database]) -> dict[str, dict[int, list[float]]]:
    """Seconds of every look by the number of cases; the looks of a round go through different people's eyes."""
    seen: dict[str, dict[int, list[float]]] = {name: {cases: [] for cases in countries} for name in LOOKS_AT}
    for turn in range(ROUNDS + 1):
        for name, (who, look) in LOOKS_AT.items():
            for cases, database in countries.items():
                for number in range(LOOKS):
                    actor = who(turn * LOOKS + number, cases // PER_TEAM)
                    spent = _timed(database, actor, look)
                    if turn:  # the first round warms caches and statements
                        seen[name][cases].append(spent)
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


def _second(viewer: Viewer, page: Callable[[str | None], Page[Any]]) -> object:
    """The page after the first, where there is one."""
    first = page(None)
    return page(first.next) if first.next else first


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
    "curator: search": (_curator, _screen(register.Filters(status="all", text="name12"))),
    "head: tasks of the team": (_head, _tasks(whose="all")),
    "head: late": (_head, _tasks(whose="all", lateness="late")),
    "head: register": (_head, _screen(register.Filters())),
    "head: closed cases": (_head, _screen(register.Filters(status="closed"))),
    "head: search by name": (_head, _screen(register.Filters(status="all", text="name12"))),
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
