"""Every rule leads to what enforces it, and back."""

from engine import definitions, traceability
from engine.definitions import Bundle, Definition
from engine.simulation import parse
from tests.persistence.garden import BUNDLE

RULES = """
[[rule]]
code = "G1"
title = "A plant is watered in time"
[[rule]]
code = "G2"
title = "A plant is loved"
[[norm]]
key = "plants"
title = "Plants a gardener can care for"
source = "G1"
"""
WALK = """
title = "Watered once"
process = "garden"
clock = 2026-03-02T10:00:00+03:00
[open]
[[step]]
complete = "water"
"""


def garden() -> Definition:
    files = dict(BUNDLE.files)
    files["process.toml"] += RULES
    files["garden.bpmn"] = files["garden.bpmn"].replace('form="garden/water"', 'form="garden/water" source="G1 G3"')
    return definitions.compile(Bundle(files))


def test_a_rule_leads_to_its_steps_deadlines_norms_and_walks() -> None:
    found = traceability.trace(garden(), [parse(WALK)])[0]
    assert (found.code, found.title, found.is_kept) == ("G1", "A plant is watered in time", True)
    assert [node.id for node in found.elements] == ["water"]
    assert [(node.id, str(rule.unit)) for node, rule in found.deadlines] == [("water", "working_days")]
    assert found.norms == ("Plants a gardener can care for",)
    assert found.walks == ("Watered once",)


def test_a_rule_that_nothing_stands_for_is_not_kept() -> None:
    assert [found.code for found in traceability.trace(garden()) if not found.is_kept] == ["G2"]


def test_a_code_without_wording_is_found_too() -> None:
    assert [found.code for found in traceability.trace(garden()) if not found.title] == ["G3"]


def test_codes_are_told_with_their_wording() -> None:
    assert traceability.told(garden(), ["G1", "G9"]) == [("G1", "A plant is watered in time"), ("G9", "")]
