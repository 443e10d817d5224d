"""Promises: when they are due, when to warn, and an explanation that adds up."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendars import Calendar, Day, Hours, build
from engine.deadlines import BadRule, Due, Extension, Pause, Rule, StepKind, Unit, due

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = build(range(2020, 2031))
NIGHT = Calendar("Europe/Berlin", (Hours.parse("01:00-04:00"),) * 7, settled=frozenset(range(2020, 2040)))
FAR_EAST = build(range(2025, 2029), "Asia/Vladivostok", ("10:00-19:00",) * 6 + (None,))
CALENDARS = st.sampled_from([OFFICE, NIGHT, FAR_EAST])
MOMENTS = st.integers(1_735_689_600, 1_861_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))
AMOUNTS: dict[Unit, st.SearchStrategy[Decimal | int]] = {
    Unit.WORKING_DAYS: st.integers(0, 30),
    Unit.WORKING_HOURS: st.integers(1, 120),
    Unit.HOURS: st.integers(1, 500),
    Unit.DAYS: st.integers(1, 100),
    Unit.MONTHS: st.integers(1, 14).map(lambda half: Decimal(half) / 2),
}
RULES = st.sampled_from(list(Unit)).flatmap(lambda unit: AMOUNTS[unit].map(lambda amount: Rule(amount, unit)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


def rule(amount: str, unit: str, **more: str) -> Rule:
    return Rule.parse({"amount": amount, "unit": unit, **more})


def told(promise: Due, kind: StepKind) -> list[Any]:
    return [step.params for step in promise.steps if step.kind is kind]


def kinds(promise: Due) -> list[str]:
    return [str(step.kind) for step in promise.steps]


def test_one_working_day_after_an_arrival_before_new_year_is_told_step_by_step() -> None:
    promise = due(rule("1", "working_days", anchor="fact:signal_at"), at("2026-12-30T17:40"), OFFICE)
    assert promise.at == at("2027-01-11T18:00")
    assert kinds(promise) == ["arrived", "skipped", "counted", "due"]
    [skipped] = told(promise, StepKind.SKIPPED)
    assert (skipped["first"], skipped["last"], skipped["days"]) == (date(2026, 12, 31), date(2027, 1, 10), 11)
    assert (skipped["reason"], skipped["name"]) == ("holiday", "Новогодние каникулы")
    assert [(part["reason"], part["name"]) for part in skipped["parts"]] == [
        ("moved", "Выходной (перенесено с 04.01.2026)"),
        ("holiday", "Новогодние каникулы"),
        ("holiday", "Рождество Христово"),
        ("holiday", "Новогодние каникулы"),
        ("weekend", ""),
    ]
    monday = date(2027, 1, 11)
    assert told(promise, StepKind.COUNTED) == [{"first": monday, "last": monday, "number": 1, "until_number": 1}]


@pytest.mark.parametrize(
    ("arrival", "opening", "because"),
    [
        ("2026-11-23T07:30", "2026-11-23T09:00", "too_early"),
        ("2026-11-23T18:00", "2026-11-24T09:00", "too_late"),
        ("2026-11-21T12:00", "2026-11-23T09:00", "day_off"),
    ],
)
def test_an_arrival_outside_working_time_counts_as_the_next_opening(arrival: str, opening: str, because: str) -> None:
    promise = due(rule("1", "working_days"), at(arrival), OFFICE)
    assert told(promise, StepKind.NOT_IN_TIME) == [{"at": at(opening), "because": because}]
    assert promise.at == OFFICE.add_working_days(at(opening), 1)


def test_a_saturday_worked_is_counted_and_told() -> None:
    promise = due(rule("3", "working_days"), at("2027-02-17T10:00"), OFFICE)
    assert promise.at == at("2027-02-20T17:00")
    [worked] = told(promise, StepKind.WORKED)
    assert (worked["day"], worked["since"]) == (date(2027, 2, 20), date(2027, 2, 22))


def test_a_short_day_before_a_holiday_is_told() -> None:
    promise = due(rule("1", "working_days"), at("2026-06-10T10:00"), OFFICE)
    assert promise.at == at("2026-06-11T17:00")
    [short] = told(promise, StepKind.SHORT_DAY)
    assert (short["reason"], short["name"]) == ("eve", "День России")


def test_an_own_day_off_is_told_with_its_name() -> None:
    ours = build([2026], own={date(2026, 11, 24): Day.off("День фонда")})
    promise = due(rule("1", "working_days"), at("2026-11-23T10:00"), ours)
    assert promise.at == at("2026-11-25T18:00")
    [skipped] = told(promise, StepKind.SKIPPED)
    assert (skipped["reason"], skipped["name"]) == ("own", "День фонда")


def test_hours_run_day_and_night() -> None:
    promise = due(rule("24", "hours", anchor="task:T2_2_visit", warn="4"), at("2026-12-30T17:40"), OFFICE)
    assert promise.at == at("2026-12-31T17:40")
    assert promise.warn_at == at("2026-12-31T13:40")


def test_a_month_and_a_half_is_a_month_and_fifteen_days() -> None:
    promise = due(rule("1.5", "months", anchor="case"), at("2026-01-31T19:00"), OFFICE)
    assert promise.at == at("2026-03-16T18:00")
    assert kinds(promise) == ["arrived", "added", "added", "skipped", "moved_on", "due"]
    months, days = told(promise, StepKind.ADDED)
    assert (months["at"], months["clipped"]) == (date(2026, 2, 28), True)
    assert (days["amount"], days["at"]) == (15, date(2026, 3, 15))
    assert told(promise, StepKind.MOVED_ON) == [{"day": date(2026, 3, 16)}]


def test_working_hours_are_told_in_rows_of_days() -> None:
    promise = due(rule("16", "working_hours"), at("2026-12-29T17:00"), OFFICE)
    assert promise.at == at("2027-01-11T15:00")
    assert kinds(promise) == ["arrived", "hours", "skipped", "hours", "due"]
    first, second = told(promise, StepKind.HOURS)
    assert (first["since"], first["until"], first["span"]) == (
        at("2026-12-29T17:00"), at("2026-12-30T18:00"), timedelta(hours=10),
    )  # fmt: skip
    assert second["span"] == timedelta(hours=6)


def test_a_year_without_a_decree_is_told() -> None:
    promise = due(rule("1", "working_days"), at("2029-05-04T10:00"), OFFICE)
    assert told(promise, StepKind.UNSETTLED) == [{"year": 2029}]
    assert not told(due(rule("1", "working_days"), at("2026-05-05T10:00"), OFFICE), StepKind.UNSETTLED)


@pytest.mark.parametrize(
    ("attributes", "arrival", "warn_at"),
    [
        ({"amount": "3", "unit": "working_days"}, "2026-11-19T10:00", "2026-11-23T18:00"),
        ({"amount": "5", "unit": "working_days", "warn": "2"}, "2026-11-19T10:00", "2026-11-24T18:00"),
        ({"amount": "1", "unit": "months"}, "2026-10-16T10:00", "2026-11-13T18:00"),
        ({"amount": "0", "unit": "working_days"}, "2026-11-19T10:00", "2026-11-19T10:00"),
        ({"amount": "12", "unit": "hours"}, "2026-11-19T10:00", "2026-11-19T20:00"),
        ({"amount": "9", "unit": "working_hours"}, "2026-11-19T13:30", "2026-11-20T12:00"),
    ],
)
def test_a_warning_comes_as_the_rule_says_or_a_working_day_or_a_sixth_before(
    attributes: dict[str, str], arrival: str, warn_at: str
) -> None:
    assert due(Rule.parse(attributes), at(arrival), OFFICE).warn_at == at(warn_at)


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"amount": "x", "unit": "hours"}, "is a number"),
        ({"unit": "hours"}, "is a number"),
        ({"amount": "NaN", "unit": "hours"}, "more than nothing"),
        ({"amount": "0", "unit": "hours"}, "more than nothing"),
        ({"amount": "-1", "unit": "working_days"}, "more than nothing"),
        ({"amount": "99999", "unit": "working_days"}, "at most 2500"),
        ({"amount": "1.5", "unit": "working_days"}, "Only hours and months may have a fraction"),
        ({"amount": "1.01", "unit": "months"}, "Only hours and months may have a fraction"),
        ({"amount": "1", "unit": "weeks"}, "The unit of"),
        ({"amount": "1", "unit": "hours", "anchor": "signal"}, "counts from"),
        ({"amount": "1", "unit": "hours", "anchor": "fact:"}, "counts from"),
        ({"amount": "1", "unit": "hours", "anchor": "entry:x"}, "counts from"),
        ({"amount": "1", "unit": "hours", "warn": "1"}, "The warning comes before the deadline"),
        ({"amount": "1", "unit": "hours", "colour": "red"}, "has no attribute colour"),
    ],
)
def test_a_rule_that_cannot_be_says_why(attributes: dict[str, str], reason: str) -> None:
    with pytest.raises(BadRule, match=reason):
        Rule.parse(attributes)


def test_a_paused_span_does_not_count_and_is_told() -> None:
    pause = Pause(at("2026-11-24T10:00"), at("2026-11-26T10:00"), "семья в отъезде")
    days = due(rule("3", "working_days"), at("2026-11-23T10:00"), OFFICE, [pause])
    assert days.at == at("2026-11-30T18:00")
    [paused] = told(days, StepKind.PAUSED)
    assert (paused["reason"], paused["days"]) == ("семья в отъезде", 2)
    hours = due(rule("12", "working_hours"), at("2026-11-23T10:00"), OFFICE, [pause])
    assert hours.at == at("2026-11-26T13:00")
    assert told(hours, StepKind.PAUSED)[0]["span"] == timedelta(hours=18)
    plain = due(rule("48", "hours"), at("2026-11-23T10:00"), OFFICE, [pause])
    assert plain.at == at("2026-11-27T10:00")
    calendar = due(rule("7", "days"), at("2026-11-23T10:00"), OFFICE, [pause])
    assert calendar.at == at("2026-12-02T18:00")


def test_while_it_is_paused_a_promise_has_no_date() -> None:
    running = Pause(at("2026-11-24T10:00"), None, "семья в отъезде")
    promise = due(rule("3", "working_days"), at("2026-11-23T10:00"), OFFICE, [running])
    assert (promise.at, promise.warn_at) == (None, None)
    assert kinds(promise) == ["arrived", "paused"]
    late = Pause(at("2026-11-27T10:00"), None)
    assert due(rule("3", "working_days"), at("2026-11-23T10:00"), OFFICE, [late]).at == at("2026-11-26T18:00")


def test_overlapping_pauses_count_once() -> None:
    one = Pause(at("2026-11-24T10:00"), at("2026-11-25T10:00"), "a")
    two = Pause(at("2026-11-24T12:00"), at("2026-11-26T10:00"), "b")
    promise = due(rule("48", "hours"), at("2026-11-23T10:00"), OFFICE, [two, one])
    assert promise.at == at("2026-11-27T10:00")
    assert told(promise, StepKind.PAUSED)[0]["reason"] == "a; b"


def test_an_extension_counts_on_from_the_moment_due() -> None:
    more = Extension(2, "working_days", "ждём справку")
    promise = due(rule("3", "working_days"), at("2026-11-23T10:00"), OFFICE, extensions=[more])
    assert promise.at == at("2026-11-30T18:00")
    assert promise.warn_at == at("2026-11-27T18:00")
    assert kinds(promise) == ["arrived", "counted", "extended", "counted", "skipped", "counted", "due"]
    twice = due(rule("1", "months"), at("2026-11-23T10:00"), OFFICE, extensions=[more, Extension(24, "hours")])
    assert twice.at == at("2026-12-26T18:00")
    with pytest.raises(BadRule):
        due(rule("1", "months"), at("2026-11-23T10:00"), OFFICE, extensions=[Extension(0, "hours")])


def test_an_explanation_is_plain_data() -> None:
    pause = Pause(at("2026-12-25T10:00"), at("2026-12-26T10:00"), "x")
    for amount, unit in (("3", "working_days"), ("9", "working_hours"), ("0.5", "months")):
        promise = due(rule(amount, unit), at("2026-12-24T10:00"), OFFICE, [pause], [Extension(Decimal("1"), "hours")])
        data = json.loads(json.dumps([step.to_data() for step in promise.steps]))
        assert data[0] == {"kind": "arrived", "params": {"at": "2026-12-24T10:00:00+03:00"}}


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    begun = draw(st.lists(MOMENTS, max_size=3))
    return [Pause(since, since + timedelta(hours=draw(st.integers(1, 400))), "x") for since in begun]


@given(CALENDARS, RULES, MOMENTS, MOMENTS, pauses())
def test_a_later_anchor_is_never_due_earlier(
    office: Calendar, promise: Rule, one: datetime, two: datetime, stops: list[Pause]
) -> None:
    first, last = sorted((one, two))
    early, late = due(promise, first, office, stops), due(promise, last, office, stops)
    assert early.at is not None and late.at is not None and early.warn_at is not None
    assert early.at <= late.at
    assert first <= early.at
    assert early.warn_at <= early.at


@given(CALENDARS, RULES, MOMENTS, pauses())
def test_a_pause_or_an_extension_never_brings_it_forward(
    office: Calendar, promise: Rule, anchor: datetime, stops: list[Pause]
) -> None:
    plain = due(promise, anchor, office).at
    assert plain is not None
    paused, extended = (
        due(promise, anchor, office, stops).at,
        due(promise, anchor, office, (), [Extension(3, "days")]).at,
    )
    assert paused is not None and plain <= paused
    assert extended is not None and plain < extended


@given(CALENDARS, st.integers(0, 30), MOMENTS, pauses())
def test_counted_working_days_are_as_many_as_promised_and_end_at_close_of_business(
    office: Calendar, amount: int, anchor: datetime, stops: list[Pause]
) -> None:
    promise = due(Rule(amount, Unit.WORKING_DAYS), anchor, office, stops)
    counted = told(promise, StepKind.COUNTED)
    assert sum(run["until_number"] - run["number"] + 1 for run in counted) == amount
    assert [run["number"] for run in counted[1:]] == [run["until_number"] + 1 for run in counted[:-1]]
    assert all(
        office.working_days_between(run["first"], run["last"]) == run["until_number"] - run["number"] for run in counted
    )
    assert promise.at is not None
    assert promise.at == office.closes(promise.at.date())
    assert office.is_working(promise.at.date())


@given(CALENDARS, st.integers(1, 120), MOMENTS, pauses())
def test_counted_working_hours_are_as_many_as_promised_and_in_working_time(
    office: Calendar, amount: int, anchor: datetime, stops: list[Pause]
) -> None:
    promise = due(Rule(amount, Unit.WORKING_HOURS), anchor, office, stops)
    rows = told(promise, StepKind.HOURS)
    assert sum((row["span"] for row in rows), timedelta()) == timedelta(hours=amount)
    assert all(office.working_between(row["since"], row["until"]) == row["span"] for row in rows)
    assert promise.at is not None
    assert office.working_between(promise.at - timedelta(seconds=1), promise.at) == timedelta(seconds=1)
    if not stops:
        assert promise.at == office.add_working_hours(anchor, amount)


@given(CALENDARS, RULES, MOMENTS)
def test_plain_hours_are_exact_and_days_end_at_a_close_of_business(
    office: Calendar, promise: Rule, anchor: datetime
) -> None:
    end = due(promise, anchor, office).at
    assert end is not None
    if promise.unit is Unit.HOURS:
        assert end.astimezone(UTC) - anchor == timedelta(hours=int(promise.amount))
    elif promise.unit is not Unit.WORKING_HOURS:
        assert office.is_working(end.date())
        assert end == office.closes(end.date())
