"""Commits are whole, in order and on the disk; a damaged database is refused."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from engine.errors import Damaged
from engine.service import DeadlineChange
from persistence import accounts, schema
from persistence.database import Database
from persistence.queries import people
from persistence.store import CaseStore
from persistence.vault import Vault
from tests.persistence.garden import ANNA, HEAD, Garden, Watched


def test_a_process_killed_in_the_middle_of_a_commit_leaves_nothing(garden: Watched, url: str) -> None:
    case = garden.sow("Rose", gardener="anna")
    before = garden.store.case(case)
    command = [sys.executable, "-m", "tests.persistence.crash", url, case]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -9, done.stderr
    assert garden.store.case(case) == before
    schema.check(garden.database)
    garden.water(case)
    assert garden.store.case(case).version == before.version + 1


def test_everybody_who_writes_at_once_is_served(garden: Watched) -> None:
    cases = [garden.sow(f"Rose {number}", gardener="anna") for number in range(8)]
    started = threading.Barrier(len(cases))
    failures: list[Exception] = []

    def work(case: str) -> None:
        mine = Garden(garden.store)
        started.wait()
        try:
            for _ in range(5):
                mine.service.release(ANNA, case, mine.token(case, "water"))
                mine.service.claim(ANNA, case, mine.token(case, "water"))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert {garden.store.case(case).version for case in cases} == {11}


def test_people_who_act_on_one_case_at_once_all_get_through(garden: Watched) -> None:
    case = garden.sow("Rose")
    token = garden.token(case, "water")
    started = threading.Barrier(4)

    def extend() -> None:
        mine = Garden(garden.store)
        started.wait()
        for _ in range(3):
            mine.service.change_deadline(HEAD, case, token, DeadlineChange("deadline.extended", "Holidays", 1))

    threads = [threading.Thread(target=extend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    history = garden.store.history(case)
    assert [event.seq for event in history] == list(range(1, len(history) + 1))
    assert [event.kind for event in history].count("deadline.extended") == 12
    assert len(garden.store.case(case).tasks[token].extensions) == 12
    schema.check(garden.database)


def test_one_failing_write_does_not_take_others_along(database: Database) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> str:
        inside.set()
        go_on.wait(timeout=10)
        accounts.add_team(connection, "first", "First")
        return "written"

    def failing(connection: Connection) -> None:
        accounts.add_team(connection, "second", "Second")
        raise ValueError("second thoughts")

    answers: list[object] = []

    def ask(act: object) -> None:
        try:
            answers.append(database.write(act))  # type: ignore[arg-type]
        except ValueError as error:
            answers.append(str(error))

    threads = [threading.Thread(target=ask, args=(act,)) for act in (slow, failing)]
    threads[0].start()
    inside.wait(timeout=10)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join()
    assert set(answers) == {"written", "second thoughts"}
    with database.reading() as reader:
        assert [team.key for team in people.teams(reader)] == ["first"]


def test_a_reader_sees_one_moment(garden: Watched) -> None:
    case = garden.sow("Rose")
    with garden.database.reading() as reader:
        count = text("SELECT count(*) FROM event")
        before = reader.execute(count).scalar()
        garden.water(case)
        assert reader.execute(count).scalar() == before


def test_a_reader_cannot_write(database: Database) -> None:
    with database.reading() as reader, pytest.raises(DatabaseError):
        reader.execute(text("INSERT INTO team (key, title) VALUES ('a', 'A')"))


def test_errors_never_quote_what_was_to_be_written(database: Database) -> None:
    def twice(connection: Connection) -> None:
        for _ in range(2):
            connection.execute(text("INSERT INTO team (key, title) VALUES ('a', :title)"), {"title": "Ivan"})

    with pytest.raises(IntegrityError) as caught:
        database.write(twice)
    assert "Ivan" not in str(caught.value)


def test_a_closed_database_takes_no_more_writes(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    database.write(lambda connection: accounts.add_team(connection, "a", "A"))
    database.close()
    with pytest.raises(RuntimeError):
        database.write(lambda connection: accounts.add_team(connection, "b", "B"))


# --- refusing to start ----------------------------------------------------------------------------


def test_a_sound_database_passes(garden: Watched) -> None:
    garden.sow("Rose")
    schema.check(garden.database)


def refusal(url: str) -> str:
    """The check that a database fails."""
    opened = Database(url)
    try:
        with pytest.raises(Damaged) as caught:
            schema.check(opened)
        assert caught.value.plain().startswith("The check ")
        return str(caught.value.params["check"])
    finally:
        opened.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Anna, " * 1000)
    assert refusal(f"sqlite:///{path}") == "open"


def test_a_file_with_damaged_pages_is_refused(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    garden = Watched(CaseStore(database, Vault(bytes(32)))).prepare().with_people()
    for number in range(20):
        garden.sow(f"Rose {number}")
    database.close()
    path = Path(str(database.url.database))
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = b"\xff" * 8192
    path.write_bytes(content)
    assert refusal(sqlite_url) in {"pages", "open"}


def test_a_database_of_another_version_is_refused(database: Database, url: str) -> None:
    database.write(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = 'older'")))
    assert refusal(url) == "schema"


def test_an_empty_database_is_refused_until_it_is_migrated(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    assert refusal(url) == "schema"
    schema.migrate(url)
    opened = Database(url)
    schema.check(opened)
    opened.close()
