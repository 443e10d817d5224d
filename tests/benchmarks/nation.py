"""Rows of very many cases, written by the database itself; only the tables that lists read are filled.

Twenty people work in a team. An office can grow in two ways: by years, when closed cases gather while
the open ones stay as many as they were, and people come and go; or over the country, when teams are
added, each with its open and closed cases.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import create_engine, event

from persistence.database import Database
from persistence.schema import migrate
from persistence.store import CaseStore
from persistence.vault import Vault
from tests.processes.stage import calendar, published

FAMILY = "casework"
PEOPLE = 20
STAGES, NAMES = 8, 5_000
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Size:
    """How many cases there are, in how many teams, and how many of a hundred thousand are open."""

    cases: int
    teams: int
    open_share: int

    @property
    def people(self) -> int:
        """Everybody who ever worked in a team: 62 cases each."""
        return self.cases // self.teams * PEOPLE // 1250


FEW = Size(10_000, 8, 20_000)
YEARS = Size(1_000_000, 8, 200)
COUNTRY = Size(1_000_000, 800, 20_000)
REGION = Size(100_000, 80, 20_000)


@dataclass(frozen=True, slots=True)
class Words:
    """What the two databases say differently: a row of numbers, a moment, true."""

    numbers: str
    moment: str
    day: str
    true: str

    def at(self, seconds: str) -> str:
        """A moment so many seconds from now."""
        return self.moment.format(f"({int(NOW.timestamp())} + ({seconds}))")

    def on(self, seconds: str) -> str:
        """The day of a moment so many seconds from now."""
        return self.day.format(f"({int(NOW.timestamp())} + ({seconds}))")


POSTGRESQL = Words("generate_series(1, {0}) AS n(i)", "to_timestamp({0})", "CAST(to_timestamp({0}) AS date)", "true")
SQLITE = Words(
    "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0}) SELECT i FROM n) AS n",
    "strftime('%Y-%m-%d %H:%M:%S.000000', {0}, 'unixepoch')",
    "date({0}, 'unixepoch')",
    "1",
)


def settle(url: str, size: Size) -> None:
    """Fill an empty database with so many cases."""
    migrate(url)
    database = Database(url)
    bundle, definition = published(FAMILY)
    store = CaseStore(database, Vault(bytes(32)))
    store.publish(bundle, definition, NOW, None)
    store.adopt(calendar(), NOW)
    database.close()
    engine = create_engine(url)
    words = POSTGRESQL if engine.dialect.name == "postgresql" else SQLITE
    if words is SQLITE:
        event.listen(engine, "connect", _prepare_sqlite)
    with engine.begin() as connection:
        for statement in _statements(words, size, definition.checksum):
            connection.connection.cursor().execute(statement)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if words is POSTGRESQL else "ANALYZE")
    engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.create_function("md5", 1, lambda text: hashlib.md5(text.encode()).hexdigest(), deterministic=True)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")


def _statements(words: Words, size: Size, definition: str) -> Iterator[str]:
    teams = size.teams
    yield f"INSERT INTO team (key, title) SELECT 'team' || i, 'Team ' || i FROM {words.numbers.format(teams)}"
    person = f"'p' || ((i - 1) % {teams}) || '-' || ((i - 1) / {teams})"
    yield (
        "INSERT INTO account (id, login, name, secret, active, created_at) SELECT "
        f"{person}, {person}, 'Person ' || i, '-', {words.true}, {words.at('0')} "
        f"FROM {words.numbers.format(teams * size.people)}"
    )
    yield _drawn(words, size)
    lead = "'p' || team || '-' || person"
    yield (
        "INSERT INTO register SELECT case_id, '{0}', '{1}', number, title, 'team' || (team + 1), {2}, {2}, {3}, {4}, "
        "CASE WHEN is_open = 0 THEN 'exit' || (i % 12) END, CASE WHEN is_open = 0 THEN 'Exit ' || (i % 12) END, "
        "CASE WHEN is_open = 0 THEN 'good' END, NULL FROM drawn"
    ).format(FAMILY, definition, lead, words.at("-opened"), words.at("-moved"))
    yield f"INSERT INTO seat SELECT case_id, 'curator', {lead} FROM drawn"
    yield f"INSERT INTO seat SELECT case_id, 'visit_curator', {lead} FROM drawn"
    for word in ("'trs'", "substr(number, 5, 4)", "substr(number, 10)", "number", "title"):
        yield f"INSERT INTO term SELECT {word}, case_id, 'team' || (team + 1) FROM drawn"
    for token in (1, 2):
        yield (
            f"INSERT INTO standing SELECT case_id, {token}, 'node' || stage, 'scope', '{FAMILY}', 'team' || (team + 1), "
            "'stage' || stage, 'Stage ' || stage "
            "FROM drawn WHERE is_open = 1"
        )
        yield _tasks(words, token, lead)


def _drawn(words: Words, size: Size) -> str:
    """What every case is like, drawn once: by arithmetic, so that both databases draw the same."""
    teams = size.teams
    chance = "(((i + {0}) * 2654435761) % 4294967291 / 7)"
    return (
        f"CREATE TEMPORARY TABLE drawn AS SELECT i, md5('case ' || i) AS case_id, i % {teams} AS team, "
        f"(i / {teams}) % (CASE WHEN {chance.format(0)} % 100000 < {size.open_share} THEN {PEOPLE} "
        f"ELSE {size.people} END) AS person, "
        f"CASE WHEN {chance.format(0)} % 100000 < {size.open_share} THEN 1 ELSE 0 END AS is_open, "
        f"{chance.format(1)} % {STAGES} AS stage, 'name' || ({chance.format(2)} % {NAMES}) AS title, "
        "'trs-2026-' || substr('0000000' || i, length('0000000' || i) - 6) AS number, "
        f"{chance.format(3)} % {30 * DAY} + CASE WHEN {chance.format(0)} % 100000 < {size.open_share} THEN 0 "
        f"ELSE {chance.format(4)} % {1500 * DAY} END AS moved, "
        f"{chance.format(5)} % {900 * DAY} + {1530 * DAY} AS opened, "
        f"{chance.format(7)} % 30 AS luck, {chance.format(6)} % {21 * DAY} - {DAY} AS due FROM {words.numbers.format(size.cases)}"
    )


def _tasks(words: Words, token: int, lead: str) -> str:
    """One open task for every open case, a second one for every third; one in ten waits to be taken."""
    free = f"(luck + {token}) % 10 = 0"
    due = f"due + {(token - 1) * 5 * DAY}"
    return (
        "INSERT INTO open_task (case_id, token, process, team, node, name, stage, stage_name, role, seat, assignee, "
        "offered_at, claimed_at, anchor_at, due, warn_at, order_by, changes) "
        f"SELECT case_id, {token}, '{FAMILY}', 'team' || (team + 1), 'node' || stage, 'Task of the stage', "
        f"'stage' || stage, 'Stage ' || stage, 'curator', 'curator', CASE WHEN NOT ({free}) THEN {lead} END, "
        f"{words.at('-moved')}, {words.at('-moved')}, {words.at('-moved')}, {words.at(due)}, "
        f"{words.at(f'{due} - {DAY}')}, {words.at(due)}, '[]' FROM drawn "
        f"WHERE is_open = 1 AND ({token} = 1 OR luck % 3 = 0)"
    )
