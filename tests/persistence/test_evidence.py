"""Any changed byte is found and named; what was signed stays signed; a case that is gone is missed."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from engine.issuing import Issuing
from engine.operating import Operating
from engine.service import Answers
from engine.tasks import DeadlineChange
from persistence.database import Database
from persistence.evidence.anchors import FileAnchor
from persistence.evidence.examination import Examination
from persistence.evidence.notary import Notary
from persistence.evidence.notes import Signer
from persistence.findings import Finding
from persistence.store import CaseStore
from persistence.vault import Vault
from tests.engine.test_issuing import ORDER
from tests.persistence.conftest import MASTER
from tests.persistence.garden import HEAD, Watched, definition, roles
from tests.persistence.mutations import Dice, Hurt, Vandal

SEED = bytes(range(32, 64))


def live(garden: Watched, notary: Notary) -> list[str]:
    """Cases at several places of their lives, most of it in the log, some of it waiting."""
    cases = [garden.sow(f"Rose {number}", gardener="anna") for number in range(3)]
    operating = Operating(garden.store, garden.clock, garden.ids, roles())
    garden.service.change_deadline(
        HEAD, cases[0], garden.token(cases[0], "water"), DeadlineChange("deadline.extended", "rain", 2)
    )
    garden.water(cases[0], note="dry")
    garden.water(cases[1], ripe=True)
    Issuing(garden.store, garden.clock, garden.ids, roles()).issue_document(HEAD, cases[1], ORDER)
    notary.run(garden.clock.now())
    garden.service.complete(HEAD, cases[1], garden.token(cases[1], "harvest"), Answers({"again": "yes"}))
    garden.clock.advance(timedelta(days=7))
    garden.fire_due()
    notary.run(garden.clock.now())
    garden.water(cases[2])
    assert operating
    return cases


def opened(path: Path) -> tuple[Watched, Notary, Examination]:
    store = CaseStore(Database(f"sqlite:///{path}"), Vault(MASTER))
    store.shelf.keep(definition())
    anchor = FileAnchor(path.with_suffix(".anchors"))
    return Watched(store), Notary(store.database, Signer(SEED), anchor), Examination(store, anchor)


@pytest.fixture
def lived(empty_sqlite: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "lived.db"
    path.write_bytes(empty_sqlite)
    garden, notary, _examination = opened(path)
    live(garden.prepare().with_people(), notary)
    garden.database.close()
    return path


def found_in(path: Path) -> list[Finding]:
    garden, _notary, examination = opened(path)
    try:
        return list(examination.everything())
    finally:
        garden.database.close()


def names(finding: Finding, hurt: Hurt) -> bool:
    """Whether a finding names what was hurt: the table, and the row or its case."""
    if hurt.how == "cut the tail of" or hurt.how.startswith("delete the whole"):
        return bool(finding.case_id == hurt.rows[0]["case_id"])
    if finding.table != hurt.table:
        return False
    return any(_is_of(finding, row) for row in hurt.rows)


def _is_of(finding: Finding, row: dict[str, object]) -> bool:
    if "case_id" in row and finding.case_id != row["case_id"]:
        return False
    place = {str(value) for value in row.values()}
    joined = "/".join(str(value) for value in row.values())
    return not finding.row or finding.row in place or "/" in finding.row or finding.row in joined


def hurt_often(lived: Path, count: int, seed: int) -> list[str]:
    missed = []
    hurt_path = lived.with_name("hurt.db")
    shutil.copy(lived.with_suffix(".anchors"), hurt_path.with_suffix(".anchors"))
    for number in range(count):
        shutil.copy(lived, hurt_path)
        hurt = Vandal(hurt_path, Dice(seed * 100_000 + number)).strike()
        found = found_in(hurt_path)
        if not any(names(one, hurt) for one in found):
            missed.append(f"{number}: {hurt} -> {[one.plain() for one in found[:4]]}")
        for suffix in ("-wal", "-shm"):
            hurt_path.with_name(f"hurt.db{suffix}").unlink(missing_ok=True)
    return missed


def test_what_nobody_touched_is_sound(lived: Path) -> None:
    assert [one.plain() for one in found_in(lived)] == []


def test_an_untouched_database_of_each_kind_is_sound(garden: Watched, tmp_path: Path) -> None:
    anchor = FileAnchor(tmp_path / "anchors")
    live(garden, Notary(garden.database, Signer(SEED), anchor))
    assert [one.plain() for one in Examination(garden.store, anchor).everything()] == []


def test_a_hundred_changes_are_all_found_and_named(lived: Path) -> None:
    missed = hurt_often(lived, 100, seed=1)
    assert not missed, "\n".join(missed)


@pytest.mark.nightly
def test_a_thousand_changes_are_all_found_and_named(lived: Path) -> None:
    missed = hurt_often(lived, 1000, seed=2)
    assert not missed, "\n".join(missed)
