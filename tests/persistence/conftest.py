"""A database of each kind, migrated and empty, and a store on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from persistence.database import Database
from persistence.schema import migrate
from persistence.store import CaseStore
from persistence.vault import Vault
from tests.persistence.garden import Watched
from tests.postgres import Server

MASTER = bytes(range(32))


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated, empty database file; copying it is quicker than migrating."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path.read_bytes()


@pytest.fixture
def sqlite_url(empty_sqlite: bytes, tmp_path: Path) -> str:
    path = tmp_path / "opora.db"
    path.write_bytes(empty_sqlite)
    return f"sqlite:///{path}"


@pytest.fixture
def migrated_postgres_url(postgres_server: Server) -> Iterator[str]:
    with postgres_server.database(postgres_server.template("migrated", migrate)) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "migrated_postgres_url"
    found: str = request.getfixturevalue(name)
    return found


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> CaseStore:
    return CaseStore(database, Vault(MASTER))


@pytest.fixture
def garden(store: CaseStore) -> Watched:
    return Watched(store).prepare().with_people()
