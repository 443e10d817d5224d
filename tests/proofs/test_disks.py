"""A full disk, a disk that cannot be written: people are told clearly, and nothing is half-written."""

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DatabaseError

from engine.errors import Unavailable
from persistence import schema
from persistence.store import CaseStore
from tests.persistence.garden import Watched
from tests.postgres import ThrowAway, find_binaries
from tests.proofs.audit import audit, commands, count
from tests.proofs.disks import PEOPLE, Report, as_a_stranger, under_a_quota, until_full
from tests.proofs.load import open_store
from tests.proofs.processes import running

SPARE = 600_000
TAKES_ALL_ALONG = "INSERT OR ROLLBACK INTO team (key, title) VALUES ('a', 'B')"


@pytest.fixture
def laid_out(sqlite_url: str) -> str:
    """A garden in a file, with one case."""
    store = open_store(sqlite_url)
    Watched(store).prepare().sow()
    store.database.close()
    return sqlite_url


def check_nothing_is_half_written(store: CaseStore, report: Report) -> None:
    """Who was told that it worked finds it; who was told that it did not does not; all the rest holds."""
    opened = {command for command in commands(store) if command.startswith("full")}
    assert opened == set(report.commands) != set()
    assert [code for code, _ in report.told] == ["unavailable"] * PEOPLE, report.told
    audit(store)


def test_when_files_cannot_grow_everybody_is_told_and_work_goes_on_once_they_can(laid_out: str) -> None:
    with running(under_a_quota, laid_out, SPARE) as child:
        report = child.hear()
        child.join()
    store = open_store(laid_out)
    check_nothing_is_half_written(store, report)
    assert all("the disk" in sentence for _, sentence in report.told)
    store.database.close()


def test_when_the_database_is_full_everybody_is_told(laid_out: str) -> None:
    store = open_store(laid_out)

    @event.listens_for(store.database._writers, "connect")
    def _limit(connection: Any, _record: Any) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 60}").fetchone()

    report = until_full(store, "full")
    store.database.close()
    again = open_store(laid_out)
    check_nothing_is_half_written(again, report)
    assert all("the disk is full" in sentence for _, sentence in report.told)
    Watched(again).sow()
    again.database.close()


def test_a_failure_that_undoes_a_whole_commit_is_told_to_everybody_in_it(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    inside, go_on = threading.Event(), threading.Event()
    told: list[str] = []

    def ask(sentence: str, is_first: bool) -> None:
        def act(connection: Connection) -> None:
            if is_first:
                inside.set()
                go_on.wait(timeout=10)
            connection.execute(text(sentence))

        try:
            store.database.write(act)
        except DatabaseError as error:
            told.append(type(error).__name__)

    first = "INSERT INTO team (key, title) VALUES ('a', 'A')"
    threads = [threading.Thread(target=ask, args=given) for given in ((first, True), (TAKES_ALL_ALONG, False))]
    threads[0].start()
    inside.wait(timeout=10)
    threads[1].start()
    while not store.database._gate._waiting:  # type: ignore[attr-defined]
        inside.wait(timeout=0.001)
    go_on.set()
    for thread in threads:
        thread.join()
    assert told == ["IntegrityError"] * 2
    assert count(store, "SELECT count(*) FROM team") == 0
    store.database.close()


@pytest.fixture
def small_disk(laid_out: str) -> Iterator[str]:
    """A disk of two megabytes; only root may mount one."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=True)
        try:
            (Path(folder) / "opora.db").write_bytes(Path(laid_out.removeprefix("sqlite:///")).read_bytes())
            yield f"sqlite:///{folder}/opora.db"
        finally:
            subprocess.run(["umount", folder], check=True)


@pytest.mark.nightly
def test_when_the_disk_is_really_full_everybody_is_told(small_disk: str) -> None:
    store = open_store(small_disk)
    report = until_full(store, "full")
    assert [code for code, _ in report.told] == ["unavailable"] * PEOPLE, report.told
    assert set(report.commands) == {command for command in commands(store) if command.startswith("full")}
    store.database.close()


@pytest.mark.parametrize("folder_too", [False, True], ids=["file", "folder"])
def test_a_file_that_cannot_be_written_is_left_as_it_is(laid_out: str, folder_too: bool) -> None:
    content = Path(laid_out.removeprefix("sqlite:///")).read_bytes()
    with tempfile.TemporaryDirectory() as name:
        folder, path = Path(name), Path(name) / "opora.db"
        path.write_bytes(content)
        path.chmod(0o444)
        folder.chmod(0o555 if folder_too else 0o777)
        with running(as_a_stranger, f"sqlite:///{path}") as child:
            looked, acted = child.hear(), child.hear()
        folder.chmod(0o755)
        assert acted[0] == "unavailable", acted
        assert looked[0] == ("unavailable" if folder_too else ""), looked
        assert path.read_bytes() == content


def test_a_server_that_may_only_be_read_says_so(migrated_postgres_url: str) -> None:
    store = open_store(migrated_postgres_url)
    garden = Watched(store).prepare()
    case = garden.sow()
    name = store.database.url.database
    store.database.write(lambda c: c.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')))
    store.database.close()
    frozen = Watched(open_store(migrated_postgres_url))
    assert frozen.token(case, "water")
    with pytest.raises(Unavailable, match="it can only be read"):
        frozen.water(case)
    assert frozen.store.case(case).version == 1
    frozen.database.close()


@pytest.fixture
def small_server() -> Iterator[str]:
    """A PostgreSQL on a disk that is soon full; only root may mount one."""
    binaries = find_binaries()
    if os.geteuid() != 0 or binaries is None:
        pytest.skip("a server on a small disk takes root and PostgreSQL")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", folder], check=True)
        server = ThrowAway(binaries, durable=True, base=Path(folder))
        try:
            with server.database() as url:
                schema.migrate(url)
                yield url
        finally:
            server.close()
            subprocess.run(["umount", folder], check=True)


@pytest.mark.nightly
def test_when_the_servers_disk_is_full_everybody_is_told_and_work_goes_on_once_there_is_room(small_server: str) -> None:
    store = open_store(small_server)
    Watched(store).prepare().sow()
    data = store.database.write(lambda c: Path(str(c.execute(text("SHOW data_directory")).scalar_one())))
    ballast = data.parent.parent / "ballast"
    ballast.write_bytes(bytes(os.statvfs(data).f_bavail * os.statvfs(data).f_frsize - SPARE))
    report = until_full(store, "full")
    assert {code for code, _ in report.told} == {"unavailable"}, report.told
    ballast.unlink()
    store.database.close()
    again = open_store(small_server)
    check_nothing_is_half_written(again, report)
    Watched(again).sow()
    again.database.close()
