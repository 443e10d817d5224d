"""An HTML form is flat; answers are nested; nothing typed is lost between."""

from forms.wire import answers, pairs
from tests.forms.builders import DECISION, REASONS, a, checked, form

FORM = form(
    DECISION,
    REASONS,
    a("date", "seen"),
    a("choices", "needs", options=DECISION["options"]),
    a(
        "group",
        "members",
        fields=[a("line", "name"), a("choices", "ties", options=DECISION["options"]), a("yesno", "adult")],
    ),
)


def test_repeated_names_are_ticked_boxes_and_rows_are_numbered() -> None:
    typed = answers(FORM, [
        ("csrf_token", "x"), ("_add", "members"), ("decision", "accept"), ("needs", "accept"), ("needs", "refuse"),
        ("members-0-name", "Anna"), ("members-0-ties", "accept"), ("members-0-ties", "refuse"), ("members-3-name", "Oleg"),
        ("members-0-colour", "red"), ("members-x-name", "?"), ("pets-0-name", "?"), ("members", "?"),
    ])  # fmt: skip
    assert typed == {
        "decision": "accept",
        "needs": ["accept", "refuse"],
        "members": [{"name": "Anna", "ties": ["accept", "refuse"]}, {"name": "Oleg"}],
    }


def test_what_was_typed_comes_back_as_typed() -> None:
    typed = {
        "decision": "refuse",
        "reasons": " because ",
        "seen": "31.02.2020",
        "members": [{"name": ""}, {"name": "Oleg"}],
    }
    flat = pairs(FORM, typed)
    assert ("seen", "31.02.2020") in flat
    assert answers(FORM, flat) == typed


def test_a_record_comes_back_the_way_people_write() -> None:
    every = form(a("date", "day"), a("datetime", "at"), a("money", "cost"), a("phone", "call"), a("yesno", "ok"))
    record = checked(every, day="1990-03-05", at="30.12.2026 17:40", cost="1500,5", call="89161234567", ok="no").record
    assert pairs(every, record) == [
        ("day", "05.03.1990"),
        ("at", "30.12.2026 17:40"),
        ("cost", "1500,50"),
        ("call", "+7 916 123-45-67"),
        ("ok", "no"),
    ]
    assert checked(every, **answers(every, pairs(every, record))).record == record


def test_the_last_of_two_single_answers_counts() -> None:
    assert answers(FORM, [("decision", "accept"), ("decision", "refuse")]) == {"decision": "refuse"}
