"""Functions of working time, under the calendar of the moment."""

from datetime import date, datetime, time

from engine.feel.arithmetic import Number
from engine.feel.functions.registry import function
from engine.feel.moments import MomentLike, localized, required

MOST = 20_000  # working days or hours counted on, and days looked through


def _start(moment: MomentLike, value: date) -> datetime:
    """A date alone begins at its midnight in the organisation's zone."""
    found = value if isinstance(value, datetime) else datetime.combine(value, time())
    return localized(found, moment)


def _day(moment: MomentLike, value: date) -> date:
    """The organisation's own day at that moment."""
    return moment.calendar.local(_start(moment, value)).date()


@function("working days after", "date time: datetime|date, n: number", timed=True)
def working_days_after(moment: MomentLike | None, start: date, days: Number) -> datetime | None:
    """The close of business of the n-th working day; null for parts of days."""
    present = required(moment)
    if days != int(days) or not 0 <= days <= MOST:
        return None
    return present.calendar.add_working_days(_start(present, start), int(days))


@function("working hours after", "date time: datetime|date, n: number", timed=True)
def working_hours_after(moment: MomentLike | None, start: date, hours: Number) -> datetime | None:
    present = required(moment)
    if not 0 <= hours <= MOST:
        return None
    return present.calendar.add_working_hours(_start(present, start), hours)


@function("working days between", "a: datetime|date, b: datetime|date", timed=True)
def working_days_between(moment: MomentLike | None, first: date, last: date) -> int | None:
    """Working days after the first day up to and with the last one; negative the other way round."""
    present = required(moment)
    start, end = _day(present, first), _day(present, last)
    return None if abs((end - start).days) > MOST else present.calendar.working_days_between(start, end)


@function("is working day", "date: datetime|date", timed=True)
def is_working_day(moment: MomentLike | None, day: date) -> bool:
    present = required(moment)
    return present.calendar.is_working(_day(present, day))
