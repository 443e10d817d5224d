"""Functions on days of the calendar, and the present moment."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from decimal import Decimal

from engine.feel.arithmetic import Number
from engine.feel.functions.registry import function
from engine.feel.moments import MomentLike, required
from engine.feel.values import Months

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@function("day of week", "date: date|datetime")
def day_of_week(day: date) -> str:
    return DAYS[day.weekday()]


@function("day of year", "date: date|datetime")
def day_of_year(day: date) -> int:
    return day.timetuple().tm_yday


@function("week of year", "date: date|datetime")
def week_of_year(day: date) -> int:
    """The week of ISO 8601."""
    return day.isocalendar().week


@function("month of year", "date: date|datetime")
def month_of_year(day: date) -> str:
    return MONTHS[day.month - 1]


@function("last day of month", "date: date|datetime")
def last_day_of_month(day: date) -> date:
    first = date(day.year, day.month, 1)
    return first.replace(day=monthrange(day.year, day.month)[1])


@function("now", timed=True)
def now(moment: MomentLike | None) -> datetime:
    present = required(moment)
    return present.calendar.local(present.now)


@function("today", timed=True)
def today(moment: MomentLike | None) -> date:
    return now(moment).date()


@function("abs", "n: span")
def absolute_span(value: timedelta) -> timedelta:
    return abs(value)


@function("abs", "n: months")
def absolute_months(value: Months) -> Months:
    return Months(abs(value.count))


def seconds_of(value: timedelta) -> Number:
    """Whole seconds as an int, parts of them exactly."""
    micros = value // timedelta(microseconds=1)
    return micros // 1_000_000 if micros % 1_000_000 == 0 else Decimal(micros).scaleb(-6)
