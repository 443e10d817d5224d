"""Dates, times, durations, and working time under a calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.calendars import Moment, build
from engine.feel import FeelError, Months, compile_expression
from tests.engine.feel.test_expressions import result, same, table

MOSCOW = ZoneInfo("Europe/Moscow")


@table(
    ('date("2026-03-01")', date(2026, 3, 1)),
    ('@"2026-03-01"', date(2026, 3, 1)),
    ("date(2026, 3, 1)", date(2026, 3, 1)),
    ('date("2026-02-30")', None),
    ('date("2026-3-1")', None),
    ("date(2026, 13, 1)", None),
    ('date(@"2026-03-01T10:00:00Z")', date(2026, 3, 1)),
    ('time("10:30:00")', time(10, 30)),
    ("time(10, 30, 0)", time(10, 30)),
    ('time("10:30:00Z")', time(10, 30, tzinfo=UTC)),
    ('time("24:00:00")', None),
    ('time(@"2026-03-01T10:30:00")', time(10, 30)),
    ('date and time("2026-03-01T10:30:00Z")', datetime(2026, 3, 1, 10, 30, tzinfo=UTC)),
    ('date and time("2026-03-01T10:30:00@Europe/Moscow")', datetime(2026, 3, 1, 10, 30, tzinfo=MOSCOW)),
    ('date and time("2026-03-01T10:30:00@Europe/Nowhere")', None),
    ('date and time(@"2026-03-01", @"10:30:00Z")', datetime(2026, 3, 1, 10, 30, tzinfo=UTC)),
    ('duration("P1DT2H3M4.5S")', timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
    ('duration("-PT90M")', timedelta(minutes=-90)),
    ('duration("P1Y2M")', Months(14)),
    ('duration("-P1M")', Months(-1)),
    ('duration("P1Y1D")', None),
    ('duration("P")', None),
    ('duration("PT")', None),
    ('years and months duration(@"2025-01-31", @"2026-03-01")', Months(13)),
    ('years and months duration(@"2026-03-01", @"2025-12-31")', Months(-2)),
)
def test_made_from_text_and_parts(text: str, expected: object) -> None:
    assert result(text) == expected


@table(
    ('@"2026-01-31" + @"P1M"', date(2026, 2, 28)),
    ('@"2026-03-31" - @"P1M"', date(2026, 2, 28)),
    ('@"2026-01-01" + @"P1D"', date(2026, 1, 2)),
    ('@"P1D" + @"2026-01-01"', date(2026, 1, 2)),
    ('@"2026-03-01" - @"2026-02-01"', timedelta(days=28)),
    ('@"2026-03-01T12:00:00Z" - @"2026-03-01T12:00:00+03:00"', timedelta(hours=3)),
    ('@"10:00:00" + @"PT15H"', time(1)),
    ('@"10:00:00" - @"09:00:00"', timedelta(hours=1)),
    ('@"P1D" + @"PT12H"', timedelta(hours=36)),
    ('@"P1Y" - @"P1M"', Months(11)),
    ('@"P1D" * 1.5', timedelta(hours=36)),
    ('@"P1D" / 2', timedelta(hours=12)),
    ('@"P1D" / @"PT6H"', 4),
    ('@"P1Y" / 2', Months(6)),
    ('@"P1Y" / @"P3M"', 4),
    ('-@"P1D"', timedelta(days=-1)),
    ('@"P1D" + @"P1M"', None),
    ('@"9999-12-31" + @"P1D"', None),
    ('@"9999-12-31" + @"P1M"', None),
    ('@"P1D" * 10 ** 30', None),
    ('@"2026-01-01" + 1', None),
)
def test_reckoned_with(text: str, expected: object) -> None:
    assert result(text) == expected


@table(
    ('@"2026-01-01" < @"2026-01-02"', True),
    ('@"10:00:00Z" = @"13:00:00+03:00"', True),
    ('@"2026-01-01T10:00:00Z" = @"2026-01-01T13:00:00@Europe/Moscow"', True),
    ('@"2026-01-01" = @"2026-01-01T00:00:00Z"', None),
    ('@"P1D" = @"PT24H"', True),
    ('@"P12M" = @"P1Y"', True),
    ('@"P1M" < @"P31D"', None),
    ('@"2026-01-15" in [@"2026-01-01"..@"2026-01-31"]', True),
)
def test_compared(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ('@"2026-03-01".year', 2026),
    ('@"2026-03-01".weekday', 7),
    ('@"2026-03-01T10:20:30+03:00".minute', 20),
    ('@"2026-03-01T10:20:30+03:00".time offset', timedelta(hours=3)),
    ('@"2026-03-01T10:20:30@Europe/Moscow".timezone', "Europe/Moscow"),
    ('@"P1DT25H61M".days', 2),
    ('@"P1DT25H61M".hours', 2),
    ('@"P1Y14M".years', 2),
    ('@"-P14M".months', -2),
    ('day of week(@"2026-03-01")', "Sunday"),
    ('month of year(@"2026-03-01")', "March"),
    ('day of year(@"2026-03-01")', 60),
    ('week of year(@"2026-01-01")', 1),
    ('last day of month(@"2026-02-05").day', 28),
    ('abs(@"-P1D") = @"P1D"', True),
)
def test_looked_into(text: str, expected: object) -> None:
    assert same(result(text), expected)


@table(
    ('string(@"2026-03-01T10:20:30Z")', "2026-03-01T10:20:30Z"),
    ('string(@"2026-03-01T10:20:30@Europe/Moscow")', "2026-03-01T10:20:30@Europe/Moscow"),
    ('string(@"-P1DT2H3.5S")', "-P1DT2H3.5S"),
    ('string(@"P14M")', "P1Y2M"),
    ('string(@"PT0S")', "PT0S"),
    ('string(@"P0M")', "P0M"),
)
def test_printed_as_written(text: str, expected: str) -> None:
    assert result(text) == expected


@pytest.fixture
def friday_evening() -> Moment:
    """Friday 6 March 2026, 21:30 in Moscow."""
    return Moment(datetime(2026, 3, 6, 18, 30, tzinfo=UTC), build([2026], country=None))


def at(text: str, moment: Moment, **values: object) -> object:
    return compile_expression(text).evaluate(values, moment)


def test_now_and_today_are_the_moments_in_local_time(friday_evening: Moment) -> None:
    assert at("now().hour", friday_evening) == 21
    assert at("today()", friday_evening) == date(2026, 3, 6)
    late = Moment(datetime(2026, 3, 6, 22, 30, tzinfo=UTC), friday_evening.calendar)
    assert at("today()", late) == date(2026, 3, 7)


def test_a_time_without_a_zone_is_the_organisations(friday_evening: Moment) -> None:
    signal = datetime(2026, 3, 6, 7, 0, tzinfo=UTC)
    assert at('signal_at = @"2026-03-06T10:00:00"', friday_evening, signal_at=signal) is True
    assert at('signal_at < date and time("2026-03-06T10:00:01")', friday_evening, signal_at=signal) is True
    assert at('date and time(@"2026-03-06", @"10:00:00") = signal_at', friday_evening, signal_at=signal) is True


def test_working_days_end_with_the_day_and_skip_the_weekend(friday_evening: Moment) -> None:
    monday = datetime(2026, 3, 2, 12, 0, tzinfo=MOSCOW)
    due = at("working days after(signal_at, 5)", friday_evening, signal_at=monday)
    assert isinstance(due, datetime)
    assert due.date() == date(2026, 3, 9)
    assert due == friday_evening.calendar.add_working_days(monday, 5)
    assert at("working days after(signal_at, 1.5)", friday_evening, signal_at=monday) is None
    assert at("working days after(signal_at, -1)", friday_evening, signal_at=monday) is None
    assert at("working days after(signal_at, 10 ** 9)", friday_evening, signal_at=monday) is None


def test_working_hours_and_days_between(friday_evening: Moment) -> None:
    calendar = friday_evening.calendar
    monday = datetime(2026, 3, 2, 12, 0, tzinfo=MOSCOW)
    assert at("working hours after(a, 24)", friday_evening, a=monday) == calendar.add_working_hours(monday, 24)
    assert at("working days between(a, b)", friday_evening, a=date(2026, 3, 6), b=date(2026, 3, 9)) == 1
    assert at("is working day(a)", friday_evening, a=date(2026, 3, 7)) is False
    assert at("is working day(a)", friday_evening, a=monday) is True


@pytest.mark.parametrize("text", ["now()", "today()", 'working days after(@"2026-03-01", 1)'])
def test_time_is_given_never_taken(text: str) -> None:
    with pytest.raises(FeelError):
        compile_expression(text).evaluate({})
