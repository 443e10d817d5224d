"""Deadlines: watched promises in working or plain time, each explained step by step.

How a promise is reckoned:

* working days count from the next working day after the anchor's; due is the close of the n-th (0: of the
  anchor's own day). An anchor outside working time counts as arriving at the next opening;
* working hours run while the office is open; plain hours run day and night;
* days and months are calendar ones: due is the close of business of the last day, or of the next working
  day when that day is off. A month ends on its last day at the latest; half a month is 15 days;
* a pause does not count; an extension is counted on from the moment due before it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, ClassVar

from engine.calendars import Calendar, Reason
from engine.errors import N_, OporaError
from engine.reckoning import Pause, Step, StepKind, Walk

__all__ = ["BadRule", "Due", "Extension", "Pause", "Rule", "Step", "StepKind", "Unit", "due"]

DAYS_IN_MONTH = 30  # of a part of a month


class BadRule(OporaError):
    """A deadline that cannot be read; the sentence says why."""

    code: ClassVar[str] = "deadline"

    def __init__(self, sentence: str, **params: Any) -> None:
        self.sentence = sentence
        super().__init__(**params)


class Unit(StrEnum):
    """What a promise is counted in."""

    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"


MOST = {
    Unit.WORKING_DAYS: 2_500,
    Unit.WORKING_HOURS: 20_000,
    Unit.HOURS: 90_000,
    Unit.DAYS: 3_660,
    Unit.MONTHS: 120,
}
IN_HOURS = frozenset({Unit.HOURS, Unit.WORKING_HOURS})


@dataclass(frozen=True, slots=True)
class Rule:
    """So much time after an anchor: `entry`, `case`, `fact:NAME` or `task:ELEMENT`; `warn` in the same unit."""

    amount: Decimal | int
    unit: Unit
    anchor: str = "entry"
    warn: Decimal | int | None = None

    def __post_init__(self) -> None:
        _check(self.amount, self.unit)
        kind, _, name = self.anchor.partition(":")
        if (kind in {"entry", "case"}) == bool(name) or kind not in {"entry", "case", "fact", "task"}:
            raise BadRule(N_("The deadline counts from entry, case, fact:NAME or task:ELEMENT."))
        if self.warn is not None:
            _check(self.warn, self.unit)
            if self.warn >= self.amount:
                raise BadRule(N_("The warning comes before the deadline."))

    @classmethod
    def parse(cls, attrs: Mapping[str, str]) -> "Rule":
        """Read the attributes of `opora:deadline`. Raises BadRule."""
        if unknown := set(attrs) - {"amount", "unit", "anchor", "warn"}:
            raise BadRule(N_("A deadline has no attribute %(name)s."), name=min(unknown))
        if attrs.get("unit") not in set(Unit):
            raise BadRule(N_("The unit of a deadline is working_days, working_hours, hours, days or months."))
        warn = attrs.get("warn")
        amount = _number(attrs.get("amount", ""))
        return cls(amount, Unit(attrs["unit"]), attrs.get("anchor") or "entry", _number(warn) if warn else None)


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, given with a reason."""

    amount: Decimal | int
    unit: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """When a promise is due and when to warn, both None while it is paused; and why then."""

    at: datetime | None
    warn_at: datetime | None
    steps: tuple[Step, ...]


