"""The test server keeps its promises."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests import postgres


def ask(url: str, statement: str) -> object:
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def test_each_test_gets_an_empty_database_of_its_own(postgres_server: postgres.Server) -> None:
    with postgres_server.database() as one, postgres_server.database() as other:
        ask(one, "CREATE TABLE family (id int)")
        assert ask(one, "SELECT to_regclass('family')") == "family"
        assert ask(other, "SELECT to_regclass('family')") is None


def test_a_template_is_prepared_once_and_cloned(postgres_server: postgres.Server) -> None:
    prepared: list[str] = []

    def prepare(url: str) -> None:
        prepared.append(url)
        ask(url, "CREATE TABLE prepared (id int)")

    for _ in range(2):
        with postgres_server.database(postgres_server.template("test", prepare)) as url:
            assert ask(url, "SELECT count(*) FROM prepared") == 0
    assert len(prepared) == 1


@pytest.mark.postgres
def test_the_server_of_a_killed_run_is_removed_by_the_next() -> None:
    binaries = postgres.find_binaries()
    if binaries is None or os.environ.get("OPORA_TEST_PG"):
        pytest.skip("the throw-away server is not in use")
    killed = (
        "import os, signal; from tests import postgres\n"
        "server = postgres.ThrowAway(postgres.find_binaries()); print(server.home, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    left = subprocess.run([sys.executable, "-c", killed], capture_output=True, text=True, check=False)
    home = Path(left.stdout.strip())
    server = int((home / "data" / "postmaster.pid").read_text().split()[0])
    assert home in postgres.reap(binaries)
    assert not home.exists()
    state = Path(f"/proc/{server}/stat")
    assert not state.exists() or " Z " in state.read_text()  # gone, or waiting for init to bury it
