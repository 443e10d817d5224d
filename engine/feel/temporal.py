"""Dates, times and durations: read from text, added to one another."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.feel.values import Months

_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_TIME = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,20}))?"
_ZONE = r"(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+\-]+(?:/[A-Za-z0-9_+\-]+)*)?"
_READ_DATE = re.compile(_DATE)
_READ_TIME = re.compile("T?" + _TIME + _ZONE)
_READ_BOTH = re.compile(_DATE + "T" + _TIME + _ZONE)
_READ_MONTHS = re.compile(r"(-)?P(?:([0-9]+)Y)?(?:([0-9]+)M)?")
_READ_SPAN = re.compile(r"(-)?P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]{1,20}))?S)?)?")
_LONGEST = 120

Temporal = date | time | datetime | timedelta | Months


def parse_temporal(text: str) -> Temporal | None:
    """Whatever an `@"..."` literal may hold."""
    return parse_date(text) or parse_both(text) or parse_time(text) or parse_duration(text)


def parse_date(text: str) -> date | None:
    """`2026-03-01`; None for anything else."""
    found = _READ_DATE.fullmatch(text)
    return make_date(*map(int, found.groups())) if found else None


def make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def parse_time(text: str) -> time | None:
    """`10:30:00`, with a fraction, an offset or an `@Zone/Name`; compare with None, midnight is a time too."""
    found = _READ_TIME.fullmatch(text) if len(text) <= _LONGEST else None
    return _time(*found.groups()) if found else None


def _time(hour: str, minute: str, second: str, fraction: str | None, zone: str | None) -> time | None:
    try:
        micros = int((fraction or "0").ljust(6, "0")[:6])
        return time(int(hour), int(minute), int(second), micros, parse_zone(zone))
    except (ValueError, ZoneInfoNotFoundError):
        return None


def parse_both(text: str) -> datetime | None:
    """`2026-03-01T10:30:00`, with whatever a time may have; a date alone is its midnight."""
    found = _READ_BOTH.fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        return None
    day = make_date(*map(int, found.groups()[:3]))
    clock = _time(*found.groups()[3:])
    return None if day is None or clock is None else datetime.combine(day, clock)


def parse_zone(text: str | None) -> tzinfo | None:
    """Raises ValueError or ZoneInfoNotFoundError for a zone that does not exist."""
    if not text:
        return None
    if text == "Z":
        return UTC
    if text.startswith("@"):
        return zone_named(text[1:])
    hours, minutes, seconds = (*map(int, text[1:].split(":")), 0)[:3]
    if hours > 14 or minutes > 59 or seconds > 59:
        raise ValueError(text)
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-offset if text[0] == "-" else offset)


def zone_named(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (OSError, IsADirectoryError) as problem:  # the name of a folder of the zone database
        raise ValueError(name) from problem


def parse_duration(text: str) -> timedelta | Months | None:
    """`P1Y2M` is a number of months, `P1DT2H` a length of time; the two are never mixed."""
    if len(text) > _LONGEST or text[-1:] in {"P", "T"}:
        return None
    if found := _READ_MONTHS.fullmatch(text):
        count = 12 * int(found[2] or 0) + int(found[3] or 0)
        return Months(-count if found[1] else count)
    if found := _READ_SPAN.fullmatch(text):
        return _span(*found.groups())
    return None


def _span(sign: str | None, *parts: str | None) -> timedelta | None:
    days, hours, minutes, seconds = (int(part or 0) for part in parts[:4])
    micros = int((parts[4] or "0").ljust(6, "0")[:6])
    try:
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=micros)
        return -span if sign else span
    except OverflowError:
        return None


def add_months(day: date | datetime, count: int) -> date | datetime:
    """The same day of another month, or that month's last day; raises OverflowError outside years 1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(year)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def add_span(moment: datetime, span: timedelta) -> datetime:
    """Time that really passes: a day with a clock change in a zone is 23 or 25 hours long."""
    if moment.tzinfo is None:
        return moment + span
    return (moment.astimezone(UTC) + span).astimezone(moment.tzinfo)


def between(later: datetime, earlier: datetime) -> timedelta:
    """Raises TypeError when only one of the two has a zone."""
    if later.tzinfo is not None and earlier.tzinfo is not None:
        return later.astimezone(UTC) - earlier.astimezone(UTC)
    return later - earlier


def shift_time(clock: time, span: timedelta) -> time:
    """Past midnight it starts again."""
    day = datetime.combine(date(2000, 1, 2), clock.replace(tzinfo=None))
    inside = timedelta(microseconds=(span // timedelta(microseconds=1)) % 86_400_000_000)
    return (day + inside).timetz().replace(tzinfo=clock.tzinfo)


def months_between(start: date, end: date) -> Months:
    """Whole calendar months from one day to another, towards zero."""
    count = (end.year - start.year) * 12 + end.month - start.month
    first, last = _within_month(start), _within_month(end)
    if count > 0 and last < first:
        count -= 1
    elif count < 0 and last > first:
        count += 1
    return Months(count)


def _within_month(day: date) -> tuple[int, time]:
    return day.day, day.time() if isinstance(day, datetime) else time()
