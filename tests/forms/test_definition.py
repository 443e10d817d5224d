"""A definition is read strictly, and everything wrong with it is told at once."""

from typing import Any

import pytest

from forms import kinds
from forms.attributes import MADE_UP
from tests.forms.builders import DECISION, NOW, REASONS, a, form, problems


def test_a_form_knows_its_fields_in_order() -> None:
    read = form(DECISION, REASONS, a("group", "members", fields=[a("line", "name")]), document=5, source=["T2.2r"])
    assert [field.name for field in read.fields] == ["decision", "reasons", "members"]
    assert read.document == 5
    assert read.source == ("T2.2r",)
    assert read.at("members-0-name").kind == "line"
    with pytest.raises(KeyError):
        read.at("members-0-age")
    with pytest.raises(KeyError):
        read.field("age")


def test_all_problems_are_told_at_once_each_with_its_field() -> None:
    found = problems(
        a("line", "one", colour="red"),
        a("wish", "two"),
        a("choice", "three"),
        a("line", "one"),
        {"kind": "line", "label": "x"},
        a("integer", "four", min=5, max=1),
    )
    assert found == [
        "one: there is no attribute colour here",
        "two: there is no kind wish",
        "three: the attribute options is missing",
        "one: there are two fields of this name",
        "Section, 5: the attribute name is missing",
        "four: min is greater than max",
    ]


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        (a("line", "Name"), "must be a name of small Latin letters"),
        (a("line", required="yes"), "required must be true or false"),
        (a("line", max=301), "max must be a whole number from 1 to 300"),
        (a("line", label=" "), "label is empty"),
        (a("text", rows=True), "rows must be a whole number"),
        (a("date", min="01.01.2026"), "min must be a date such as 2026-12-31"),
        (a("date", past=True, future=True), "past and future exclude each other"),
        (a("decimal", min="1"), "min must be a number"),
        (a("note", required=True), "there is no attribute required here"),
        (a("note", export="x"), "there is no attribute export here"),
        (a("group", fields=[]), "must be a list that is not empty"),
        (a("group", fields=[a("group", "inner", fields=[a("line", "y")])]), "fields is not possible inside a group"),
        (a("group", fields=[a("line", "y", export="y")]), "export is not possible inside a group"),
        (a("group", fields=[a("person", "y", seat="y")]), "seat is not possible inside a group"),
        (a("group", fields=[a("line", "y"), a("line", "y")]), "there are two fields of this name"),
        (a("line", prefill="yesterday"), "prefill must be case:NAME or record:FORM:FIELD"),
        (a("line", sample=["@dragon"]), "sample knows no @dragon"),
        (a("choice", options=[]), "options must be a list that is not empty"),
        (a("choice", options=[{"value": "x"}]), "options must hold options of value, label"),
        (a("choice", options=[{"value": "X y", "label": "x"}]), "whose value is not of small Latin letters"),
        (a("choice", options=[{"value": "x", "label": "x"}] * 2), "options has the option x twice"),
    ],
)
def test_a_wrong_attribute_gets_a_sentence(field: dict[str, Any], problem: str) -> None:
    found = problems(field)
    assert any(problem in line for line in found), found


def test_a_condition_looks_at_earlier_fields_only() -> None:
    later = problems(REASONS, DECISION)
    assert later == ["reasons: the condition looks at decision, which is not asked earlier"]
    itself = problems(a("line", "x", when='{"filled": {"field": "x"}}'))
    assert itself == ["x: the condition looks at x, which is not asked earlier"]


def test_a_condition_that_cannot_be_read_is_told_with_its_reason() -> None:
    [problem] = problems(a("line", when="not json"))
    assert problem.startswith("x: the condition cannot be read: ")


def test_a_value_no_option_has_is_found_in_a_condition() -> None:
    wrong = REASONS | {"when": '{"any": [{"not": {"in": [{"field": "decision"}, ["refused", "accept"]]}}, true]}'}
    assert problems(DECISION, wrong) == ["reasons: decision has no option refused"]


def test_a_row_sees_its_own_earlier_fields_and_those_before_the_group() -> None:
    seen = a("line", "why", when='{"all": [{"filled": {"field": "age"}}, {"eq": [{"field": "decision"}, "refuse"]}]}')
    assert not problems(DECISION, a("group", "members", fields=[a("integer", "age"), seen]))
    assert problems(DECISION, a("group", "members", fields=[seen, a("integer", "age")])) == [
        "why: the condition looks at age, which is not asked earlier"
    ]


def test_in_a_row_its_own_name_hides_the_forms() -> None:
    row = [a("line", "y", when='{"filled": {"field": "name"}}'), a("line", "name")]
    assert problems(a("line", "name"), a("group", "members", fields=row)) == [
        "y: the condition looks at name, which is not asked earlier"
    ]


def test_two_fields_share_an_export_only_when_each_has_a_condition() -> None:
    here, there = a("line", "here", export="place"), a("line", "there", export="place")
    assert problems(here, there) == [
        "there: exports place like here, and is not shown by a condition instead of it",
    ]
    when = {"when": '{"eq": [{"field": "decision"}, "refuse"]}'}
    assert not problems(DECISION, here | when, there | when)


def test_a_rule_names_fields_that_exist_and_has_a_sentence() -> None:
    found = problems(DECISION, rules=[{"check": '{"filled": {"field": "gone"}}', "fields": ["gone"]}])
    assert found == [
        "rule 1: the attribute message is missing",
        "rule 1: there is no field gone",
        "rule 1: the condition looks at gone, which is not asked earlier",
    ]


@pytest.mark.parametrize("broken", [None, [], "text", {"title": "x"}, {"sections": [None]}, {"sections": {"a": 1}}])
def test_what_is_no_definition_is_refused_without_a_crash(broken: Any) -> None:
    from forms.definition import parse
    from forms.errors import BadForm
    from tests.forms.builders import compile_json

    with pytest.raises(BadForm):
        parse("family/form", broken, compile_json)


def test_every_kind_has_a_row_in_the_readme() -> None:
    from pathlib import Path

    readme = (Path(kinds.__file__).parents[1] / "README.md").read_text("utf-8")
    assert all(f"| `{kind.name}` |" in readme for kind in kinds.KINDS)


def test_every_made_up_sort_can_be_made_up() -> None:
    from forms.made_up import MadeUp

    maker = MadeUp(1, NOW)
    assert all(maker.make(what) for what in MADE_UP)
    with pytest.raises(KeyError):
        maker.make("dragon")
