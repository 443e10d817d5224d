"""Operators move cases to another version and mend them, from a terminal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import definitions
from engine.definitions import Bundle
from engine.replay import Versions, replay
from tests.web.command_line import CASEWORK, lines, opora
from tests.web.installation import Visitor, app_of, case_of
from web.services import Services
from web.settings import HOUSE
from web.terminal.office import Office

OLD, NEW = "T1_decide", "T1_decision"


class Installation:
    """An installation with two open cases."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.bundle = definitions.read(CASEWORK, HOUSE / "forms")
        self.cases = self.register("Ручьёвы"), self.register("Лесные")

    def register(self, family: str) -> str:
        """Open a case."""
        curator = Visitor(app_of(self.services)).come_in("duty_specialist")
        return case_of(curator.register(family_name=family))

    def publish(self, old: str, new: str) -> str:
        """A version in which everything `old` is called `new`, put in force; its checksum."""
        bundle = Bundle({name: text.replace(old, new) for name, text in self.bundle.files.items()})
        compiled = definitions.compile(bundle)
        self.services.store.publish(bundle, compiled, self.services.clock.now(), None)
        return compiled.checksum

    def opora(self, *words: object) -> tuple[int, Any]:
        """Exit code and JSON."""
        result = opora(*words, "--json", services=self.services)
        return result.exit_code, lines(result)[-1] if result.stdout else None

    def open_task(self, case_id: str) -> str:
        return next(task.node for task in self.services.store.case(case_id).tasks.values())


@pytest.fixture
def house(services: Services) -> Iterator[Installation]:
    """Whatever was done, every history replays to the case that is stored; then all cases are ended."""
    made = Installation(services)
    yield made
    store = made.services.store
    for case in made.cases:
        again = replay(store.history(case), Versions(store.definition, store.calendar))
        assert (again.differences, again.case.state) == ((), store.case(case).state)
    for case in Office(services).open_cases("casework"):
        made.opora("case", case, "cancel", "--reason", "The test is over")
    made.publish(OLD, OLD)


def test_a_dry_run_lists_the_cases_and_changes_nothing(house: Installation) -> None:
    old = house.bundle.checksum
    new = house.publish(OLD, NEW)
    code, told = house.opora("move", "casework", "--to", "current", "--rename", f"{OLD}={NEW}", "--dry-run")
    assert code == 0
    assert {(each["case"], each["from"], each["to"], each["status"]) for each in told["cases"]} == {
        (case, old, new, "can-move") for case in house.cases
    }
    assert [house.open_task(case) for case in house.cases] == [OLD, OLD]


def test_cases_move_and_come_back(house: Installation) -> None:
    new = house.publish(OLD, NEW)
    words = ["move", "casework", "--to", new[:8], "--rename", f"{OLD}={NEW}"]
    code, told = house.opora(*words)
    assert (code, told["moved"], told["stay"]) == (0, 2, 0)
    assert [house.open_task(case) for case in house.cases] == [NEW, NEW]
    code, told = house.opora(*words, "--undo")
    assert (code, told["moved"]) == (0, 2)
    assert [house.open_task(case) for case in house.cases] == [OLD, OLD]
    assert house.opora(*words, "--undo")[1]["cases"] == []


def test_only_what_was_moved_is_taken_back(house: Installation) -> None:
    new = house.publish(OLD, NEW)
    fresh = house.register("Новые")
    house.opora("move", "casework", "--to", new, "--rename", f"{OLD}={NEW}")
    _, told = house.opora("move", "casework", "--to", new, "--undo")
    assert {each["case"] for each in told["cases"]} == set(house.cases)
    assert house.open_task(fresh) == NEW


def test_a_case_that_cannot_move_stays_and_is_listed(house: Installation) -> None:
    house.opora("case", house.cases[0], "place", OLD, "T1_refusal", "--reason", "It is too far")
    house.publish(OLD, NEW)
    code, told = house.opora("move", "casework", "--to", "current")
    fates = {each["case"]: each for each in told["cases"]}
    assert (code, told["moved"], told["stay"]) == (1, 1, 1)
    assert fates[house.cases[0]]["status"] == "moved"
    assert [found["element"] for found in fates[house.cases[1]]["findings"]] == [OLD]
    assert house.open_task(house.cases[1]) == OLD


