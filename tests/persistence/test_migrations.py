"""A database of an earlier version comes along with everything in it."""

from typing import Any

from alembic import command
from sqlalchemy import text

from persistence import schema
from persistence.database import Database, open_engine
from tests.persistence.garden import Watched

REMAKE = {"standing": ("process", "team"), "term": ("team",)}
"""Derived tables that got columns later."""


def test_lists_of_an_earlier_version_are_carried_over(garden: Watched) -> None:
    case = garden.sow("Rose")
    before = {name: _rows(garden.database, name) for name in REMAKE}
    url = garden.database.url
    engine = open_engine(url, for_changes_of_schema=True)
    with engine.begin() as connection:
        for name, added in REMAKE.items():
            _take_back(connection, name, added)
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
    assert {name: _rows(garden.database, name) for name in REMAKE} == before
    assert garden.store.case(case).number


def _take_back(connection: Any, name: str, added: tuple[str, ...]) -> None:
    """The table as it was before it got these columns; nothing in it had an index that matters here."""
    kept = [column for column in _columns(connection, name) if column not in added]
    connection.execute(text(f"CREATE TABLE was AS SELECT {', '.join(kept)} FROM {name}"))
    connection.execute(text(f"DROP TABLE {name}"))
    connection.execute(text(f"ALTER TABLE was RENAME TO {name}"))


def _columns(connection: Any, name: str) -> list[str]:
    return list(connection.execute(text(f"SELECT * FROM {name} LIMIT 0")).keys())


def _rows(database: Database, name: str) -> list[dict[str, Any]]:
    with database.reading() as reader:
        rows = [dict(row._mapping) for row in reader.execute(text(f"SELECT * FROM {name}"))]
    return sorted(rows, key=repr)
