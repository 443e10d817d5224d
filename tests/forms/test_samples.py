"""Made-up and suggested answers."""

from datetime import date
from decimal import Decimal

import pytest

from forms import kinds
from forms.made_up import MadeUp
from forms.prefill import offers, suggest
from forms.samples import fill
from forms.schema import validate
from tests.forms.builders import DECISION, NOW, REASONS, a, checked, form

OPTIONS = DECISION["options"]
OWN = {"options": OPTIONS, "of": ["record:family/plan:steps.what"]}
PEOPLE = {"curator": ["anna", "boris"]}
EVERYTHING = form(
    *(
        a(kind.name, kind.name, required=True, **{name: OWN[name] for name in kind.needs})
        for kind in kinds.KINDS
        if kind.answered and kind.name != "group"
    ),
    a("group", "rows", min=2, fields=[a("line", "name", required=True, sample=["@full_name"]), a("money", "cost")]),
)


def test_a_sample_of_every_kind_passes() -> None:
    answers = fill(EVERYTHING, {}, MadeUp(7, NOW, PEOPLE))
    record = validate(EVERYTHING, answers, NOW).record
    assert set(record) == {field.name for field in EVERYTHING.fields}
    assert 2 <= len(record["rows"]) <= 3


def test_the_same_seed_makes_up_the_same_answers() -> None:
    assert fill(EVERYTHING, {}, MadeUp(7, NOW, PEOPLE)) == fill(EVERYTHING, {}, MadeUp(7, NOW, PEOPLE))
    assert fill(EVERYTHING, {}, MadeUp(7, NOW, PEOPLE)) != fill(EVERYTHING, {}, MadeUp(8, NOW, PEOPLE))


def test_what_is_given_stays_and_hidden_questions_are_left_out() -> None:
    assert fill(form(DECISION, REASONS), {"decision": "accept"}, MadeUp(1, NOW)) == {"decision": "accept"}
    filled = fill(form(DECISION, REASONS), {"decision": "refuse"}, MadeUp(1, NOW))
    assert filled["reasons"]


def test_answers_are_drawn_anew_until_the_rules_hold() -> None:
    rule = {"check": '{"ne": [{"field": "a"}, {"field": "b"}]}', "message": "Two people.", "fields": ["b"]}
    team = form(*(a("person", name, role="curator", required=True) for name in "ab"), rules=[rule])
    for seed in range(5):
        record = validate(team, fill(team, {}, MadeUp(seed, NOW, PEOPLE)), NOW).record
        assert record["a"] != record["b"]


def test_days_that_a_rule_orders_are_drawn_in_order() -> None:
    rule = {"check": '{"gt": [{"field": "till"}, {"field": "since"}]}', "message": "Later.", "fields": ["till"]}
    half = form(*(a("date", name, required=True, past=True) for name in ("since", "till")), rules=[rule])
    for seed in range(20):
        answers = fill(half, {}, MadeUp(seed, NOW))
        assert validate(half, answers, NOW).record["till"] > answers["since"]
        assert answers == fill(half, {}, MadeUp(seed, NOW))
    assert fill(half, {"since": "2026-01-09"}, MadeUp(1, NOW))["since"] == "2026-01-09"


def test_an_optional_question_is_answered_where_a_rule_asks_for_it() -> None:
    rule = {"check": '{"filled": {"field": "why"}}', "message": "Say why.", "fields": ["why"]}
    assert fill(form(a("line", "why"), rules=[rule]), {}, MadeUp(1, NOW))["why"]


def test_an_example_of_the_definition_is_drawn() -> None:
    asked = form(a("text", required=True, sample=["Мама ищет работу.", "Дети ходят в школу."]))
    assert fill(asked, {}, MadeUp(1, NOW))["x"] in {"Мама ищет работу.", "Дети ходят в школу."}


def test_most_optional_questions_with_examples_are_answered_but_none_that_steers_the_case() -> None:
    told = [a("text", f"told_{n}", sample=["Мама ищет работу."]) for n in range(20)]
    filled = fill(form(*told, a("line", "steers", sample=["yes"], export="way"), a("line", "bare")), {}, MadeUp(1, NOW))
    assert 10 <= len(filled) < 20
    assert not {"steers", "bare"} & set(filled)


def test_rows_differ() -> None:
    asked = form(a("group", "rows", min=3, fields=[a("line", "task", required=True, sample=["а", "б", "в"])]))
    rows = fill(asked, {}, MadeUp(1, NOW))["rows"]
    assert sorted(row["task"] for row in rows) == ["а", "б", "в"]


def test_the_family_and_its_person_stay_the_same_until_the_next_case() -> None:
    maker = MadeUp(1, NOW)
    maker.settle("Соболев")
    assert maker.make("family_name") == "Соболевы"
    assert maker.make("case_person").startswith("Соболев")
    assert maker.make("case_person") == maker.make("case_person")
    assert len(set(maker.surnames(40))) == 40


def test_nobody_is_made_up_where_nobody_has_the_role() -> None:
    with pytest.raises(LookupError, match="psychologist"):
        MadeUp(1, NOW, PEOPLE).person("psychologist")


PREFILLED = form(
    a("choice", "level", options=OPTIONS, prefill="case:level"),
    a("date", "since", prefill=["record:f/new:since", "record:f/old:since", "case:since"]),
    a("money", "cost", prefill="case:cost"),
    a("group", "members", fields=[a("line", "name")], prefill="record:f/old:members"),
)


def test_a_form_is_prefilled_from_routing_values_and_earlier_records() -> None:
    values = {"level": "accept", "since": date(2026, 1, 9), "cost": Decimal("1500.5")}
    records = {"f/old": {"members": [{"name": "Anna", "age": 7}]}}
    suggested = suggest(PREFILLED, values, records)
    assert suggested == {"level": "accept", "since": "2026-01-09", "cost": "1500.50", "members": [{"name": "Anna"}]}
    assert checked(PREFILLED, **suggested).record == suggested


def test_the_first_source_that_has_something_wins() -> None:
    records = {"f/new": {}, "f/old": {"since": "2026-02-02"}}
    assert suggest(PREFILLED, {"since": date(2026, 1, 9)}, records) == {"since": "2026-02-02"}


def test_what_no_longer_fits_is_not_suggested() -> None:
    assert suggest(PREFILLED, {"level": "retired", "cost": "no number", "since": 5}, {"f/old": {"members": "x"}}) == {}


def test_a_pick_offers_what_was_written_earlier_each_once() -> None:
    step = ["record:family/correction:steps.what", "record:family/plan:steps.what"]
    field = form(a("pick", "step", of=[step, "record:family/more:what"])).field("step")
    plan: dict[str, object] = {"steps": [{"what": "Stove"}, {"what": "Papers"}, {"what": "Stove"}, {}]}
    latest: dict[str, dict[str, object]] = {"family/plan": plan, "family/more": {"what": "School"}}
    assert offers(field, latest) == ("Stove", "Papers", "School")
    newer: dict[str, dict[str, object]] = {**latest, "family/correction": {"steps": [{"what": "Roof"}]}}
    assert offers(field, newer) == ("Roof", "School")
    assert offers(field, {}) == ()
