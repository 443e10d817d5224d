"""Documents 20 and 21 of the manual, and its warnings: where they are asked, and what they come to."""

from decimal import Decimal

import pytest

from forms.made_up import MadeUp
from forms.samples import fill
from forms.schema import validate
from tests.processes.stage import published
from tests.processes.test_casework_forms import FORMS, NOW, PAGES

FORM = "casework/20_wellbeing"
SPHERES = ("housing", "income", "health", "care", "relations", "support", "authorities")
CHILD = ("body", "daily", "safety", "bond", "learning", "friends", "mood")


def test_well_being_is_told_in_the_assessment_every_year_and_on_leaving() -> None:
    """Each right after the step whose diagnostics it is, and before the decision that looks at it."""
    plan = published("casework")[1].plan
    asked = [node.id for node in plan.nodes.values() if node.task and node.task.form == FORM]
    assert sorted(asked) == ["T4_1_wellbeing", "T6_4_wellbeing", "T8_wellbeing"]
    flows = {flow.target: flow.source for node in plan.nodes.values() for flow in node.outgoing}
    assert [flows[node] for node in sorted(asked)] == ["T4_1_assess", "T6_4_review", "T8_criteria"]


@pytest.mark.parametrize(
    ("points", "level", "word"), [("1", "33", "low"), ("2", "67", "high"), ("3", "100", "high"), ("0", "0", "low")]
)
def test_the_level_is_a_percentage_of_seven_spheres_and_has_a_word(points: str, level: str, word: str) -> None:
    form = FORMS["20_wellbeing"]
    children = [dict.fromkeys(CHILD, points), dict.fromkeys(CHILD, "3")]
    given = dict.fromkeys(SPHERES, points) | {"children": children}
    record = validate(form, fill(form, given, MadeUp(7, NOW)), NOW).record
    assert record["level"] == level
    assert [child["index"] for child in record["children"]] == [level, "100"]
    assert Decimal(record["children_index"]) == (Decimal(level) + 100) / 2
    assert published("casework")[1].decisions["wellbeing_level"].decide({"level": Decimal(level)}).outputs == word


@pytest.mark.parametrize(("level", "word"), [(33, "low"), (34, "middle"), (66, "middle"), (67, "high")])
def test_the_page_says_where_a_level_begins(level: int, word: str) -> None:
    assert published("casework")[1].decisions["wellbeing_level"].decide({"level": Decimal(level)}).outputs == word
    assert (
        "До 33 % — неблагополучие, 34–66 % — зона риска, от 67 % — благополучие" in PAGES["casework/20_wellbeing_level"]
    )


def test_typical_mistakes_stand_beside_the_steps_they_warn_about() -> None:
    plan = published("casework")[1].plan
    beside = {
        node.id for node in plan.nodes.values() if node.task and "casework/12_typical_mistakes" in node.task.references
    }
    stages = {
        "T1_decide",
        "T2_3_discuss",
        "T4_1_assess",
        "T4_3_plan",
        "T5_1_act",
        "T6_3_review",
        "T6_4_review",
        "T8_criteria",
    }
    assert beside == stages


def test_every_reference_page_has_a_heading_and_is_used() -> None:
    tasks = [node.task for node in published("casework")[1].plan.nodes.values() if node.task]
    used = {page for task in tasks for page in task.references} | {
        page for form in FORMS.values() for page in form.references
    }
    assert len(PAGES) == 18
    assert used == set(PAGES)
    assert all(text.startswith("# ") and text.count("\n# ") == 0 for text in PAGES.values())
