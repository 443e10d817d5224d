"""Migrations make what the tables say, on both databases, and stay careful with history."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import make_url

from persistence import append_only, schema
from persistence.database import open_engine
from persistence.tables import metadata


def test_migrations_make_the_tables_that_the_code_expects(url: str) -> None:
    engine = open_engine(make_url(url), for_changes_of_schema=True)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert append_only.missing(connection) == set()
    engine.dispose()


def test_migrating_again_changes_nothing(url: str) -> None:
    schema.migrate(url)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_processes_that_migrate_at_once_wait_for_each_other(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('new')}/new.db"
    else:
        url = request.getfixturevalue("postgres_url")
    failures: list[Exception] = []

    def migrate() -> None:
        try:
            schema.migrate(url)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=migrate) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
