"""Conditions: one table of cases binds this evaluation and the page's."""

import json
from pathlib import Path
from typing import Any

import pytest

from forms.conditions import holds, names, value

CASES = json.loads(Path(__file__).with_name("condition_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_case_of_the_shared_table(case: dict[str, Any]) -> None:
    assert value(case["tree"], case["answers"]) is case["value"]
    assert holds(case["tree"], case["answers"]) is (case["value"] is True)


def test_the_table_names_each_case_once() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES)


def test_a_condition_names_the_fields_it_looks_at() -> None:
    tree = {"all": [{"eq": [{"field": "a"}, {"field": "b"}]}, {"not": {"filled": {"field": "c"}}}, {"in": [1, [2]]}]}
    assert names(tree) == {"a", "b", "c"}


@pytest.mark.parametrize("tree", [None, {}, {"equals": [1, 1]}, {"eq": [1, 1], "ne": [1, 2]}, "a = b", 5])
def test_what_is_no_condition_is_refused(tree: Any) -> None:
    with pytest.raises(ValueError, match="not a condition"):
        value(tree, {})
