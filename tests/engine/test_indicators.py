"""Indicators are data: what they count, how periods follow each other, and what is refused at deploy."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine import indicators
from engine.indicators import Answered, Facts, Period, Point, Span, Tally, around, growth, whole
from forms.definition import parse
from tests.persistence.garden import definition

JUNE = around("month", date(2026, 6, 15))
FORM = parse(
    "garden/beds",
    {
        "title": "Beds",
        "sections": [
            {
                "title": "Beds",
                "fields": [
                    {"name": "seen_on", "kind": "date", "label": "Day"},
                    {"name": "dry", "kind": "yesno", "label": "Dry?"},
                    {"name": "words", "kind": "line", "label": "Words"},
                    {
                        "name": "beds",
                        "kind": "group",
                        "label": "Beds",
                        "fields": [
                            {"name": "area", "kind": "decimal", "label": "Area"},
                            {"name": "crop", "kind": "line", "label": "Crop"},
                        ],
                    },
                ],
            }
        ],
    },
    lambda text, names: {},
)


def told(source: Mapping[str, Any], record: Mapping[str, Any]) -> list[Any]:
    sets = indicators.sets({"key": "garden", "counted": [{"key": "beds", "from": [{"form": FORM.key, **source}]}]})
    return list(indicators.told(sets, Answered(FORM, record, date(2026, 6, 1)), {}))


def test_rows_of_a_group_count_one_by_one() -> None:
    rows = told({"rows": "beds", "where": "area > 1", "number": "area"}, {"beds": [{"area": "2.5"}, {"area": "1"}, {}]})
    assert [(row.of, row.row, row.number) for row in rows] == [("garden:beds", 0, 2.5)]


def test_a_row_counts_on_its_date_else_on_the_day_it_was_written() -> None:
    assert told({"on": "seen_on"}, {"seen_on": "2026-05-07"})[0].day == date(2026, 5, 7)
    assert told({"on": "seen_on"}, {})[0].day == date(2026, 6, 1)


def test_what_lasts_ends_so_many_months_later() -> None:
    assert told({"on": "seen_on", "lasts": 3}, {"seen_on": "2026-11-30"})[0].until == date(2027, 2, 28)


def test_an_answer_of_the_form_is_seen_by_its_rows() -> None:
    source = {"rows": "beds", "where": "dry = true and area > 0"}
    assert [len(told(source, {"dry": dry, "beds": [{"area": "1"}]})) for dry in (True, False)] == [1, 0]


def test_an_unanswered_question_counts_nowhere() -> None:
    assert told({"where": "dry = false"}, {}) == []
    assert told({"number": "area"}, {"dry": True}) == []


@pytest.mark.parametrize(
    ("kind", "first", "last", "before"),
    [
        ("month", date(2026, 2, 1), date(2026, 2, 28), date(2026, 1, 1)),
        ("quarter", date(2026, 1, 1), date(2026, 3, 31), date(2025, 10, 1)),
        ("half", date(2026, 1, 1), date(2026, 6, 30), date(2025, 7, 1)),
        ("year", date(2026, 1, 1), date(2026, 12, 31), date(2025, 1, 1)),
    ],
)
def test_periods_are_those_of_the_calendar(kind: str, first: date, last: date, before: date) -> None:
    found = around(kind, date(2026, 2, 14))
    assert (found.first, found.last, found.before.first, found.before.after) == (first, last, before, found)


def test_any_days_are_compared_with_as_many_before() -> None:
    own = Period(date(2026, 3, 1), date(2026, 3, 10))
    assert (own.before.first, own.before.last) == (date(2026, 2, 19), date(2026, 2, 28))


def test_the_last_whole_period_is_over() -> None:
    assert whole("quarter", date(2026, 4, 1)).last == date(2026, 3, 31)
    assert [period.first.month for period in whole("quarter", date(2026, 4, 1)).row(3)] == [7, 10, 1]


@pytest.mark.parametrize(
    ("now", "before", "rate"), [("60", "50", "20"), ("40", "50", "-20"), ("1", "0", None), (None, "5", None)]
)
def test_growth_is_told_only_where_there_is_something_to_compare(now: Any, before: Any, rate: Any) -> None:
    found = growth(None if now is None else Decimal(now), Decimal(before))
    assert found == (None if rate is None else Decimal(rate))


FACTS = Facts(
    spans={
        "a": Span(date(2026, 1, 5), date.max, None),
        "b": Span(date(2026, 6, 2), date(2026, 6, 20), "harvested"),
        "c": Span(date(2026, 6, 3), date(2026, 6, 30), "withered"),
    },
    tallies={"g:x": {"a": Tally(2, Decimal("7.5")), "b": Tally(1, Decimal(1))}, "g:y": {"b": Tally(1, Decimal(0))}},
    last={"g:x": {"a": Point(date(2026, 6, 9), Decimal(6), "yes"), "b": Point(date(2026, 6, 8), Decimal(1), "no")}},
    first={"g:x": {"a": Point(date(2026, 2, 1), Decimal(9), "no"), "b": Point(date(2026, 6, 8), Decimal(1), "no")}},
    by_end={"g:x": frozenset({"a", "b"})},
)


@pytest.mark.parametrize(
    ("side", "number"),
    [
        ({"count": "open_cases"}, 3),
        ({"count": "open_cases", "of": "x"}, 2),
        ({"count": "open_cases", "of": "x", "among": "y"}, 1),
        ({"count": "open_cases", "without": "y"}, 2),
        ({"count": "opened_cases"}, 2),
        ({"count": "ended_cases"}, 2),
        ({"count": "ended_cases", "exits": ["harvested"]}, 1),
        ({"count": "cases", "of": "x"}, 2),
        ({"count": "rows", "of": "x"}, 3),
        ({"count": "sum", "of": "x"}, "8.5"),
        ({"count": "last_cases", "of": "x"}, 2),
        ({"count": "last_cases", "of": "x", "equals": "yes"}, 1),
        ({"count": "last_sum", "of": "x"}, 7),
        ({"count": "changed_cases", "of": "x"}, 1),
        ({"count": "change_sum", "of": "x"}, -3),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else None,
)
def test_every_measure_counts_what_it_says(side: Mapping[str, Any], number: Any) -> None:
    raw = {"key": "i", "title": "I", "formula": "F", "top": side}
    (one,) = indicators.of({"key": "g", "indicator": [raw]})
    assert indicators.read(one, FACTS, JUNE).value == Decimal(str(number))


def test_every_measure_there_is_was_tried() -> None:
    tried = {row[0]["count"] for row in test_every_measure_counts_what_it_says.pytestmark[0].args[1]}
    assert tried == set(indicators.COUNTS)


def test_nothing_to_divide_by_is_no_zero() -> None:
    raw = {"key": "i", "title": "I", "formula": "F", "unit": "percent", "top": {"count": "cases", "of": "x"}}
    (one,) = indicators.of({"key": "g", "indicator": [{**raw, "bottom": {"count": "cases", "of": "z"}}]})
    reading = indicators.read(one, FACTS, JUNE)
    assert reading.value is None
    assert reading.below == 0


SET = {"key": "watered", "from": [{"form": "garden/water"}]}
GOOD = {"key": "i", "title": "I", "formula": "F", "top": {"count": "rows", "of": "watered"}}


def findings(counted: Any = (), indicator: Any = (), course: Any = ()) -> list[str]:
    whole = definition()
    settings = {"key": "garden", "counted": [SET, *counted], "indicator": indicator, "course": course}
    given = indicators.offered(whole.forms, whole.decisions, whole.plan)
    return [str(found) for found in indicators.check(settings, given)]


def source(**words: Any) -> list[dict[str, Any]]:
    return [{"key": "mine", "from": [{"form": "garden/water", **words}]}]


WRONG_SETS = [
    (source(form="garden/hail"), "mine: There is no form garden/hail."),
    (source(rows="beds"), "mine: The form has no group beds to count by rows."),
    (source(on="note"), "mine: note is no coded answer of the form"),
    (source(on="is_ripe"), "mine: is_ripe is no date to count on."),
    (source(where='note = "x"'), "mine: note is no coded answer of the form"),
    (source(where="is_rippe = true"), "did you mean “is_ripe”?"),
    (source(where="is_ripe ="), "mine: “is_ripe =” cannot be computed"),
    (source(lasts=99), "mine: What is counted lasts from 0 to 12 months."),
    (source(colour="red"), "mine: There is no attribute colour here."),
    ([{"key": "mine"}], "mine: The set does not say from which form it counts."),
    ([SET], "watered: A counted set needs a key of its own."),
]
WRONG_INDICATORS = [
    ({"top": {"count": "wishes"}}, "i: There is no measure wishes; there are: open_cases"),
    ({"top": {"count": "rows"}}, "i: The measure rows needs a set to count (of)."),
    ({"top": {"count": "rows", "of": "hail"}}, "i: Nothing is counted under the key hail."),
    ({"bottom": {"count": "sum", "of": "watered"}}, "i: The set watered has no number to add up."),
    ({"top": {"count": "ended_cases", "exits": ["eaten"]}}, "i: No diagram ends in eaten."),
    ({"unit": "miles"}, "i: There is no unit miles."),
    ({"better": "worse"}, "i: An indicator is better when it is more, when it is less, or neither."),
    ({"formula": ""}, "i: The indicator does not say its formula."),
    ({"limit": 3}, "i: There is no attribute limit here."),
]


@pytest.mark.parametrize(("counted", "sentence"), WRONG_SETS, ids=[sentence for _, sentence in WRONG_SETS])
def test_a_wrong_set_is_refused_by_name(counted: Any, sentence: str) -> None:
    (found,) = findings(counted)
    assert sentence in found


@pytest.mark.parametrize(("wrong", "sentence"), WRONG_INDICATORS, ids=[sentence for _, sentence in WRONG_INDICATORS])
def test_a_wrong_indicator_is_refused_by_name(wrong: Any, sentence: str) -> None:
    (found,) = findings(indicator=[{**GOOD, **wrong}])
    assert sentence in found


def test_a_right_one_is_not() -> None:
    assert findings(indicator=[GOOD], course=[{"key": "c", "title": "C", "sets": ["watered"]}]) == []
    assert findings(course=[{"key": "c", "title": "C", "sets": ["hail"]}]) != []
