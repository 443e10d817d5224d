"""Dates and moments as people write them, in the order day, month, year, or in ISO form."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

from forms import attributes as a
from forms.fields import Field
from forms.kinds.kind import Fake, Kind
from forms.messages import N_, BadAnswer, Message
from forms.text import TEXT, clean

AWAY = 180  # days: how far a day drawn anew lies from today
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
_WRITTEN = re.compile(r"([0-9]{1,2})\s*[.,/ -]\s*([0-9]{1,2})\s*[.,/ -]\s*([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{4})")
_SHORT = re.compile(r"[0-9]{1,2}\s*[./ -]\s*[0-9]{1,2}\s*[./ -]\s*[0-9]{2}")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MOMENT = re.compile(r"(?P<day>.+?)(?:\s*,\s*|\s+|T)(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?::00)?")
_EXACT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})")


class Date(Kind):
    """`past` is today or before, `future` is today or later, by the day where the office is."""

    name = "date"
    attributes: ClassVar[Mapping[str, a.Reader]] = {"min": a.day, "max": a.day, "past": a.flag, "future": a.flag}
    required: ClassVar[str] = N_("Enter a date, for example 05.03.1990.")

    def problems(self, field: Field) -> list[Message]:
        both = [Message(N_("past and future exclude each other"))] if field.past and field.future else []
        return super().problems(field) + both

    def read(self, raw: Any, field: Field, now: datetime) -> Any:
        day = read_date(clean(raw, TEXT))
        check_range(day, field)
        if field.past and day > now.date():
            raise BadAnswer(N_("This date has not come yet."))
        if field.future and day < now.date():
            raise BadAnswer(N_("This date is over already."))
        return day

    def record(self, value: Any) -> str:
        return str(value.isoformat())

    def shown(self, recorded: Any) -> str:
        found = _ISO.fullmatch(str(recorded))
        return f"{found[3]}.{found[2]}.{found[1]}" if found else str(recorded)

    def sample(self, field: Field, fake: Fake) -> str:
        return _within(fake.now.date() + timedelta(days=1 if field.future else 0), field).isoformat()

    def another(self, field: Field, fake: Fake) -> str:
        return _within(fake.now.date() + _away(field, fake), field).isoformat()


class Datetime(Date):
    """A moment, typed in the office's time and kept with its offset."""

    name = "datetime"
    required = N_("Enter date and time, for example 05.03.2026 14:30.")

    def read(self, raw: Any, field: Field, now: datetime) -> Any:
        moment = read_moment(clean(raw, TEXT), now)
        check_range(moment.date(), field)
        if field.past and moment > now:
            raise BadAnswer(N_("This moment has not come yet."))
        if field.future and moment < now:
            raise BadAnswer(N_("This moment is over already."))
        return moment

    def record(self, value: Any) -> str:
        return str(value.isoformat(timespec="seconds"))

    def shown(self, recorded: Any) -> str:
        text = str(recorded)
        return f"{super().shown(text[:10])} {text[11:16]}" if _EXACT.fullmatch(text) else text

    def sample(self, field: Field, fake: Fake) -> str:
        away = timedelta(days=1) if field.future else timedelta()
        return (fake.now + away).isoformat(timespec="seconds")

    def another(self, field: Field, fake: Fake) -> str:
        return (fake.now + _away(field, fake)).isoformat(timespec="seconds")


def _away(field: Field, fake: Fake) -> timedelta:
    days = fake.number(1, AWAY)
    return timedelta(days=days if field.future else -days)


def _within(day: date, field: Field) -> date:
    """The nearest day that the field allows."""
    day = min(day, field.max) if field.max else day
    return max(day, field.min) if field.min else day


def read_date(text: str) -> date:
    """Read `05.03.1990`, `5.3.1990`, `05 03 1990`, `05031990` or ISO. Raises BadAnswer."""
    iso, written = _ISO.fullmatch(text), _WRITTEN.fullmatch(text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif written:
        day, month, year = (int(part) for part in written.groups() if part)
    elif _SHORT.fullmatch(text):
        raise BadAnswer(N_("Write the year with four digits, for example 05.03.1990."))
    else:
        raise BadAnswer(N_("This is not a date. Write it like 05.03.1990."))
    try:
        return date(year, month, day)
    except ValueError as error:
        raise BadAnswer(N_("There is no such day in the calendar.")) from error


def read_moment(text: str, now: datetime) -> datetime:
    """Read a date with a time in the time zone of `now`, or an ISO moment with offset. Raises BadAnswer.

    A time the clocks skip is moved on as the clocks are; of one that comes twice it is the first.
    """
    if _EXACT.fullmatch(text):
        try:
            return datetime.fromisoformat(text).astimezone(now.tzinfo).replace(microsecond=0)
        except (ValueError, OverflowError) as error:
            raise BadAnswer(N_("There is no such day in the calendar.")) from error
    found = _MOMENT.fullmatch(text)
    if not found:
        read_date(text)
        raise BadAnswer(N_("Add the time, for example 05.03.2026 14:30."))
    day, hour, minute = read_date(found["day"]), int(found["hour"]), int(found["minute"])
    if hour > 23 or minute > 59:
        raise BadAnswer(N_("There is no such time of day."))
    try:
        return datetime.combine(day, time(hour, minute), now.tzinfo).astimezone(UTC).astimezone(now.tzinfo)
    except OverflowError as error:
        raise BadAnswer(N_("There is no such day in the calendar.")) from error


def check_range(day: date, field: Field) -> None:
    """Raises BadAnswer when a day is outside what the field allows."""
    earliest, latest = field.min or EARLIEST, field.max or LATEST
    if day < earliest:
        raise BadAnswer(N_("Not before %(min)s."), min=earliest)
    if day > latest:
        raise BadAnswer(N_("Not after %(max)s."), max=latest)
