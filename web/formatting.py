"""Moments, days and spans as people of the page's language say them, in the organisation's time."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from engine import pace
from engine.calendars import Calendar
from persistence.queries.worklist import TaskRow

LONG = 10
"""Working days from which hours are no longer told."""
HOUR = 60


def day(value: date, now: datetime, *, weekday: bool = True) -> str:
    """A day; its year only when it is not the present one."""
    pattern = "d MMMM" if value.year == now.year else "d MMMM y"
    return str(format_date(value, f"EEE, {pattern}" if weekday else pattern, locale=get_locale()))


def date_only(value: date) -> str:
    """A day in full."""
    return str(format_date(value, "d MMMM y", locale=get_locale()))


def long_day(value: date) -> str:
    """A day as papers write it, its year always there."""
    return str(format_date(value, "long", locale=get_locale()))


def near(value: date, now: datetime) -> str:
    """A day as it is said when it is close: today, tomorrow, yesterday."""
    distance = (value - now.date()).days
    words = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    return words.get(distance) or day(value, now)


def clock(value: datetime) -> str:
    """Hours and minutes."""
    return str(format_time(value, "HH:mm", locale=get_locale()))


def moment(value: datetime, now: datetime) -> str:
    """A near day and the time; both moments in the organisation's time zone."""
    return _("%(day)s, %(time)s", day=near(value.date(), now), time=clock(value))


def stamp(value: datetime) -> str:
    """A whole date and time, for papers and the history."""
    return str(format_date(value, "d MMMM y", locale=get_locale())) + ", " + clock(value)


def size(value: int) -> str:
    """The size of a file, from bytes."""
    kilobytes = max(1, round(value / 1024))
    if kilobytes < 1024:
        return format_unit(kilobytes, "digital-kilobyte", length="short", locale=get_locale())
    return format_unit(round(value / 1024**2, 1), "digital-megabyte", length="short", locale=get_locale())


def span(value: timedelta) -> str:
    """Hours and minutes of a span."""
    minutes = round(value.total_seconds() / 60)
    parts = []
    if minutes >= 60:
        parts.append(ngettext("%(num)d hour", "%(num)d hours", minutes // 60))
    if minutes % 60 or not parts:
        parts.append(ngettext("%(num)d minute", "%(num)d minutes", minutes % 60))
    return " ".join(parts)


def worked(minutes: int, calendar: Calendar) -> str:
    """A duration of working time, briefly, as finely as `pace.paced` tells it: "3 wd 7 h", "2 h 30 min"."""
    paced, length = pace.paced(minutes), pace.working_day(calendar)
    if paced < length:
        parts = (_("%(num)s h", num=paced // HOUR), paced // HOUR), (_("%(num)s min", num=paced % HOUR), paced % HOUR)
        return " ".join(words for words, count in parts if count) or _("%(num)s min", num=0)
    days, rest = divmod(paced, length)
    if days >= LONG:
        return _("%(num)s wd", num=(paced + length // 2) // length)
    told = _("%(num)s wd", num=days)
    return told if rest < HOUR // 2 else f"{told} " + _("%(num)s h", num=round(rest / HOUR))


def number(value: int | float | Decimal) -> str:
    """A number in the page's language, with one digit after the comma at most."""
    return str(format_decimal(value, format="#,##0.#", locale=get_locale()))


def share(value: float | Decimal) -> str:
    """A part of one, in percent."""
    return str(format_percent(value, format="#,##0\u00a0%", locale=get_locale()))


def due_words(task: TaskRow, now: datetime, calendar: Calendar) -> str:
    """When a task is due, or by how much it is late."""
    lateness = task.lateness(now)
    if lateness == "paused":
        return _("The deadline is paused")
    if task.due is None:
        return _("No deadline")
    here, due = calendar.local(now), calendar.local(task.due)
    when = moment(due, here)
    if lateness != "late":
        return _("Due soon: %(when)s", when=when) if lateness == "soon" else _("Due %(when)s", when=when)
    days = calendar.working_days_between(due.date(), here.date())
    if days < 1:
        return _("Late: was due %(when)s", when=when)
    by = ngettext("Late by %(num)d working day", "Late by %(num)d working days", days)
    return _("%(late)s: was due %(when)s", late=by, when=when)


def initials(name: str) -> str:
    """At most two first letters of a name."""
    return "".join(word[0] for word in name.split()[:2] if word).upper()