def test_only_cases_of_the_named_version_move(house: Installation) -> None:
    first = house.publish(OLD, NEW)
    second = house.publish(OLD, "T1_verdict")
    code, told = house.opora("move", "casework", "--from", first, "--to", second)
    assert (code, told["cases"]) == (0, [])


@pytest.mark.parametrize(
    "words",
    [("nothing", "--to", "current"), ("casework", "--to", "abcdef0"), ("casework", "--to", "current", "--rename", "a")],
)
def test_a_move_to_nowhere_is_wrong_usage(words: tuple[str, ...], house: Installation) -> None:
    assert house.opora("move", *words)[0] == 2


def test_a_case_is_named_by_its_number_and_told(house: Installation) -> None:
    number = house.services.store.case(house.cases[0]).number
    code, told = house.opora("case", number, "show")
    assert (code, told["case"], told["exit"]) == (0, house.cases[0], None)
    assert [token["element"] for token in told["tokens"] if token["waits"] == "task"] == [OLD]


def test_an_operator_says_why(house: Installation) -> None:
    assert house.opora("case", house.cases[0], "cancel")[0] == 2
    code, told = house.opora("case", house.cases[0], "cancel", "--reason", " ")
    assert (code, told["error"]["sentence"]) == (1, "Say why.")


def test_what_was_done_and_why_stands_in_the_history(house: Installation) -> None:
    case = house.cases[0]
    assert house.opora("case", case, "suspend", "--reason", "A court decides")[1]["suspended"]
    assert not house.opora("case", case, "resume", "--reason", "It has decided")[1]["suspended"]
    assert house.opora("case", case, "cancel", "--reason", "Opened twice")[1]["exit"] == "cancelled"
    done = [event for event in house.services.store.history(case) if event.actor == "terminal"]
    assert [event.kind for event in done] == ["case.suspended", "case.resumed", "case.cancelled"]
    said = [{**event.data, **event.private}["reason"] for event in done]
    assert said == ["A court decides", "It has decided", "Opened twice"]


def test_a_stage_is_rewound_to_an_element(house: Installation) -> None:
    case = house.cases[0]
    house.opora("case", case, "place", OLD, "T1_refusal", "--reason", "Too far away")
    assert house.open_task(case) == "T1_refusal"
    assert house.opora("case", case, "rewind", OLD, "--reason", "It is near after all")[0] == 0
    assert house.open_task(case) == OLD


def test_a_skipped_task_passes_undone(house: Installation) -> None:
    case = house.cases[0]
    house.opora("case", case, "place", OLD, "T1_emergency", "--reason", "At once")
    code, told = house.opora("case", case, "skip", "T1_emergency", "--reason", "Others have helped")
    assert code == 0
    assert [token["element"] for token in told["tokens"] if token["waits"] == "task"] == ["T1_approval"]


def test_what_a_case_does_not_allow_is_a_sentence(house: Installation) -> None:
    case = house.cases[0]
    assert house.opora("case", "nobody", "show") == (1, {"error": {
        "code": "not-found", "sentence": "There is no such page, or it is not for you."}})  # fmt: skip
    code, told = house.opora("case", case, "place", OLD, "outcome", "--reason", "A try")
    assert (code, told["error"]["code"]) == (1, "stuck")
    assert house.opora("case", case, "skip", "nothing", "--reason", "A try")[0] == 1


def test_a_database_that_does_not_verify_is_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPORA_DATA", str(tmp_path))
    monkeypatch.delenv("OPORA_DATABASE", raising=False)
    for words in (["doctor"], ["move", "casework", "--to", "current"], ["case", "x", "show"]):
        result = opora(*words)
        assert result.exit_code == 1
        assert result.stderr.startswith("Error: The check schema failed")


def test_judging_and_asking_touch_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPORA_DATA", str(tmp_path / "data"))
    for words in (["check", CASEWORK], ["try", CASEWORK], ["feel", "1"]):
        opora(*words)
    assert not (tmp_path / "data").exists()
