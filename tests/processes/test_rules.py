"""Every code of the families' own tables leads to a step or a form, and every code has its wording."""

import re
from functools import cache
from pathlib import Path

import pytest

from engine.traceability import Trace, trace
from tests.processes.stage import FAMILIES, published, roles, scenario

CODE = re.compile(r"^[A-Z](\d+\w?)?([.]\d+\w?)?$")
NAMES = [family.name for family in FAMILIES]
each = pytest.mark.parametrize("family", NAMES)


@cache
def traces(family: str) -> tuple[Trace, ...]:
    definition = published(family)[1]
    walks = sorted((FAMILIES[0].parent / family / "scenarios").glob("*.toml"))
    return trace(definition, [scenario(path) for path in walks])


@each
def test_every_rule_is_kept_by_a_step_or_a_form(family: str) -> None:
    assert [found.code for found in traces(family) if not found.is_kept] == []


@each
def test_every_code_has_its_wording(family: str) -> None:
    assert [found.code for found in traces(family) if not found.title] == []


@each
def test_every_rule_that_has_steps_is_tried_by_a_scenario(family: str) -> None:
    assert [found.code for found in traces(family) if not found.walks] == []


@each
def test_rules_have_codes_of_one_pattern_and_each_once(family: str) -> None:
    codes = [str(rule["code"]) for rule in published(family)[1].settings["rule"]]
    assert [code for code in codes if not CODE.match(code)] == []
    assert len(codes) == len(set(codes))


def numbered(*parts: tuple[str, int]) -> set[str]:
    """`T4` with 3 parts is T4.1, T4.2, T4.3."""
    return {f"{stem}{number}" for stem, count in parts for number in range(1, count + 1)}


def test_the_mission_lost_no_code() -> None:
    codes = {family: {found.code for found in traces(family)} for family in NAMES}
    every = set().union(*codes.values())
    manual = {"T1", "T2.2r", "T7", "T8", "T9"} | numbered(("T2.", 3), ("T3.", 3), ("T4.", 4), ("T5.", 3), ("T6.", 4))
    assert (manual | numbered(("S", 9), ("I", 8), ("F", 28))) - every == set()


@pytest.mark.parametrize("path", [family / "README.md" for family in FAMILIES], ids=NAMES)
def test_codes_a_family_tells_about_are_known(path: Path) -> None:
    told = set(re.findall(r"^\| `([A-Z][.\d]+)` \|", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert told - {found.code for found in traces(path.parent.name)} == set()


@each
def test_the_tests_a_rule_names_exist(family: str) -> None:
    for found in traces(family):
        for told in found.tests:
            file, _, name = told.partition(":")
            text = (Path(__file__).parent / f"{file}.py").read_text(encoding="utf-8")
            assert f"def {name}(" in text, (found.code, told)


def test_every_rule_of_the_case_work_that_a_machine_can_check_names_its_test() -> None:
    """Four are left to people: whether to assess, to confer on the plan, what is seen at meetings, and the authority's mind."""
    assert {found.code for found in traces("casework") if not found.tests} == {"T3.3", "T4.1", "T4.4", "T6.1"}


@each
def test_every_place_in_a_case_has_a_name(family: str) -> None:
    definition = published(family)[1]
    asked = {field.seat for form in definition.forms.values() for field in form.fields if field.seat}
    named = {*asked, *definition.settings.get("seats", {}), *(role.key for role in roles())}
    seats = {node.task.seat for node in definition.plan.nodes.values() if node.task and node.task.seat}
    assert seats - named == set()