def due(
    rule: Rule,
    anchor_at: datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Due:
    """Work a promise out. Raises BadRule for an extension that cannot be counted."""
    closed = _merged([pause for pause in pauses if pause.until and pause.since < pause.until])
    anchor_at = calendar.local(anchor_at)
    at, steps = _reckon(rule, anchor_at, Walk(calendar, closed), extensions)
    stopped = next((pause for pause in pauses if pause.until is None and pause.since < at), None)
    if stopped:
        since = calendar.local(stopped.since)
        paused = Step(StepKind.PAUSED, {"since": since, "until": None, "reason": stopped.reason})
        return Due(None, None, (Step(StepKind.ARRIVED, {"at": anchor_at}), paused))
    warn_at = _warn(rule, anchor_at, at, Walk(calendar, closed), extensions)
    return Due(at, warn_at, tuple(steps))


def _reckon(
    rule: Rule, anchor_at: datetime, walk: Walk, extensions: Sequence[Extension]
) -> tuple[datetime, list[Step]]:
    walk.tell(StepKind.ARRIVED, at=anchor_at)
    start = walk.enter(anchor_at) if rule.unit in {Unit.WORKING_DAYS, Unit.WORKING_HOURS} else anchor_at
    at = COUNT[rule.unit](walk, start, rule.amount)
    for extension in extensions:
        amount, unit = _number(str(extension.amount)), Unit(extension.unit)
        _check(amount, unit)
        walk.tell(StepKind.EXTENDED, amount=amount, unit=str(unit), reason=extension.reason)
        at = COUNT[unit](walk, walk.calendar.opening(at) if unit is Unit.WORKING_HOURS else at, amount)
    _tell_end(walk, anchor_at, at)
    return at, walk.steps


def _tell_end(walk: Walk, anchor_at: datetime, at: datetime) -> None:
    special = walk.calendar.days.get(at.date())
    if special and special.hours and at == walk.calendar.closes(at.date()) and special.reason is not Reason.WORKED:
        params = {"day": at.date(), "at": at, "reason": special.reason, "name": special.name}
        walk.tell(StepKind.SHORT_DAY, **params)
    for year in range(anchor_at.year, at.year + 1):
        if year not in walk.calendar.settled:
            walk.tell(StepKind.UNSETTLED, year=year)
    walk.tell(StepKind.DUE, at=at)


def _warn(rule: Rule, anchor_at: datetime, at: datetime, walk: Walk, extensions: Sequence[Extension]) -> datetime:
    """As the rule says; else a working day before the day due, or when a sixth of the hours is left."""
    if rule.warn is None and rule.unit not in IN_HOURS:
        day = walk.calendar.last_working_day(at.date())
        return max(anchor_at, walk.calendar.closes(day))
    warn = Decimal(rule.amount) / 6 if rule.warn is None else rule.warn
    sooner = Rule(rule.amount - warn, rule.unit, rule.anchor)
    return min(at, _reckon(sooner, anchor_at, walk, extensions)[0])


def _working_days(walk: Walk, start: datetime, amount: Decimal | int) -> datetime:
    return walk.calendar.closes(walk.working_days(start.date(), int(amount)))


def _days(walk: Walk, start: datetime, amount: Decimal | int) -> datetime:
    return walk.calendar_days(start, 0, int(amount))


def _months(walk: Walk, start: datetime, amount: Decimal | int) -> datetime:
    whole = int(amount)
    return walk.calendar_days(start, whole, int((amount - whole) * DAYS_IN_MONTH))


COUNT: Mapping[Unit, Callable[[Walk, datetime, Decimal | int], datetime]] = {
    Unit.WORKING_DAYS: _working_days,
    Unit.WORKING_HOURS: Walk.working_hours,
    Unit.HOURS: Walk.hours,
    Unit.DAYS: _days,
    Unit.MONTHS: _months,
}


def _number(text: str) -> Decimal | int:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise BadRule(N_("The amount of a deadline is a number.")) from error
    return int(number) if number.is_finite() and number == int(number) else number


def _check(amount: Decimal | int, unit: Unit) -> None:
    if not Decimal(amount).is_finite() or amount < 0 or (amount == 0 and unit is not Unit.WORKING_DAYS):
        raise BadRule(N_("The amount of a deadline is more than nothing."))
    if amount > MOST[unit]:
        raise BadRule(N_("The amount of a deadline is at most %(most)s."), most=MOST[unit])
    parts = {Unit.WORKING_DAYS: 1, Unit.DAYS: 1, Unit.MONTHS: DAYS_IN_MONTH}.get(unit)
    if parts and amount * parts != int(amount * parts):
        raise BadRule(N_("Only hours and months may have a fraction, and a month's makes whole days."))


def _merged(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """Pauses in order, overlapping ones as one."""
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.over()):
        if merged and pause.over()[0] <= merged[-1].over()[1]:
            last = merged.pop()
            until = max(last.over()[1], pause.over()[1])
            reasons = dict.fromkeys(reason for reason in (last.reason, pause.reason) if reason)
            merged.append(Pause(last.since, until, "; ".join(reasons)))
        else:
            merged.append(pause)
    return tuple(merged)
