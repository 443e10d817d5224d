"""A database of an earlier version comes along with everything in it."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, make_url, text

from persistence import projections, rebuild, schema
from persistence.database import Database, open_engine
from persistence.store import CaseStore
from persistence.vault import Vault
from tests.persistence.conftest import MASTER
from tests.persistence.garden import Watched

OLD = "0003"


@pytest.fixture
def old(garden: Watched, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty database of the garden's kind is, made as it was in that version."""
    url = f"sqlite:///{tmp_path / 'old.db'}" if garden.database.is_sqlite else request.getfixturevalue("postgres_url")
    _upgrade(url, OLD)
    return str(url)


def test_lists_of_an_earlier_version_are_carried_over_and_new_ones_are_made(garden: Watched, old: str) -> None:
    case = garden.sow("Rose")
    _carry(garden.database, old)
    _upgrade(old, "head")
    database = Database(old)
    store = CaseStore(database, Vault(MASTER))
    new = rebuild.missing(store)
    assert rebuild.missing(store) == []
    for name in (one.name for one in projections.ALL):
        assert _rows(database, name) == _rows(garden.database, name), (name, new)
    assert store.case(case).number
    database.close()


def _upgrade(url: str, revision: str) -> None:
    engine = open_engine(make_url(url), for_changes_of_schema=True)
    with engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def _carry(database: Database, old: str) -> None:
    """Copy what the old tables have room for."""
    engine = open_engine(make_url(old), for_changes_of_schema=True)
    with engine.begin() as there:
        for name in sorted(_tables(there), key=lambda name: (name not in {"case_state", "team", "account"}, name)):
            columns = {column["name"] for column in inspect(there).get_columns(name)}
            for row in _rows(database, name):
                _insert(there, name, {key: value for key, value in row.items() if key in columns})
    engine.dispose()


def _tables(there: Connection) -> set[str]:
    return set(inspect(there).get_table_names()) - {"alembic_version"}


def _insert(there: Connection, name: str, row: dict[str, Any]) -> None:
    named = ", ".join(f'"{key}"' for key in row)
    there.execute(text(f"INSERT INTO {name} ({named}) VALUES ({', '.join(f':{key}' for key in row)})"), row)


def _rows(database: Database, name: str) -> list[dict[str, Any]]:
    with database.reading() as reader:
        rows = [dict(row._mapping) for row in reader.execute(text(f'SELECT * FROM "{name}"'))]
    return sorted(rows, key=repr)
