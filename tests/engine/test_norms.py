"""Norms: who is in breach, by how much, since when."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine import definitions, norms
from engine.definitions import Bundle
from engine.errors import Refused
from engine.norms import Measured, OpenCase
from tests.persistence.garden import BUNDLE

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def case(number: int, days: float = 0, lead: str | None = "anna", **more: Any) -> OpenCase:
    """A case opened so many days ago."""
    return OpenCase(f"case-{number}", f"G-{number}", f"Rose {number}", lead, lead or "", NOW - DAY * days, **more)


def read(cases: list[OpenCase], **norm: Any) -> tuple[Measured, ...]:
    return norms.read(norms.of({"norm": [norm]})[0], cases, NOW).rows


def test_a_person_with_too_many_cases_is_in_breach_since_the_one_too_many() -> None:
    (row,) = read([case(n, days=n) for n in (5, 1, 9)], measure="cases_per_lead", most=2)
    assert (row.holder, int(row.number), row.breach, row.since) == ("anna", 3, "most", NOW - DAY)
    assert [one.number for one in row.cases] == ["G-9", "G-5", "G-1"]


def test_exactly_the_limit_is_no_breach() -> None:
    (row,) = read([case(1), case(2)], measure="cases_per_lead", least=2, most=2)
    assert row.breach is None


def test_a_person_with_too_few_cases_is_in_breach_too() -> None:
    (row,) = read([case(1)], measure="cases_per_lead", least=2)
    assert (row.breach, row.since) == ("least", None)


def test_a_case_without_a_lead_counts_for_nobody() -> None:
    assert read([case(1, lead=None)], measure="cases_per_lead", most=0) == ()


def test_breaches_stand_first() -> None:
    cases = [case(1, lead="boris"), case(2), case(3)]
    rows = read(cases, measure="cases_per_lead", most=1)
    assert [(row.holder, row.breach) for row in rows] == [("anna", "most"), ("boris", None)]


def test_a_stage_may_be_counted_alone_or_left_out() -> None:
    cases = [case(1, stages=frozenset({"rest"})), case(2), case(3)]
    assert read(cases, measure="cases_per_lead", stage="rest")[0].number == 1
    assert read(cases, measure="cases_per_lead", outside="rest")[0].number == 2


def test_cases_with_a_value_count_since_it_was_told() -> None:
    told = NOW - DAY
    cases = [case(1, 9, values={"level": "high"}, last={"weigh": told}), case(2, values={"level": "low"})]
    (row,) = read(cases, measure="cases_per_lead", value="level", equals="high", since="weigh", most=0)
    assert (int(row.number), row.since) == (1, told)


def test_days_count_from_the_last_completion() -> None:
    waiting = case(1, 90, last={"water": NOW - 20 * DAY}, waiting={"water": NOW - 19 * DAY})
    (row,) = read([waiting], measure="days_since", element="water", most=14)
    assert (row.holder, int(row.number), row.breach, row.since) == ("Rose 1", 20, "most", NOW - 6 * DAY)


def test_days_count_from_the_offer_where_nothing_was_completed() -> None:
    (row,) = read([case(1, waiting={"water": NOW - 3 * DAY})], measure="days_since", element="water", most=14)
    assert row.number == 3
    assert row.breach is None


def test_a_case_that_does_not_wait_for_the_step_is_not_measured() -> None:
    assert read([case(1, last={"water": NOW - 99 * DAY})], measure="days_since", element="water", most=14) == ()


def test_delays_of_a_case_add_up() -> None:
    late = case(1, late=(NOW - 7 * DAY, NOW - 5 * DAY))
    (row,) = read([late], measure="days_late", most=10)
    assert row.number == 12
    assert (row.breach, row.since) == ("most", NOW - DAY)


def test_a_long_delay_of_one_task_is_in_breach_before_the_next_is_late() -> None:
    (row,) = read([case(1, late=(NOW - 20 * DAY, NOW - DAY))], measure="days_late", most=10)
    assert row.since == NOW - 10 * DAY


def test_a_case_may_be_open_too_long() -> None:
    rows = read([case(1, 600), case(2, 100)], measure="months_open", least=3, most=18)
    assert [(row.number, row.breach) for row in rows] == [(Decimal("19.7"), "most"), (Decimal("3.3"), None)]


def test_what_has_no_measure_is_not_measured() -> None:
    assert read([case(1)], most=1) == ()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ('measure = "moon_phase"', "norm-measure"),
        ('measure = "cases_per_lead"\nstage = "moon"', "norm-element"),
        ('measure = "days_since"', "norm-element"),
    ],
)
def test_a_norm_that_cannot_be_measured_so_is_not_deployed(wrong: str, code: str) -> None:
    files = dict(BUNDLE.files)
    files["process.toml"] += f'\n[[norm]]\nkey = "n"\n{wrong}\n'
    with pytest.raises(Refused) as refused:
        definitions.compile(Bundle(files))
    assert [finding.code for finding in refused.value.findings if finding.severity == "error"] == [code]
