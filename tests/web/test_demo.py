"""The demonstration is lived through by the engine, and can be replayed to the bit."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.clock import ManualClock
from engine.kernel.hands import CANCELLED
from engine.simulation import Scenario, parse
from persistence.queries.register import CaseRow
from tests.web.installation import MONDAY, MOSCOW, Visitor, app_of, settings
from web import commands, demo
from web.cli import main
from web.demo import Plan
from web.services import Services
from web.settings import HOUSE

FILE = HOUSE / "processes" / "demo.toml"
FAMILIES = {"casework": 40, "social_support": 30, "care_leavers": 34, "family_help": 26, "implementation": 3}
DAYS = ["2026-01-05", "2026-05-10", "2028-02-29"]  # in a long holiday, between two, at the end of a short month


@dataclass(frozen=True)
class Built:
    services: Services
    folder: Path
    astray: list[str]
    rows: list[CaseRow]

    def of(self, family: str) -> list[CaseRow]:
        return [row for row in self.rows if row.process == family]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The whole demonstration, as of one moment."""
    folder = tmp_path_factory.mktemp("demo")
    services, astray = commands.build_demo(settings(folder), MONDAY)
    there = replace(services, clock=ManualClock(MONDAY))
    yield Built(there, folder, astray, list(commands.every_case(there)))
    services.database.close()


def test_every_case_of_the_plan_goes_as_planned(built: Built) -> None:
    assert built.astray == []
    assert {family: len(built.of(family)) for family in FAMILIES} == FAMILIES


def scenarios(family: str) -> dict[str, Scenario]:
    folder = HOUSE / "processes" / family / "scenarios"
    return {path.stem: parse(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))}


def of_a_day(day: str) -> Plan:
    """Some cases of the plan, and some scenarios walked to their ends; every scenario on one of the days."""
    plan, turn = demo.read(FILE), DAYS.index(day)
    team = {case["process"]: case["team"] for case in plan.cases}
    whole = [
        {"process": family, "scenario": scenario, "team": team[family], "idle_days": 20}
        for family in FAMILIES
        for scenario in scenarios(family)
    ]
    return replace(plan, cases=[*plan.cases[turn::10], *whole[turn :: len(DAYS)]])


@pytest.mark.parametrize("day", DAYS)
def test_on_other_days_of_the_year_no_case_falls_behind_and_every_scenario_replays(
    day: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = of_a_day(day)
    monkeypatch.setattr(demo, "read", lambda path: plan)
    services, astray = commands.build_demo(settings(tmp_path), datetime.fromisoformat(day).replace(tzinfo=MOSCOW))
    assert astray == []
    assert_sound(services, list(commands.every_case(services)))
    services.database.close()


def assert_sound(services: Services, rows: list[CaseRow]) -> None:
    for row in rows:
        assert commands.replayed(services, row.id).differences == (), row.number
        assert commands.verified(services, row.id).holds, row.number


def test_every_case_replays_without_a_difference_and_its_chain_holds(built: Built) -> None:
    assert_sound(built.services, built.rows)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_demonstration_shows_every_exit(built: Built, family: str) -> None:
    found = {row.exit for row in built.of(family) if row.exit} - {CANCELLED}
    assert found == {scenario.exit for scenario in scenarios(family).values()}


def test_the_demonstration_shows_late_soon_and_on_time_tasks(built: Built) -> None:
    page = Visitor(app_of(built.services)).come_in("project_head").get("/deadlines/")
    late, this_week, overloaded, tasks = map(int, page.find("//*[contains(@class, 'figure')]/strong/text()"))
    assert late > 0
    assert this_week > 0
    assert overloaded >= 0
    assert tasks > late + this_week


def test_no_two_families_and_no_two_colleagues_share_a_name(built: Built) -> None:
    families = [row for row in built.rows if row.process != "staff"]
    worsened = sum(row.exit == "regress" for row in families)
    assert len({row.title for row in families}) == len(families) - worsened
    names = Counter(account.name for account in demo.people(demo.read(FILE), ""))
    assert [name for name, times in names.items() if times > 1] == []


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


def test_papers_are_issued_by_the_people_of_their_cases_and_some_are_back_signed(built: Built) -> None:
    """As often as the plan of the demonstration says, each with what it tells."""
    wanted = demo.read(FILE).papers
    with sqlite3.connect(built.folder / "opora.sqlite3") as database:
        rows = database.execute("select document, signs is not null, count(*) from paper group by 1, 2").fetchall()
    counted = {(document, bool(signed)): number for document, signed, number in rows}
    issued, signed = Counter[str](), Counter[str]()
    for paper in wanted:
        issued[paper["document"]] += paper["most"]
        signed[paper["document"]] += paper["most"] if paper.get("signed") else 0
    assert {key: number for (key, back), number in counted.items() if not back} == dict(issued)
    assert {key: number for (key, back), number in counted.items() if back} == {k: n for k, n in signed.items() if n}
