"""History is only added to, and who changes it behind the application's back is found out."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from engine.errors import Damaged
from persistence import schema
from persistence.database import Database, open_engine
from persistence.queries import case_page, history
from persistence.vault import Vault
from tests.persistence.garden import AUDITOR, Watched

FORBIDDEN = [
    "UPDATE event SET kind = 'x'",
    "DELETE FROM event",
    "INSERT OR REPLACE INTO event SELECT * FROM event",
    "TRUNCATE event",
]


@pytest.mark.parametrize("sentence", FORBIDDEN)
def test_events_can_only_be_added(garden: Watched, sentence: str) -> None:
    case = garden.sow("Rose")
    before = garden.store.history(case)
    with pytest.raises((DatabaseError, sqlite3.DatabaseError, psycopg.Error)):
        garden.database.write(lambda connection: connection.execute(text(sentence)))
    assert garden.store.history(case) == before


def test_the_owner_of_the_database_is_stopped_by_triggers_too(garden: Watched) -> None:
    garden.sow("Rose")
    engine = open_engine(garden.database.url, for_changes_of_schema=True)
    for sentence in FORBIDDEN[:2]:
        with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
            connection.execute(text(sentence))
    engine.dispose()


def test_an_event_out_of_order_is_refused(garden: Watched) -> None:
    """SQLite's way round the other triggers; PostgreSQL has none."""
    case = garden.sow("Rose")
    gap = f"INSERT INTO event SELECT case_id, 99, kind, at, actor, token, NULL, header, sealed, hash FROM event WHERE case_id = '{case}' AND seq = 1"
    if garden.database.is_sqlite:
        with pytest.raises(DatabaseError, match="append-only"):
            garden.database.write(lambda connection: connection.execute(text(gap)))


def test_an_untouched_chain_holds(garden: Watched) -> None:
    case = garden.sow("Rose")
    garden.water(case)
    with garden.look(AUDITOR) as viewer:
        head = case_page.head(viewer, case, "history.read")
        verdict = history.verify(viewer, head)
        rows = history.events(viewer, garden.vault, head).rows
    assert verdict.holds
    assert (verdict.events, verdict.head) == (len(rows), rows[-1].hash)
    assert verdict.head == garden.store.case(case).head
    assert rows[0].private and rows[0].private["record"]["plant"] == "Rose"


TAMPERINGS: dict[str, tuple[str, int]] = {
    "a changed header": ("UPDATE event SET header = CAST('{}' AS BLOB) WHERE seq = 2", 2),
    "a changed seal": ("UPDATE event SET sealed = CAST('x' AS BLOB) WHERE seq = 3", 3),
    "a missing event": ("DELETE FROM event WHERE seq = 4", 4),
    "a cut tail": ("DELETE FROM event WHERE seq > 4", 5),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_a_history_changed_behind_our_back_does_not_verify(garden: Watched, how: str) -> None:
    sentence, place = TAMPERINGS[how]
    case = garden.sow("Rose")
    tamper(garden.database, sentence)
    with garden.look(AUDITOR) as viewer:
        head = case_page.head(viewer, case, "history.read")
        assert history.verify(viewer, head).broken_at == place


def test_a_cut_tail_keeps_the_application_from_starting(garden: Watched) -> None:
    garden.sow("Rose")
    schema.check(garden.database)
    tamper(garden.database, TAMPERINGS["a cut tail"][0])
    with pytest.raises(Damaged) as caught:
        schema.check(garden.database)
    assert caught.value.params["check"] == "chain"


def test_missing_triggers_keep_the_application_from_starting(garden: Watched) -> None:
    tamper(garden.database, "SELECT 1", put_back=False)
    with pytest.raises(Damaged) as caught:
        schema.check(garden.database)
    assert caught.value.params["check"] == "append-only"
    schema.migrate(garden.database.url, mend=True)
    schema.check(garden.database)


def test_a_wrong_master_key_is_told_from_an_empty_history(garden: Watched) -> None:
    case = garden.sow("Rose")
    with garden.look(AUDITOR) as viewer, pytest.raises(Damaged):
        history.events(viewer, Vault(bytes(32)), case_page.head(viewer, case))


def test_without_its_key_a_history_still_verifies_and_tells_nothing_personal(garden: Watched) -> None:
    case = garden.sow("Rose")
    garden.database.write(lambda connection: connection.execute(text("DELETE FROM case_key")))
    with garden.look(AUDITOR) as viewer:
        head = case_page.head(viewer, case, "history.read")
        assert history.verify(viewer, head).holds
        assert all(row.private is None for row in history.events(viewer, garden.vault, head))
        assert all(row.answers == {} for row in case_page.records(viewer, garden.vault, head))


def test_answers_are_nowhere_in_the_file_in_plain_letters(garden: Watched) -> None:
    garden.sow("Rose", note="an-unmistakable-secret")
    if garden.database.is_sqlite:
        path = Path(str(garden.database.url.database))
        raw = path.read_bytes() + path.with_name(f"{path.name}-wal").read_bytes()
        assert b"G-2026-001" in raw
        assert b"an-unmistakable-secret" not in raw


def tamper(database: Database, sentence: str, put_back: bool = True) -> None:
    """What somebody could do who owns the database."""

    def act(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            for name in ("event_no_update", "event_no_delete", "event_in_order"):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))
        connection.execute(
            text(sentence.replace("AS BLOB", "AS BYTEA" if database.url.drivername != "sqlite" else "AS BLOB"))
        )

    _as_owner(database, act)
    if put_back:
        schema.migrate(database.url, mend=True)


def _as_owner(database: Database, act: Callable[[Connection], None]) -> None:
    engine = open_engine(database.url, for_changes_of_schema=True)
    with engine.begin() as connection:
        act(connection)
    engine.dispose()
