"""Dates, times and durations made from text or from their parts."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from engine.feel.arithmetic import Number
from engine.feel.functions.registry import function
from engine.feel.moments import MomentLike, localized
from engine.feel.temporal import (
    make_date,
    months_between,
    parse_both,
    parse_date,
    parse_duration,
    parse_time,
    zone_named,
)
from engine.feel.values import Months


@function("date", "from: string")
def date_from_text(text: str) -> date | None:
    return parse_date(text)


@function("date", "from: date|datetime")
def date_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


@function("date", "year: number, month: number, day: number")
def date_of_parts(year: Number, month: Number, day: Number) -> date | None:
    return make_date(*map(_whole, (year, month, day)))


def _whole(value: Number) -> int:
    if value != int(value):
        raise ValueError(value)
    return int(value)


@function("time", "from: string")
def time_from_text(text: str) -> time | None:
    return parse_time(text)


@function("time", "from: time|datetime|date")
def time_of(value: time | date) -> time:
    if isinstance(value, datetime):
        return value.timetz()
    return value if isinstance(value, time) else time(tzinfo=timezone(timedelta()))


@function("time", "hour: number, minute: number, second: number, offset?: span|null")
def time_of_parts(hour: Number, minute: Number, second: Number, offset: timedelta | None) -> time:
    micros = int((Decimal(second) - int(second)) * 1_000_000)
    zone = None if offset is None else timezone(offset)
    return time(_whole(hour), _whole(minute), int(second), micros, zone)


@function("date and time", "from: string", timed=True)
def both_from_text(moment: MomentLike | None, text: str) -> datetime | None:
    """Without a zone it is the organisation's own time."""
    day = parse_date(text)
    found = parse_both(text) if day is None else datetime.combine(day, time())
    return None if found is None else localized(found, moment)


@function("date and time", "from: datetime")
def same_both(value: datetime) -> datetime:
    return value


@function("date and time", "date: date|datetime, time: time", timed=True)
def both_of_parts(moment: MomentLike | None, day: date, clock: time) -> datetime:
    return localized(datetime.combine(day, clock, clock.tzinfo), moment)


@function("date and time", "date: datetime, timezone: string")
def both_in_zone(value: datetime, zone: str) -> datetime | None:
    return None if value.tzinfo is None else value.astimezone(zone_named(zone))


@function(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number",
    timed=True,
)
def both_of_numbers(moment: MomentLike | None, *parts: Number) -> datetime:
    year, month, day, hour, minute, second = map(_whole, parts)
    return localized(datetime(year, month, day, hour, minute, second), moment)  # noqa: DTZ001 - the zone follows


@function("duration", "from: string")
def duration(text: str) -> timedelta | Months | None:
    return parse_duration(text)


@function("duration", "from: span|months")
def same_duration(value: timedelta | Months) -> timedelta | Months:
    return value


@function("years and months duration", "from: date|datetime, to: date|datetime")
def years_and_months(start: date, end: date) -> Months:
    return months_between(start, end)
