"""What a dot reaches: entries of contexts, properties of dates, times, durations and ranges."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.values import DATE_TIME, DAY_TIME, YEAR_MONTH, kind

Property = Callable[[Any], object]


def _offset(value: datetime | time) -> timedelta | None:
    return value.utcoffset()


def _zone(value: datetime | time) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _parts(span: timedelta) -> tuple[int, int, int, int]:
    """Days, hours, minutes, seconds; all negative for a negative span."""
    whole = abs(span)
    hours, rest = divmod(whole.seconds, 3600)
    sign = -1 if span < timedelta() else 1
    return sign * whole.days, sign * hours, sign * (rest // 60), sign * (rest % 60)


_DATE: dict[str, Property] = {
    "year": lambda day: day.year,
    "month": lambda day: day.month,
    "day": lambda day: day.day,
    "weekday": lambda day: day.isoweekday(),
}
_TIME: dict[str, Property] = {
    "hour": lambda clock: clock.hour,
    "minute": lambda clock: clock.minute,
    "second": lambda clock: clock.second,
    "time offset": _offset,
    "timezone": _zone,
}
PROPERTIES: dict[str, dict[str, Property]] = {
    "date": _DATE,
    "time": _TIME,
    DATE_TIME: {**_DATE, **_TIME},
    DAY_TIME: {
        "days": lambda span: _parts(span)[0],
        "hours": lambda span: _parts(span)[1],
        "minutes": lambda span: _parts(span)[2],
        "seconds": lambda span: _parts(span)[3],
    },
    YEAR_MONTH: {"years": lambda months: months.years, "months": lambda months: months.months},
    "range": {
        "start": lambda span: span.start,
        "end": lambda span: span.end,
        "start included": lambda span: span.start_included,
        "end included": lambda span: span.end_included,
    },
}


def entry(value: object, name: str) -> object:
    """Null where there is no such entry; of a list, the entry of each item."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        return [entry(item, name) for item in value]
    found = PROPERTIES.get(kind(value), {}).get(name)
    return found(value) if found else None


def at_position(items: list[Any], position: int | Decimal) -> object:
    """From 1, from the end with a minus; null outside the list."""
    if not -len(items) <= position <= len(items) or position == 0 or position != int(position):
        return None
    return items[int(position) - 1 if position > 0 else int(position)]
