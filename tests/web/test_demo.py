"""The demonstration is lived through by the engine, and can be replayed to the bit."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.clock import ManualClock
from tests.web.installation import MONDAY, Visitor, app_of, settings
from web import commands, demo
from web.cli import main
from web.services import Services
from web.settings import HOUSE


@dataclass(frozen=True)
class Built:
    services: Services
    folder: Path
    cases: int


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The whole demonstration, as of one moment."""
    folder = tmp_path_factory.mktemp("demo")
    services, cases = commands.build_demo(settings(folder), MONDAY)
    there = replace(services, clock=ManualClock(MONDAY))
    yield Built(there, folder, cases)
    services.database.close()


def test_every_case_of_the_plan_goes_as_planned(built: Built) -> None:
    assert built.cases == len(demo.read(HOUSE / "processes" / "demo.toml").cases)


def test_every_case_replays_without_a_difference_and_its_chain_holds(built: Built) -> None:
    rows = list(commands.every_case(built.services))
    assert len(rows) >= built.cases
    for row in rows:
        assert commands.replayed(built.services, row.id).differences == (), row.number
        assert commands.verified(built.services, row.id).holds, row.number


def test_the_demonstration_shows_late_soon_and_on_time_tasks_and_every_exit(built: Built) -> None:
    services = built.services
    rows = list(commands.every_case(services))
    exits = {row.exit for row in rows if row.exit}
    page = Visitor(app_of(services)).come_in("project_head").get("/deadlines/")
    figures = [int(number) for number in page.find("//*[contains(@class, 'figure')]/strong/text()")]
    late, soon, tasks = figures
    assert late > 0
    assert soon > 0
    assert tasks > late + soon
    assert len(exits) >= 8


def test_the_door_has_one_account_for_every_role(built: Built) -> None:
    page = Visitor(app_of(built.services)).get("/sign-in")
    assert len(page.find("//button[@name='account']")) == len(list(built.services.roles))


def run(built: Built, *words: str) -> tuple[int, str]:
    environment = {"OPORA_DATA": str(built.folder), "OPORA_SECRET_KEY": "73" * 32, "OPORA_MASTER_KEY": "6d" * 32}
    result = CliRunner().invoke(main, list(words), env=environment)
    return result.exit_code, result.output


def test_an_operator_replays_verifies_and_rebuilds_from_the_terminal(built: Built) -> None:
    assert run(built, "doctor") == (0, "The database is sound.\n")
    assert run(built, "rebuild", "open_task")[0] == 0
    assert run(built, "rebuild", "nothing")[0] == 1
    code, told = run(built, "verify")
    assert (code, told.endswith("0 broken\n")) == (0, True)
    case = next(commands.every_case(built.services)).id
    assert run(built, "replay", case) == (0, "1 replayed, 0 differences\n")


def test_a_family_that_cannot_be_deployed_is_refused_with_reasons(built: Built, tmp_path: Path) -> None:
    (tmp_path / "process.toml").write_text('key = "x"\ntitle = "X"\nmain = "nothing"\n', encoding="utf-8")
    code, told = run(built, "deploy", str(tmp_path))
    assert code == 1
    assert "nothing" in told


def test_a_damaged_database_is_refused_and_the_check_named(built: Built, tmp_path: Path) -> None:
    copy = tmp_path / "opora.sqlite3"
    source = sqlite3.connect(built.folder / "opora.sqlite3")
    target = sqlite3.connect(copy)
    source.backup(target)
    for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        target.execute(f"DROP TRIGGER {name}")
    target.commit()
    source.close()
    target.close()
    code, told = run(replace(built, folder=tmp_path), "serve", "--port", "0")
    assert code == 1
    assert "append-only" in told
