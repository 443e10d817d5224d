"""What follows from answers is reckoned, never typed."""

from decimal import Decimal

import pytest

from forms.errors import BadForm
from tests.forms.builders import a, checked, form

MARKS = [{"value": str(mark), "label": f"{mark} points"} for mark in range(4)]
HOUSE, FOOD = (a("choice", name, options=MARKS) for name in ("house", "food"))
CHILDREN = a("group", "children", fields=[
    a("line", "name"), a("integer", "mood", min=0, max=3), a("select", "bond", options=MARKS),
    a("computed", "index", points=["mood", "bond"], how="percent")])  # fmt: skip
LEVEL = a("computed", "level", points=["house", "food"], how="percent", export="level")
MEAN = a("computed", "mean", points=["children.index"], how="mean")
ASKED = form(HOUSE, FOOD, LEVEL, CHILDREN, MEAN)


def test_a_percentage_is_of_the_most_there_can_be() -> None:
    told = checked(ASKED, house="3", food="1")
    assert told.record == {"house": "3", "food": "1", "level": "67"}
    assert told.exports == {"level": Decimal(67)}


def test_a_sum_needs_every_answer_and_a_mean_those_there_are() -> None:
    assert "level" not in checked(ASKED, house="3").record
    rows = [
        {"name": "A", "mood": "3", "bond": "3"},
        {"name": "B", "mood": "0", "bond": "1"},
        {"name": "C", "mood": "1"},
    ]
    record = checked(ASKED, children=rows).record
    assert [row.get("index") for row in record["children"]] == ["100", "17", None]
    assert record["mean"] == "58.5"


def test_what_a_browser_sends_for_it_is_not_looked_at() -> None:
    record = checked(ASKED, house="0", food="3", level="100").record
    assert record["level"] == "50"
    assert checked(ASKED, **record).record == record
    assert checked(ASKED, level="100").record == {}


@pytest.mark.parametrize("points", [["nobody"], ["children.nobody"], ["nobody.index"]])
def test_it_reckons_with_earlier_answers_only(points: list[str]) -> None:
    with pytest.raises(BadForm, match="which is not asked earlier"):
        form(CHILDREN, a("computed", "mean", points=points, how="mean"))


def test_rows_are_not_added_up_into_a_percentage() -> None:
    with pytest.raises(BadForm, match="only be a mean"):
        form(CHILDREN, a("computed", "mean", points=["children.index"], how="percent"))
