"""Working time of an organisation: which days and hours count, and moments reckoned in them.

A `Calendar` is data only: once built it is stored by its checksum, and a case replays with the calendar it
lived under whatever the libraries say by then. Moments handed in are aware; moments handed out are in the
calendar's time zone. Lunch is not modelled. Durations are real time, so a change of clocks is exact.
"""

import calendar as months
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from engine.errors import N_, OporaError
from engine.hours import Day, Hours, Reason
from engine.public_holidays import PublicDay, known

__all__ = ["BadCalendar", "Calendar", "Day", "Hours", "Moment", "Reason", "add_months", "build", "to_span"]

ONE_DAY = timedelta(days=1)
OFFICE_WEEK = ("09:00-18:00",) * 5 + (None, None)
FORMAT = 1


class BadCalendar(OporaError):
    """A calendar that cannot be: no working weekday, an unknown time zone, hours the wrong way round."""

    code: ClassVar[str] = "calendar"

    def __init__(self, sentence: str, **params: Any) -> None:
        self.sentence = sentence
        super().__init__(**params)


@dataclass(frozen=True)
class Calendar:
    """Weekly hours, days unlike their weekday, and the years whose public holidays are `settled`."""

    timezone: str
    week: tuple[Hours | None, ...]
    days: Mapping[date, Day] = field(default_factory=dict)
    settled: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise BadCalendar(N_("A week has seven days, and one of them is worked."))
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError) as error:
            raise BadCalendar(N_("There is no time zone %(name)s."), name=self.timezone) from error

    # -- data

    def to_data(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "timezone": self.timezone,
            "week": [hours and str(hours) for hours in self.week],
            "days": {day.isoformat(): self.days[day].to_data() for day in sorted(self.days)},
            "settled": sorted(self.settled),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Calendar":
        """Raises BadCalendar."""
        try:
            if data["format"] != FORMAT:
                raise ValueError("format")
            return cls(
                data["timezone"],
                tuple(Hours.parse(text) if text else None for text in data["week"]),
                {date.fromisoformat(day): Day.from_data(entry) for day, entry in data["days"].items()},
                frozenset(int(year) for year in data["settled"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadCalendar(N_("The data of a calendar cannot be read.")) from error

    @cached_property
    def checksum(self) -> str:
        """SHA-256 of the canonical data: equal calendars, equal checksums."""
        text = json.dumps(self.to_data(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    # -- days

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def day(self, moment: datetime) -> date:
        """The organisation's day that the moment falls on."""
        return self.local(moment).date()

    def hours(self, day: date) -> Hours | None:
        entry = self.days.get(day)
        return entry.hours if entry else self.week[day.weekday()]

    def is_working(self, day: date) -> bool:
        return self.hours(day) is not None

    def why(self, day: date) -> Day | None:
        """What is special about a day; an ordinary weekend counts as special, an ordinary working day not."""
        if day in self.days:
            return self.days[day]
        return Day(None, Reason.WEEKEND) if self.week[day.weekday()] is None else None

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += ONE_DAY
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def last_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        day -= ONE_DAY
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def opens(self, day: date) -> datetime:
        """Opening of a working day."""
        hours = self.hours(day)
        return self._at(day, hours.opens if hours else 0)

    def closes(self, day: date) -> datetime:
        """Close of business of a working day."""
        hours = self.hours(day)
        return max(self._at(day, hours.closes if hours else 0), self.opens(day), key=_utc)

    def midnight(self, day: date) -> datetime:
        """The moment a day begins."""
        return self._at(day, 0)

    def opening(self, moment: datetime) -> datetime:
        """The moment itself when it is in working time, else the next opening."""
        here = self.local(moment)
        today = here.date()
        if self.is_working(today) and _utc(here) < _utc(self.closes(today)):
            return max(here, self.opens(today), key=_utc)
        return self.opens(self.next_working_day(today))

    # -- reckoning

    def add_working_days(self, start: datetime, count: int) -> datetime:
        """Close of business of the n-th working day after the (effective) day of `start`.

        A start outside working time counts as the next opening; 0 is the close of that very day.
        """
        if count < 0:
            raise ValueError("working days are counted forward")
        day = self.opening(start).date()
        for _ in range(count):
            day = self.next_working_day(day)
        return self.closes(day)

    def add_working_hours(self, start: datetime, hours: Decimal | int) -> datetime:
        """The moment when so many working hours have passed; exact to the microsecond."""
        if hours < 0:
            raise ValueError("working hours are counted forward")
        left, here = to_span(hours), self.opening(start)
        while left > (today := self.closes(here.date()) - _utc(here)):
            left -= today
            here = self.opens(self.next_working_day(here.date()))
        return self.local(_utc(here) + left)

    def working_between(self, start: datetime, end: datetime) -> timedelta:
        """Working time between two moments; negative when they are the other way round."""
        if _utc(end) < _utc(start):
            return -self.working_between(end, start)
        total, first, last = timedelta(), self.local(start), self.local(end)
        for day in _days(first.date(), last.date()):
            if self.is_working(day):
                worked = _utc(min(self.closes(day), last, key=_utc)) - max(self.opens(day), first, key=_utc)
                total += max(worked, timedelta())
        return total

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when they are the other way round."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(day) for day in _days(start + ONE_DAY, end))

    def add_months(self, start: datetime, count: int) -> datetime:
        """The same local day and time so many calendar months on, clipped to the month's last day."""
        here = self.local(start)
        return self._on(add_months(here.date(), count), here.time())

    def add_days(self, start: datetime, count: int) -> datetime:
        """The same local time so many calendar days on."""
        here = self.local(start)
        return self._on(here.date() + count * ONE_DAY, here.time())

    def _at(self, day: date, minutes: int) -> datetime:
        return self._on(day + minutes // 1440 * ONE_DAY, time(minutes % 1440 // 60, minutes % 60))

    def _on(self, day: date, clock: time) -> datetime:
        """A local moment; one that the change of clocks skips is moved on, as clocks are."""
        return _utc(datetime.combine(day, clock, self.zone)).astimezone(self.zone)


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, and the calendar it is reckoned in."""

    now: datetime
    calendar: Calendar


def build(
    years: Iterable[int],
    timezone: str = "Europe/Moscow",
    week: Iterable[str | None] = OFFICE_WEEK,
    country: str | None = "RU",
    own: Mapping[date, Day] | None = None,
) -> Calendar:
    """A calendar of an organisation; its `own` days win over public ones. Raises BadCalendar.

    `week` is hours from Monday to Sunday (`09:00-18:00`, None a day off); `country` None has no holidays.
    """
    wanted = sorted(set(years))
    try:
        hours = tuple(Hours.parse(text) if text else None for text in week)
        public = known(country, wanted) if country else None
    except (ValueError, NotImplementedError) as error:
        raise BadCalendar(N_("The settings of a calendar are wrong: %(reason)s"), reason=str(error)) from error
    plain = Calendar(timezone, hours, {}, frozenset(wanted))
    if public is None:
        return Calendar(timezone, hours, dict(own or {}), frozenset(wanted))
    days = {day: _public(plain, day, entry) for day, entry in public.days.items()}
    return Calendar(timezone, hours, days | dict(own or {}), public.settled)


def _public(plain: Calendar, day: date, entry: PublicDay) -> Day:
    """A public day with the organisation's hours; a Saturday worked has those of the day it stands for."""
    reason = Reason(entry.kind)
    if reason in {Reason.HOLIDAY, Reason.MOVED}:
        return Day(None, reason, entry.name, entry.since)
    stands_for = entry.since if reason is Reason.WORKED and entry.since else day
    hours = plain.hours(day) or plain.hours(stands_for)
    return Day(hours.shorter(60) if hours and entry.short else hours, reason, entry.name, entry.since)


def add_months(day: date, count: int) -> date:
    """The same day so many months on, clipped to the month's last day (31 January + 1 = 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def to_span(hours: Decimal | int) -> timedelta:
    """Hours as a span, exact to the microsecond."""
    return timedelta(microseconds=round(Decimal(hours) * 3_600_000_000))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY
