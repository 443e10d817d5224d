"""Counting time forward day by day, and telling how: every count leaves steps a page can put into words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

from engine.calendars import Calendar, Reason, add_months, to_span

ONE_DAY = timedelta(days=1)


class StepKind(StrEnum):
    """What a step says; its params are named behind. Dates are `date`, moments local `datetime`."""

    ARRIVED = "arrived"  # at: the anchor's moment
    NOT_IN_TIME = "not_in_time"  # at: the opening it counts as; because: day_off, too_early, too_late
    SKIPPED = "skipped"  # first, last, days, reason, name; parts: [{first, last, reason, name}]
    WORKED = "worked"  # day, reason, name, since: a weekend day that is worked
    COUNTED = "counted"  # first, last, number, until_number: working days counted in a row
    HOURS = "hours"  # since, until, span: working time counted in a row of days
    ADDED = "added"  # amount, unit, at: plain hours, days or months added; clipped: month is shorter
    PAUSED = "paused"  # since, until, reason; days (working days not counted) or span
    MOVED_ON = "moved_on"  # day: the last day is not worked, the next working day takes its place
    EXTENDED = "extended"  # amount, unit, reason
    SHORT_DAY = "short_day"  # day, at, reason, name: that day closes at an hour of its own
    UNSETTLED = "unsettled"  # year: its transfers of days off are not decreed yet
    DUE = "due"  # at


@dataclass(frozen=True)
class Step:
    """One sentence of an explanation."""

    kind: StepKind
    params: Mapping[str, Any] = field(default_factory=dict)

    def to_data(self) -> dict[str, Any]:
        """Plain JSON: dates and moments in ISO form, spans in seconds."""
        return {"kind": str(self.kind), "params": _plain(self.params)}


@dataclass(frozen=True)
class Pause:
    """A span that does not count; open while `until` is None."""

    since: datetime
    until: datetime | None
    reason: str = ""

    def over(self) -> tuple[datetime, datetime]:
        """Begin and end of a closed pause, in UTC."""
        return self.since.astimezone(UTC), (self.until or self.since).astimezone(UTC)

    def holds(self, moment: datetime) -> bool:
        since, until = self.over()
        return since <= moment < until


@dataclass
class Walk:
    """A count under way: the calendar, the pauses in order, and the steps told so far."""

    calendar: Calendar
    pauses: tuple[Pause, ...]
    steps: list[Step] = field(default_factory=list)

    def tell(self, kind: StepKind, **params: Any) -> None:
        self.steps.append(Step(kind, params))

    def enter(self, moment: datetime) -> datetime:
        """The moment counting begins; told when it is not the moment of arrival."""
        here, opening = self.calendar.local(moment), self.calendar.opening(moment)
        if opening == here:
            return here
        because = "too_early" if opening.date() == here.date() else "too_late"
        if not self.calendar.is_working(here.date()):
            because = "day_off"
        self.tell(StepKind.NOT_IN_TIME, at=opening, because=because)
        return opening

    # -- working days

    def working_days(self, day: date, count: int) -> date:
        """The n-th working day after `day`, without days whose close of business falls into a pause."""
        verdicts, counted = [], 0
        while counted < count:
            day += ONE_DAY
            verdict = self._verdict(day)
            counted += verdict == "counts"
            verdicts.append((day, verdict))
        number = 1
        for verdict, run in groupby(verdicts, key=lambda pair: pair[1]):
            days = [day for day, _ in run]
            self._tell_days(verdict, days, number)
            number += len(days) if verdict == "counts" else 0
        return day

    def _verdict(self, day: date) -> str:
        if self._pause_of(day):
            return "paused"
        return "counts" if self.calendar.is_working(day) else "off"

    def _pause_of(self, day: date) -> Pause | None:
        """The pause that takes a day: it holds at the close of business, or at the end of a day off."""
        working = self.calendar.is_working(day)
        end = self.calendar.closes(day) if working else self.calendar.midnight(day + ONE_DAY)
        return next((pause for pause in self.pauses if pause.holds(end)), None)

    def _tell_days(self, verdict: str, days: list[date], number: int) -> None:
        if verdict == "off":
            self.tell_skipped(days)
        elif verdict == "paused":
            self._tell_paused(days)
        else:
            self.tell_worked(days)
            until = number + len(days) - 1
            self.tell(StepKind.COUNTED, first=days[0], last=days[-1], number=number, until_number=until)

    # -- working hours

    def working_hours(self, start: datetime, hours: Decimal | int) -> datetime:
        """The moment when so many working hours have passed outside pauses."""
        left, here = to_span(hours), start
        spans: list[tuple[datetime, datetime]] = []
        while left:
            for since, until in self._free(here, self.calendar.closes(here.date())):
                spans.append((since, min(until, since + left)))
                left -= spans[-1][1] - since
                if not left:
                    break
            here = self.calendar.opens(self.calendar.next_working_day(here.date()))
        return self._tell_hours(start, [(self.calendar.local(a), self.calendar.local(b)) for a, b in spans])

    def _free(self, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What pauses leave of a stretch of working time, in UTC."""
        here, end = since.astimezone(UTC), until.astimezone(UTC)
        for pause in self.pauses:
            begun, over = pause.over()
            if here < min(begun, end):
                yield here, min(begun, end)
            here = max(here, over)
        if here < end:
            yield here, end

    def _tell_hours(self, start: datetime, spans: list[tuple[datetime, datetime]]) -> datetime:
        """Stretches of working time as rows of days, with what lies between them."""
        row: list[tuple[datetime, datetime]] = []
        until = start
        for since, end in spans:
            between = self._between(until, since)
            if between and row:
                self._tell_row(row)
                row = []
            for kind, params in between:
                self.tell(kind, **params)
            row.append((since, end))
            until = end
        self._tell_row(row)
        return until

    def _between(self, until: datetime, since: datetime) -> list[tuple[StepKind, dict[str, Any]]]:
        """Pauses and days off between two stretches; nothing when there is only a night."""
        told = []
        for pause in self.pauses:
            begun, over = pause.over()
            if begun < since and until < over:
                lost = self.calendar.working_between(max(until, begun), min(since, over))
                told.append(self._pause(pause, span=lost))
        off = [day for day in _days(until.date() + ONE_DAY, since.date()) if not self.calendar.is_working(day)]
        if off and not told:
            told.append(self._skipped(off))
        return told

    def _tell_row(self, row: list[tuple[datetime, datetime]]) -> None:
        self.tell_worked([since.date() for since, _ in row])
        span = sum((until.astimezone(UTC) - since.astimezone(UTC) for since, until in row), timedelta())
        self.tell(StepKind.HOURS, since=row[0][0], until=row[-1][1], span=span)

    # -- plain time

    def hours(self, start: datetime, hours: Decimal | int) -> datetime:
        """Plain hours later; paused time is added on."""
        begin = start.astimezone(UTC)
        end = begin + to_span(hours)
        self.tell(StepKind.ADDED, amount=hours, unit="hours", at=self.calendar.local(end), clipped=False)
        for pause in self.pauses:
            since, until = max(pause.over()[0], begin), pause.over()[1]
            if since < min(end, until):
                self._tell_pause(pause, span=until - since)
                end += until - since
        return self.calendar.local(end)

    def calendar_days(self, start: datetime, months: int, days: int) -> datetime:
        """Close of business of the last day; paused days are added, a day off passes it on."""
        here = self.calendar.local(start)
        last = add_months(here.date(), months)
        if months:
            clipped = last.day < here.day
            self.tell(StepKind.ADDED, amount=months, unit="months", at=last, clipped=clipped)
        if days:
            last += days * ONE_DAY
            self.tell(StepKind.ADDED, amount=days, unit="days", at=last, clipped=False)
        for pause in self.pauses:
            since, until = (self.calendar.local(moment).date() for moment in pause.over())
            since = max(since, here.date())
            if since <= last and since < until:
                self._tell_pause(pause, days=(until - since).days)
                last += until - since
        if not self.calendar.is_working(last):
            first, last = last, self.calendar.next_working_day(last)
            self.tell_skipped(list(_days(first, last)))
            self.tell(StepKind.MOVED_ON, day=last)
        return self.calendar.closes(last)

    # -- telling

    def tell_skipped(self, days: list[date]) -> None:
        kind, params = self._skipped(days)
        self.tell(kind, **params)

    def _skipped(self, days: list[date]) -> tuple[StepKind, dict[str, Any]]:
        """A run of days off as one step, with its parts by reason and name."""
        parts = []
        for (reason, name), run in groupby(days, key=self._off):
            part = list(run)
            parts.append({"first": part[0], "last": part[-1], "reason": reason, "name": name})
        chief = next((part for part in parts if part["reason"] == Reason.HOLIDAY), parts[0])
        named = {"reason": chief["reason"], "name": chief["name"], "parts": parts}
        return StepKind.SKIPPED, {"first": days[0], "last": days[-1], "days": len(days), **named}

    def tell_worked(self, days: list[date]) -> None:
        for day in days:
            entry = self.calendar.days.get(day)
            if entry and self.calendar.week[day.weekday()] is None:
                self.tell(StepKind.WORKED, day=day, reason=entry.reason, name=entry.name, since=entry.since)

    def _tell_paused(self, days: list[date]) -> None:
        for pause, run in groupby(days, key=self._pause_of):
            part = list(run)
            working = sum(self.calendar.is_working(day) for day in part)
            if pause and working:
                self._tell_pause(pause, days=working)

    def _tell_pause(self, pause: Pause, **params: Any) -> None:
        kind, told = self._pause(pause, **params)
        self.tell(kind, **told)

    def _pause(self, pause: Pause, **params: Any) -> tuple[StepKind, dict[str, Any]]:
        since, until = (self.calendar.local(moment) for moment in pause.over())
        return StepKind.PAUSED, {"since": since, "until": until, "reason": pause.reason, **params}

    def _off(self, day: date) -> tuple[str, str]:
        entry = self.calendar.why(day)
        return (entry.reason, entry.name) if entry else (Reason.WEEKEND, "")


def _days(first: date, end: date) -> Iterator[date]:
    """Days from `first` to the one before `end`."""
    while first < end:
        yield first
        first += ONE_DAY


def _plain(value: Any) -> Any:
    match value:
        case StrEnum():
            return str(value)
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Decimal():
            return str(value)
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
    return value
