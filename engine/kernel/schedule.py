"""When timer events are due: ISO 8601 dates, durations and cycles, reckoned by the calendar.

Months are calendar months clipped to the month's last day and counted from the anchor, so a cycle
of one month from 31 January falls on 28 February and then 31 March. Days keep the local time of
day; hours, minutes and seconds are real time.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.calendars import Calendar, Moment
from engine.feel.values import Months

_NUMBER = r"(\d{1,6}(?:[.,]\d{1,6})?)"
_PERIOD = re.compile(
    rf"P(?:(\d{{1,4}})Y)?(?:(\d{{1,5}})M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?P<time>T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
_REPEAT = re.compile(r"R(\d{1,6})?")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A duration: calendar months and days, and a `rest` of real time."""

    months: int = 0
    days: int = 0
    rest: timedelta = timedelta()

    @property
    def empty(self) -> bool:
        return not (self.months or self.days or self.rest)

    @property
    def longest(self) -> timedelta:
        """No span lasts longer than this, whatever the months and the changes of clocks."""
        return self.months * 31 * DAY + self.days * DAY + self.rest + (self.months or self.days) * SECOND * 7200

    def after(self, start: datetime, times: int, calendar: Calendar) -> datetime:
        """So many spans after `start`, all counted from it. Raises OverflowError, ValueError."""
        moment = calendar.add_months(start, self.months * times) if self.months else start
        moment = calendar.add_days(moment, self.days * times) if self.days else moment
        return calendar.local(moment.astimezone(UTC) + self.rest * times) if self.rest else moment


@dataclass(frozen=True, slots=True)
class Schedule:
    """Moments in time: once `at` a moment, once after a `span`, or every `span` (cycles).

    A cycle counts from `at` where given, itself the first occurrence, else from its anchor.
    `repeats` None never stops.
    """

    span: Span | None = None
    at: date | None = None
    repeats: int | None = 1

    def anchor(self, moment: Moment) -> datetime:
        """What occurrences are counted from, on arrival at `moment`."""
        return moment.now if self.at is None else _moment(self.at, moment.calendar)

    def first(self, moment: Moment) -> int:
        """The number of the first occurrence not before arrival; the last one if all have passed."""
        if self.at is None or self.span is None:
            return 1
        start = self.anchor(moment)
        number = max(1, int((moment.now - start) / self.span.longest))
        while self.due(start, number, moment.calendar) < moment.now:
            number += 1
        return number if self.repeats is None else min(number, self.repeats)

    def due(self, anchor: datetime, number: int, calendar: Calendar) -> datetime:
        """The moment of the occurrence `number`, counted from 1."""
        if self.span is None:
            return anchor
        return self.span.after(anchor, number if self.at is None else number - 1, calendar)

    def ends_with(self, number: int) -> bool:
        """Whether the occurrence `number` is the last one."""
        return self.repeats is not None and number >= self.repeats


def parse(kind: str, text: str) -> Schedule:
    """A timer's ISO text (`kind` is date, duration or cycle); raises ValueError."""
    text = text.strip()
    if kind == "date":
        return Schedule(at=_date(text))
    if kind == "duration":
        return Schedule(span(text))
    return _cycle(text)


def span(text: str) -> Span:
    """An ISO duration such as P1M, P14D, PT36H; raises ValueError."""
    found = _PERIOD.fullmatch(text.strip().upper())
    if not found or text[-1:] in "PpTt":
        raise ValueError(text)
    years, months, weeks, days, clock, hours, minutes, seconds = found.groups()
    whole = _decimal(weeks) * 7 + _decimal(days)
    part = (whole % 1) * 86400 + _decimal(hours) * 3600 + _decimal(minutes) * 60 + _decimal(seconds)
    return Span(int(years or 0) * 12 + int(months or 0), int(whole), timedelta(microseconds=int(part * 1_000_000)))


def of_value(kind: str, value: Any) -> Schedule:
    """What an expression gave for a timer: ISO text, a date, or a duration; raises ValueError."""
    match value:
        case str():
            return parse(kind, value)
        case date() if kind == "date":
            return Schedule(at=value)
        case timedelta() if kind != "date" and value >= timedelta():
            return _every(kind, Span(days=value.days, rest=value - value.days * DAY))
        case Months() if kind != "date" and value.count >= 0:
            return _every(kind, Span(months=value.count))
    raise ValueError(str(value))


def _every(kind: str, length: Span) -> Schedule:
    if kind == "cycle" and length.empty:
        raise ValueError("a cycle of no time")
    return Schedule(length, repeats=None if kind == "cycle" else 1)


def _cycle(text: str) -> Schedule:
    repeat, *parts = text.split("/")
    found = _REPEAT.fullmatch(repeat.upper())
    if not found or not 1 <= len(parts) <= 2 or found[1] == "0":
        raise ValueError(text)
    start = _date(parts[0]) if len(parts) == 2 else None
    length = span(parts[-1])
    if length.empty:
        raise ValueError(text)
    return Schedule(length, start, int(found[1]) if found[1] else None)


def _date(text: str) -> date:
    return date.fromisoformat(text) if len(text) <= 10 and "T" not in text else datetime.fromisoformat(text)


def _moment(day: date, calendar: Calendar) -> datetime:
    """Dates begin at midnight, and what has no zone is local."""
    if not isinstance(day, datetime):
        return datetime.combine(day, time.min, calendar.zone)
    return day.replace(tzinfo=calendar.zone) if day.tzinfo is None else day


def _decimal(text: str | None) -> Decimal:
    return Decimal((text or "0").replace(",", "."))
