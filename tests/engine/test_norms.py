"""Norms: who is in breach, by how much, since when."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine import definitions, norms
from engine.definitions import Bundle
from engine.errors import Refused
from engine.measures import Amount
from engine.norms import Measured, OpenCase, Person
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


# --- over a year ------------------------------------------------------------------------------------


def told(*amounts: tuple[float, int]) -> tuple[Amount, ...]:
    """Numbers that were told so many days ago."""
    found = [Amount((NOW - DAY * days).date(), Decimal(number)) for days, number in amounts]
    return tuple(sorted(found, key=lambda one: one.day))


def read_people(cases: list[OpenCase], *people: Person, **norm: Any) -> dict[str, Measured]:
    asked = norms.of({"norm": [{"measure": "sum_per_person", "set": "hours", "roles": "gardener", **norm}]})[0]
    return {row.holder: row for row in norms.read(asked, cases, NOW, people).rows}


def test_delays_of_done_tasks_count_with_those_of_late_ones() -> None:
    spans = ((NOW - DAY * 40, NOW - DAY * 34),)
    (row,) = read([case(1, days=60, delays=spans, late=(NOW - DAY * 5,))], measure="days_late", most=10)
    assert (int(row.number), row.breach, row.since) == (11, "most", NOW - DAY)


def test_a_case_that_ended_too_soon_is_in_breach_and_one_that_goes_on_is_not() -> None:
    ended = case(1, days=80, closed_at=NOW - DAY * 20, last={"taken": NOW - DAY * 79})
    never_taken = case(2, days=30, closed_at=NOW - DAY * 20)
    rows = read([ended, never_taken, case(3, days=60)], measure="months_open", since="taken", least=3, most=18)
    assert [(row.holder, row.breach) for row in rows] == [("Rose 1", "least"), ("Rose 3", None)]


def test_money_of_a_case_is_added_up_for_the_calendar_year_against_the_agreed_limit() -> None:
    spent = told((400, 90), (100, 60), (10, 30))
    over, agreed = case(1, told={"help": spent}), case(2, told={"help": spent, "raised": told((5, 90))})
    rows = read([over, agreed, case(3)], measure="sum_per_case", set="help", raised="raised", most=80)
    assert [(row.holder, int(row.number), row.breach) for row in rows] == [("Rose 1", 90, "most"), ("Rose 2", 90, None)]
    assert rows[0].since == (NOW - DAY * 10).replace(hour=0)


def test_who_learned_too_little_in_twelve_months_is_in_breach_since_it_fell_out_of_them() -> None:
    cases = [
        case(1, lead="anna", told={"hours": told((400, 12), (100, 4))}),
        case(2, lead="boris", told={"hours": told((30, 12))}),
    ]
    old = NOW - DAY * 900
    rows = read_people(
        cases, Person("anna", "Anna", old), Person("boris", "Boris", old), Person("c", "Clara", old), least=10
    )
    assert (int(rows["Anna"].number), rows["Anna"].breach) == (4, "least")
    assert rows["Anna"].since == (NOW - DAY * 35).replace(hour=0)
    assert (rows["Boris"].breach, [one.id for one in rows["Boris"].cases]) == (None, ["case-2"])
    assert rows["Clara"].since == old + DAY * 365


def test_who_is_new_has_a_year_to_come_to_the_least() -> None:
    rows = read_people([], Person("new", "New", NOW - DAY * 100), least=10)
    assert int(rows["New"].number) == 0
    assert (rows["New"].breach, rows["New"].since) == (None, None)


def test_a_norm_over_a_set_that_is_not_counted_is_refused() -> None:
    settings = BUNDLE.files["process.toml"] + '[[norm]]\nkey = "x"\nmeasure = "sum_per_case"\nset = "lost"\n'
    with pytest.raises(Refused) as refused:
        definitions.compile(Bundle({**BUNDLE.files, "process.toml": settings}))
    assert "norm-set" in {found.code for found in refused.value.findings}


def test_what_has_to_be_known_is_told_by_the_norms_themselves() -> None:
    asked = {"measure": "sum_per_person", "set": "hours", "raised": "more", "roles": "gardener head", "since": "sown"}
    found = norms.watched({"key": "garden", "norm": [asked]})
    assert (set(found.elements), set(found.sets), set(found.roles)) == (
        {"sown"},
        {"garden:hours", "garden:more"},
        {"gardener", "head"},
    )
