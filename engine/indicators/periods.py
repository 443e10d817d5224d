"""Periods that are reported: months, quarters, halves and years of the calendar, or any days."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
OWN = "own"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included; `kind` is one of `MONTHS`, or any days."""

    first: date
    last: date
    kind: str = OWN

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """The period of equal length just before: the calendar's own, or as many days."""
        if self.kind in MONTHS:
            return around(self.kind, self.first - timedelta(days=1))
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def after(self) -> "Period":
        """The period of equal length that follows."""
        if self.kind in MONTHS:
            return around(self.kind, self.last + timedelta(days=1))
        return Period(self.last + timedelta(days=1), self.last + timedelta(days=self.days))

    def row(self, count: int) -> tuple["Period", ...]:
        """So many periods that end with this one, the earliest first."""
        found = [self]
        while len(found) < count:
            found.append(found[-1].before)
        return tuple(reversed(found))


def around(kind: str, day: date) -> Period:
    """The calendar's period of that kind that holds the day."""
    length = MONTHS[kind]
    month = (day.month - 1) // length * length + 1
    end = month + length - 1
    return Period(date(day.year, month, 1), date(day.year, end, calendar.monthrange(day.year, end)[1]), kind)


def whole(kind: str, today: date) -> Period:
    """The last period of that kind that is over."""
    return around(kind, today).before


def months_on(day: date, count: int) -> date:
    """The same day so many months on, or the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
