"""Answers are checked against the definition: shown questions only, every fault at its field."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import InvalidAnswers
from forms.schema import hidden, validate
from tests.forms.builders import DECISION, NOW, REASONS, a, checked, form, told

VISIT = form(DECISION, REASONS)
ROWS = form(
    a("group", "members", min=1, max=3, required=True, fields=[a("line", "name", required=True), a("date", "born")])
)


def test_a_refusal_needs_a_reason() -> None:
    assert told(VISIT, decision="refuse") == {"reasons": ["Fill in this field."]}
    assert told(VISIT, decision="refuse", reasons=" \n ") == {"reasons": ["Fill in this field."]}


def test_a_hidden_answer_is_neither_checked_nor_kept() -> None:
    given = checked(VISIT, decision="accept", reasons="\x00")
    assert given.record == {"decision": "accept"}
    assert hidden(VISIT, {"decision": "accept"}, NOW) == {"reasons"}
    assert hidden(VISIT, {"decision": "refuse"}, NOW) == set()


def test_a_condition_on_a_hidden_or_wrong_answer_does_not_hold() -> None:
    third = a("line", "third", when='{"filled": {"field": "reasons"}}', required=True)
    chain = form(DECISION, REASONS, third)
    assert not told(chain, decision="accept", reasons="left over")
    assert told(chain, decision="refuse", reasons="why") == {"third": ["Fill in this field."]}
    assert "third" not in told(chain, decision="maybe", reasons="why")


def test_a_question_the_form_does_not_ask_is_told() -> None:
    assert told(VISIT, decision="accept", agreed="yes") == {"agreed": ["There is no such question in this form."]}


def test_every_fault_is_told_at_once() -> None:
    asked = form(a("integer", "one"), a("date", "two"), a("line", "three", required=True))
    assert sorted(told(asked, one="x", two="y")) == ["one", "three", "two"]


def test_what_is_left_out_is_not_in_the_record_and_exported_as_none() -> None:
    given = checked(form(a("line", "note", export="note"), a("integer", "age", export="age")), note=" ", age="12")
    assert given.record == {"age": 12}
    assert given.exports == {"note": None, "age": 12}


def test_exports_are_typed() -> None:
    asked = form(
        *(a(kind, kind, export=kind) for kind in ("line", "integer", "decimal", "money", "date", "datetime", "yesno")),
        a("choices", "choices", export="choices", options=DECISION["options"]),
        a("person", "person", export="person", seat="visit_curator"),
        a("group", "group", export="rows", fields=[a("line", "name")]),
    )
    answers: dict[str, Any] = {
        "line": "a", "integer": "3", "decimal": "2,5", "money": "1 500", "date": "5.3.1990",
        "datetime": "30.12.2026 17:40", "yesno": "no", "choices": ["refuse", "accept"], "person": "anna",
        "group": [{"name": "a"}, {"name": ""}, {"name": "b"}],
    }  # fmt: skip
    given = checked(asked, **answers)
    assert given.exports == {
        "line": "a", "integer": 3, "decimal": Decimal("2.5"), "money": Decimal(1500), "date": date(1990, 3, 5),
        "datetime": NOW, "yesno": False, "choices": ["accept", "refuse"], "person": "anna", "rows": 2,
    }  # fmt: skip
    assert given.seats == {"visit_curator": "anna"}
    assert given.record["money"] == "1500.00"
    assert given.record["datetime"] == "2026-12-30T17:40:00+03:00"


def test_two_fields_may_feed_one_export_when_one_of_them_is_shown() -> None:
    asked = form(
        DECISION,
        a("line", "here", export="place", when='{"eq": [{"field": "decision"}, "accept"]}'),
        a("line", "there", export="place", when='{"eq": [{"field": "decision"}, "refuse"]}'),
    )
    assert checked(asked, decision="accept", here="A", there="B").exports["place"] == "A"
    assert checked(asked, decision="refuse", here="A", there="B").exports["place"] == "B"


def test_a_fault_in_a_row_keeps_the_place_it_was_typed_at() -> None:
    answers = [{"name": ""}, {"name": "Anna"}, {"born": "31.02.2020"}]
    assert told(ROWS, members=answers) == {
        "members-2-name": ["Fill in this field."],
        "members-2-born": ["There is no such day in the calendar."],
    }


def test_rows_are_counted_without_blank_ones() -> None:
    assert told(ROWS) == {"members": ["Add at least one."]}
    assert told(ROWS, members=[{"name": " "}]) == {"members": ["Add at least one."]}
    assert told(ROWS, members=[{"name": "a"}] * 4) == {"members": ["At most 3 are possible."]}
    assert told(form(a("group", "x", min=2, fields=[a("line", "y")])), x=[{"y": "a"}]) == {"x": ["Add at least 2."]}
    assert checked(ROWS, members=[{}, {"name": "a"}]).record == {"members": [{"name": "a"}]}


def test_a_row_has_conditions_of_its_own() -> None:
    row = [a("yesno", "works"), a("line", "place", required=True, when='{"eq": [{"field": "works"}, true]}')]
    asked = form(DECISION, a("group", "members", fields=row))
    answers = [{"works": "yes"}, {"works": "no", "place": "left over"}]
    assert told(asked, decision="accept", members=answers) == {"members-0-place": ["Fill in this field."]}
    assert hidden(asked, {"members": answers}, NOW) == {"members-1-place"}
    answers[0]["place"] = "School"
    record = checked(asked, decision="accept", members=answers).record
    assert record["members"] == [{"works": True, "place": "School"}, {"works": False}]


def test_a_row_never_takes_the_forms_answer_for_its_own() -> None:
    row = [a("line", "name"), a("line", "why", required=True, when='{"filled": {"field": "name"}}'), a("line", "z")]
    asked = form(a("line", "name"), a("group", "members", fields=row))
    assert not told(asked, name="Anna", members=[{"z": "1"}])


def test_a_rule_is_told_at_the_fields_it_names() -> None:
    rule = {
        "check": '{"le": [{"field": "begun"}, {"field": "ended"}]}',
        "message": "Сначала начало.",
        "fields": ["ended"],
    }
    asked = form(a("date", "begun"), a("date", "ended"), rules=[rule])
    assert told(asked, begun="02.01.2026", ended="01.01.2026") == {"ended": ["Сначала начало."]}
    assert not told(asked, begun="01.01.2026", ended="01.01.2026")
    assert not told(asked, begun="01.01.2026"), "a rule is not judged while an answer is missing"


def test_a_rule_compares_amounts_as_numbers() -> None:
    rule = {"check": '{"le": [{"field": "spent"}, {"field": "given"}]}', "message": "Too much.", "fields": ["spent"]}
    asked = form(a("money", "spent"), a("money", "given"), rules=[rule])
    assert not told(asked, spent="9", given="10,50")
    assert told(asked, spent="100", given="20") == {"spent": ["Too much."]}


@pytest.mark.parametrize("answers", [None, [], "text", 5])
def test_what_is_no_answers_at_all_is_told(answers: Any) -> None:
    with pytest.raises(InvalidAnswers):
        validate(VISIT, answers, NOW)


def test_a_row_that_is_no_row_is_told() -> None:
    assert told(ROWS, members=["Anna"]) == {"members-0": ["This is not an answer."]}
    assert told(ROWS, members="Anna") == {"members": ["This is not an answer."]}


def test_an_error_text_holds_no_answer() -> None:
    with pytest.raises(InvalidAnswers) as caught:
        checked(VISIT, decision="secret")
    assert "secret" not in str(caught.value) + repr(caught.value.errors)


EVERYTHING = form(
    *(a(kind, kind) for kind in ("line", "text", "integer", "decimal", "money", "date", "datetime", "phone", "email")),
    *(a(kind, kind) for kind in ("yesno", "agree", "person", "note")),
    *(a(kind, kind, options=DECISION["options"]) for kind in ("choice", "select", "choices")),
    a("group", "rows", fields=[a("line", "name", required=True), a("money", "cost"), a("datetime", "at")]),
)
PLAUSIBLE = st.sampled_from(
    ["accept", "refuse", "yes", "no", "12", "-3,50", "1 000", "05.03.1990", "2026-12-30T17:40:00Z", "5.3.1990 9:05"]
    + ["8 (916) 123-45-67", "Anna@Example.ORG", " ", "\x00", "\ud800", "é", "9" * 30, "1e5", "٣", "a\r\nb"]
)
ANYTHING = st.recursive(
    PLAUSIBLE | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "cost", "at"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([field.name for field in EVERYTHING.fields if field.name != "note"]), ANYTHING))
def test_whatever_is_typed_is_told_or_kept_and_what_is_kept_passes_unchanged(answers: dict[str, Any]) -> None:
    try:
        given = checked(EVERYTHING, **answers)
    except InvalidAnswers as error:
        assert all(message.plain() for messages in error.errors.values() for message in messages)
        assert all(EVERYTHING.at(path) for path in error.errors)
        return
    text = json.dumps(given.record, ensure_ascii=False, allow_nan=False)
    text.encode("utf-8")
    assert checked(EVERYTHING, **json.loads(text)) == given
