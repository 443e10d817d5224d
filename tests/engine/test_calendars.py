"""Working time: Russian days off and transfers, an organisation's own days, and clocks that change."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendars import BadCalendar, Calendar, Day, Hours, Reason, add_months, build

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = build(range(2020, 2031))
EIGHT_HOURS = build(range(2020, 2028), week=("09:00-17:00",) * 5 + (None, None))
NIGHT = Calendar("Europe/Berlin", (Hours.parse("01:00-04:00"),) * 7)
ALWAYS = Calendar("Europe/Berlin", (Hours.parse("00:00-24:00"),) * 7)
FAR_EAST = build(range(2025, 2029), "Asia/Vladivostok", ("10:00-19:00",) * 6 + (None,))
CALENDARS = st.sampled_from([OFFICE, NIGHT, ALWAYS, FAR_EAST, build([2026], country=None)])
MOMENTS = st.integers(1_735_689_600, 1_861_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("year", "days", "hours"),
    [
        (2020, 248, 1979),
        (2021, 247, 1972),
        (2022, 247, 1973),
        (2023, 247, 1973),
        (2024, 248, 1979),
        (2025, 247, 1972),
        (2026, 247, 1972),
    ],
)
def test_a_russian_year_has_the_working_time_of_the_official_calendar(year: int, days: int, hours: int) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    assert EIGHT_HOURS.working_days_between(first - timedelta(days=1), last) == days
    midnight, end = at(f"{year}-01-01T00:00"), at(f"{year + 1}-01-01T00:00")
    assert EIGHT_HOURS.working_between(midnight, end) == timedelta(hours=hours)


def test_a_day_off_moved_by_decree_says_where_from() -> None:
    moved = OFFICE.why(date(2026, 12, 31))
    assert moved == Day(None, Reason.MOVED, "Выходной (перенесено с 04.01.2026)", date(2026, 1, 4))


def test_a_saturday_worked_has_the_hours_of_the_day_it_stands_for() -> None:
    assert OFFICE.days[date(2024, 4, 27)] == Day(Hours.parse("09:00-18:00"), Reason.WORKED, "", date(2024, 4, 29))
    short = OFFICE.days[date(2025, 11, 1)]
    assert str(short.hours) == "09:00-17:00", "the freed Monday would have been the eve of a holiday"


def test_a_day_before_a_holiday_closes_an_hour_early_unless_it_is_off_itself() -> None:
    assert OFFICE.closes(date(2026, 6, 11)) == at("2026-06-11T17:00")
    assert OFFICE.days[date(2026, 6, 11)].name == "День России"
    assert OFFICE.closes(date(2026, 2, 20)) == at("2026-02-20T18:00"), "a Friday; the holiday comes on Monday"
    assert not OFFICE.is_working(date(2026, 12, 31))


def test_a_year_without_a_decree_is_not_settled_and_follows_the_general_rule() -> None:
    assert {2026, 2027} <= OFFICE.settled
    assert not {2029, 2030} & OFFICE.settled
    assert OFFICE.days[date(2030, 2, 25)].since == date(2030, 2, 23), "a Saturday's holiday frees Monday"
    assert OFFICE.days[date(2029, 1, 8)].reason is Reason.HOLIDAY
    assert OFFICE.is_working(date(2029, 1, 9)), "a weekend in January frees nothing by itself"


def test_the_organisations_own_days_win() -> None:
    own = {
        date(2026, 1, 5): Day.open("10:00-14:00", "Дежурство"),
        date(2026, 3, 4): Day.off("Ремонт"),
        date(2026, 3, 7): Day.open("09:00-18:00"),
        date(2026, 6, 11): Day.open("09:00-18:00"),
    }
    ours = build([2026], own=own)
    assert ours.add_working_days(at("2026-01-01T12:00"), 0) == at("2026-01-05T14:00")
    assert not ours.is_working(date(2026, 3, 4))
    assert ours.is_working(date(2026, 3, 7))
    assert ours.closes(date(2026, 6, 11)) == at("2026-06-11T18:00")


def test_an_organisation_without_a_country_knows_weekends_only() -> None:
    plain = build([2026], country=None)
    assert plain.is_working(date(2026, 1, 1))
    assert plain.settled == {2026}


def test_a_calendar_is_data_and_equal_ones_have_one_checksum() -> None:
    again = Calendar.from_data(json.loads(json.dumps(OFFICE.to_data())))
    assert again == OFFICE
    assert again.checksum == OFFICE.checksum
    assert build(range(2020, 2031)).checksum == OFFICE.checksum
    assert build(range(2020, 2031), own={date(2026, 3, 4): Day.off()}).checksum != OFFICE.checksum


@pytest.mark.parametrize(
    "damage",
    [{"format": 2}, {"week": [None] * 7}, {"week": []}, {"timezone": "Mars/Base"}, {"timezone": "../etc/passwd"}]
    + [{"days": {"x": {}}}, {"days": {"2026-01-01": {}}}, {"settled": ["x"]}, {"week": ["18:00-09:00"] * 7}],
)
def test_a_calendar_that_cannot_be_is_refused(damage: dict[str, object]) -> None:
    with pytest.raises(BadCalendar):
        Calendar.from_data(OFFICE.to_data() | damage)


@pytest.mark.parametrize("wrong", [{"country": "XX"}, {"week": ("9-18",) * 7}, {"timezone": "Nowhere"}])
def test_settings_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadCalendar):
        build([2026], **wrong)  # type: ignore[arg-type]


def test_working_days_count_from_the_day_after_arrival() -> None:
    assert OFFICE.add_working_days(at("2026-12-30T17:40"), 1) == at("2027-01-11T18:00")
    assert OFFICE.add_working_days(at("2026-12-30T18:00"), 1) == at("2027-01-12T18:00"), "after hours: the next opening"
    assert OFFICE.add_working_days(at("2026-11-21T12:00"), 3) == at("2026-11-26T18:00"), "Saturday counts as Monday"
    assert OFFICE.add_working_days(at("2026-11-23T07:00"), 0) == at("2026-11-23T18:00")


def test_working_hours_run_only_while_the_office_is_open() -> None:
    assert OFFICE.add_working_hours(at("2026-12-30T17:40"), 1) == at("2027-01-11T09:40")
    assert OFFICE.add_working_hours(at("2026-12-30T09:00"), 9) == at("2026-12-30T18:00")
    assert OFFICE.add_working_hours(at("2026-12-30T20:00"), Decimal("0.5")) == at("2027-01-11T09:30")


def test_time_is_not_counted_backward() -> None:
    with pytest.raises(ValueError, match="forward"):
        OFFICE.add_working_days(at("2026-12-30T17:40"), -1)
    with pytest.raises(ValueError, match="forward"):
        OFFICE.add_working_hours(at("2026-12-30T17:40"), -1)


def test_working_time_between_two_moments() -> None:
    friday, monday = at("2026-11-20T17:00"), at("2026-11-23T10:30")
    assert OFFICE.working_between(friday, monday) == timedelta(hours=2.5)
    assert OFFICE.working_between(monday, friday) == timedelta(hours=-2.5)
    assert OFFICE.working_days_between(friday.date(), monday.date()) == 1
    assert OFFICE.working_days_between(monday.date(), friday.date()) == -1


def test_a_month_ends_on_its_last_day_at_the_latest() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert OFFICE.add_months(at("2026-01-31T17:40"), 1) == at("2026-02-28T17:40")


def test_clocks_that_change_are_reckoned_in_real_time() -> None:
    assert NIGHT.working_between(
        datetime(2026, 3, 28, tzinfo=NIGHT.zone), datetime(2026, 3, 30, tzinfo=NIGHT.zone)
    ) == timedelta(hours=3 + 2)
    autumn = datetime(2026, 10, 25, 1, tzinfo=NIGHT.zone)
    assert NIGHT.add_working_hours(autumn, 4) == datetime(2026, 10, 25, 4, tzinfo=NIGHT.zone)
    assert ALWAYS.add_working_hours(autumn, 24) - autumn.astimezone(UTC) == timedelta(hours=24)
    skipped = NIGHT.add_days(datetime(2026, 3, 28, 2, 30, tzinfo=NIGHT.zone), 1)
    assert (skipped.hour, skipped.minute) == (3, 30)


def test_the_calendars_clock_decides_whatever_zone_a_moment_comes_in() -> None:
    moscow = at("2026-12-30T17:40")
    assert OFFICE.add_working_days(moscow.astimezone(UTC), 1) == OFFICE.add_working_days(moscow, 1)
    evening = datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert OFFICE.opening(evening).date() == date(2026, 11, 23)
    assert FAR_EAST.opening(evening) == datetime(2026, 11, 21, 10, tzinfo=FAR_EAST.zone)


@given(CALENDARS, MOMENTS, MOMENTS, st.integers(0, 40))
def test_more_time_or_a_later_start_never_ends_earlier(
    office: Calendar, one: datetime, two: datetime, count: int
) -> None:
    first, last = sorted((one, two))
    for add in (office.add_working_days, office.add_working_hours):
        assert add(first, count) <= add(last, count)
        assert add(first, count) <= add(first, count + 1)


@given(CALENDARS, MOMENTS, st.decimals(0, 200, places=3))
def test_working_hours_added_are_the_working_time_between(office: Calendar, start: datetime, hours: Decimal) -> None:
    end = office.add_working_hours(start, hours)
    assert office.working_between(start, end) == timedelta(microseconds=int(hours * 3_600_000_000))
    assert office.is_working((end - timedelta(microseconds=1)).date()) or not hours


@given(CALENDARS, MOMENTS, st.integers(0, 40))
def test_working_days_added_are_the_working_days_between(office: Calendar, start: datetime, count: int) -> None:
    end = office.add_working_days(start, count)
    assert office.working_days_between(office.opening(start).date(), (end - timedelta(seconds=1)).date()) == count
    assert end >= start
