"""My day among thousands of tasks is read through its index, on both databases: the first page and those after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert

from engine.ids import CountingIds
from persistence.database import Database
from persistence.projections.register import table as register
from persistence.projections.worklist import table as open_task
from persistence.queries import worklist
from persistence.queries.worklist import MINE, OFFERED, Filters
from tests.persistence.garden import ANNA, Watched

MANY, PEOPLE = 4000, 40
INDEXES = {MINE: ("open_task_mine",), OFFERED: ("open_task_offered", "open_task_team")}


@pytest.fixture
def crowded(garden: Watched) -> Watched:
    """Thousands of open tasks, each of a case of its own; every fortieth is Anna's, every other may be taken."""
    garden.sow("Tulip")

    def fill(connection: Connection) -> None:
        case = dict(connection.execute(register.select()).mappings().one())
        task = dict(connection.execute(open_task.select()).mappings().first() or {})
        ids = CountingIds("many")
        cases = [case | {"case_id": ids.new(), "number": f"M-{n}", "opened_by": f"other-{n}"} for n in range(MANY)]
        hands = [ANNA.id, *(f"other-{n}" for n in range(PEOPLE - 1))]
        tasks = [
            task | {"case_id": one["case_id"], "team": "north" if n % PEOPLE < 2 else f"team-{n % PEOPLE}",
                    "assignee": None if n % 2 else hands[n // 2 % PEOPLE]}
            for n, one in enumerate(cases)
        ]  # fmt: skip
        connection.execute(insert(register), cases)
        connection.execute(insert(open_task), tasks)

    garden.database.write(fill)
    if not garden.database.is_sqlite:  # there nobody counts rows either
        with garden.database.apart() as connection:
            connection.exec_driver_sql("ANALYZE")
    return garden


@contextmanager
def heard(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    told: list[tuple[str, Any]] = []

    def hear(*sent: Any) -> None:
        told.append((sent[2], sent[3]))

    event.listen(connection, "before_cursor_execute", hear)
    yield told
    event.remove(connection, "before_cursor_execute", hear)


def plan(connection: Connection, database: Database, statement: str, given: Any) -> str:
    """How the database means to read it."""
    word = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    return "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(f"{word} {statement}", given))


@pytest.mark.parametrize("whose", INDEXES)
def test_my_day_is_read_through_its_index(crowded: Watched, whose: str) -> None:
    with crowded.look(ANNA) as viewer:
        after = None
        for _page in range(2):
            with heard(viewer.reader) as told:
                found = worklist.page(viewer, Filters(whose), after, size=10)
            assert len(found.rows) == 10 and found.next
            after = found.next
            (sent,) = told
            way = plan(viewer.reader, crowded.database, *sent)
            assert any(index in way for index in INDEXES[whose]), way
            assert "SCAN open_task" not in way and "Seq Scan on open_task" not in way, way
