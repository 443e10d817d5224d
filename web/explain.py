"""Why a task is due when it is: the rule and the sum, in sentences of the page's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from engine.calendars import Calendar
from engine.deadlines import Rule, Step, StepKind, due
from engine.definitions import Definition
from persistence.queries.worklist import TaskRow
from web import formatting


@dataclass(frozen=True, slots=True)
class Reason:
    """A deadline in words: the rule in one line, then the sum step by step."""

    rule: str
    sentences: tuple[str, ...]


def reason(task: TaskRow, definition: Definition, calendar: Calendar, now: datetime) -> Reason | None:
    """Why the task is due then; None when it has no deadline."""
    node = definition.plan.nodes[task.node]
    rule = node.task.deadline if node.task else None
    if rule is None or task.anchor_at is None:
        return None
    told = due(rule, task.anchor_at, calendar, task.pauses, task.extensions)
    here = calendar.local(now)
    sentences = tuple(sentence(step, here) for step in told.steps)
    return Reason(rule_words(rule, definition), sentences)


def rule_words(rule: Rule, definition: Definition) -> str:
    """The promise as the method states it: "3 working days from ...", "on the same working day as ..."."""
    return _promised(rule, *_anchored(rule.anchor, definition))


def rule_said(rule: Rule, names: Mapping[str, str]) -> str:
    """The same where no definition is compiled yet: `names` gives titles of `task:ELEMENT` and `fact:NAME`."""
    kind, _colon, name = rule.anchor.partition(":")
    return _promised(rule, kind, names.get(rule.anchor) or name)


def anchor(text: str, definition: Definition) -> str:
    """What a deadline counts from."""
    return _counted_from(*_anchored(text, definition))


def _anchored(text: str, definition: Definition) -> tuple[str, str]:
    """An anchor's kind, and the title of what it names."""
    kind, _colon, name = text.partition(":")
    if kind == "task":
        node = definition.plan.nodes.get(name)
        return kind, node.name if node else name
    return kind, _fact(name, definition) if kind == "fact" else ""


def _promised(rule: Rule, kind: str, name: str) -> str:
    if rule.amount == 0:
        return _same_day(kind, name)
    told = amount(rule.amount, str(rule.unit))
    return _("%(span)s %(anchor)s", span=told, anchor=_counted_from(kind, name))


def _counted_from(kind: str, name: str) -> str:
    if kind == "task":
        return _("after the step “%(name)s”", name=name)
    if kind == "fact":
        return _("from the answer “%(name)s”", name=name)
    return _("from the opening of the case") if kind == "case" else _("from the moment the step opened")


def _same_day(kind: str, name: str) -> str:
    """A promise for the very day it counts from."""
    if kind == "task":
        return _("on the same working day as the step “%(name)s”", name=name)
    if kind == "fact":
        return _("on the working day of the answer “%(name)s”", name=name)
    return _("on the working day the case opens") if kind == "case" else _("on the same working day")


def _fact(name: str, definition: Definition) -> str:
    for form in definition.forms.values():
        for section in form.sections:
            for field in section.fields:
                if field.export == name:
                    return field.label
    return name


def amount(number: Decimal | int, unit: str) -> str:
    """So much time: "3 working days", "24 hours", "1.5 months"."""
    if number != int(number):
        return _("%(number)s months", number=format_decimal(number))
    return _WHOLE[unit](int(number))


_WHOLE: Mapping[str, Callable[[int], str]] = {
    "working_days": lambda n: ngettext("%(num)d working day", "%(num)d working days", n),
    "working_hours": lambda n: ngettext("%(num)d working hour", "%(num)d working hours", n),
    "hours": lambda n: ngettext("%(num)d hour", "%(num)d hours", n),
    "days": lambda n: ngettext("%(num)d day", "%(num)d days", n),
    "months": lambda n: ngettext("%(num)d month", "%(num)d months", n),
}


def sentence(step: Step, now: datetime) -> str:
    """One step of the sum."""
    return _SENTENCES[step.kind](step.params, now)


def _days(first: date, last: date, now: datetime) -> str:
    if first == last:
        return formatting.day(first, now)
    return _("%(first)s to %(last)s", first=formatting.day(first, now), last=formatting.day(last, now))


def _moment(value: datetime, now: datetime) -> str:
    return _("%(day)s, %(time)s", day=formatting.day(value.date(), now), time=formatting.clock(value))


def _arrived(params: Mapping[str, Any], now: datetime) -> str:
    return _("The count began %(when)s.", when=_moment(params["at"], now))


def _not_in_time(params: Mapping[str, Any], now: datetime) -> str:
    when = _moment(params["at"], now)
    if params["because"] == "day_off":
        return _("That is a day off, so it counts as arriving at the next opening: %(when)s.", when=when)
    if params["because"] == "too_early":
        return _("That is before working hours, so it counts from the opening: %(when)s.", when=when)
    return _("That is after working hours, so it counts as arriving at the next opening: %(when)s.", when=when)


def _skipped(params: Mapping[str, Any], now: datetime) -> str:
    names = dict.fromkeys(off(part) for part in params["parts"])
    days = _days(params["first"], params["last"], now)
    return _("%(days)s: not counted (%(why)s).", days=days, why=", ".join(names))


def off(part: Mapping[str, Any]) -> str:
    """Why a day is off: its name, else the sort of day it is."""
    if part["name"]:
        return str(part["name"])
    words = {"weekend": _("weekend"), "holiday": _("public holiday"), "moved": _("a day off moved here")}
    return words.get(str(part["reason"]), _("a day off of the organisation"))


def _worked(params: Mapping[str, Any], now: datetime) -> str:
    return _("%(day)s is worked, though it falls on a weekend.", day=formatting.day(params["day"], now))


def _counted(params: Mapping[str, Any], now: datetime) -> str:
    days = _days(params["first"], params["last"], now)
    number, until = params["number"], params["until_number"]
    if number == until:
        return _("Working day %(number)s: %(days)s.", number=number, days=days)
    return _("Working days %(number)s to %(until)s: %(days)s.", number=number, until=until, days=days)


def _hours(params: Mapping[str, Any], now: datetime) -> str:
    since, until = _moment(params["since"], now), _moment(params["until"], now)
    return _("From %(since)s to %(until)s: %(span)s of working time.", since=since, until=until,
             span=formatting.span(params["span"]))  # fmt: skip


def _added(params: Mapping[str, Any], now: datetime) -> str:
    at = params["at"]
    when = _moment(at, now) if isinstance(at, datetime) else formatting.day(at, now)
    told = _("Plus %(span)s: %(when)s.", span=amount(params["amount"], params["unit"]), when=when)
    return told + " " + _("That month is shorter, so it is its last day.") if params["clipped"] else told


def _paused(params: Mapping[str, Any], now: datetime) -> str:
    since = _moment(params["since"], now)
    if params["until"] is None:
        return _("Paused since %(since)s: %(reason)s", since=since, reason=params["reason"])
    until = _moment(params["until"], now)
    return _("From %(since)s to %(until)s the count was paused: %(reason)s", since=since, until=until,
             reason=params["reason"])  # fmt: skip


def _moved_on(params: Mapping[str, Any], now: datetime) -> str:
    return _("The last day is a day off, so it moves on to %(day)s.", day=formatting.day(params["day"], now))


def _extended(params: Mapping[str, Any], _now: datetime) -> str:
    span = amount(params["amount"], params["unit"])
    return _("Extended by %(span)s: %(reason)s", span=span, reason=params["reason"])


def _short_day(params: Mapping[str, Any], now: datetime) -> str:
    day, time = formatting.day(params["day"], now), formatting.clock(params["at"])
    return _("%(day)s is a short day: it closes at %(time)s.", day=day, time=time)


def _unsettled(params: Mapping[str, Any], _now: datetime) -> str:
    return _("The days off of %(year)s are not decreed yet, so this may move.", year=params["year"])


def _due(params: Mapping[str, Any], now: datetime) -> str:
    return _("Due %(when)s.", when=_moment(params["at"], now))


_SENTENCES: Mapping[StepKind, Callable[[Mapping[str, Any], datetime], str]] = {
    StepKind.ARRIVED: _arrived,
    StepKind.NOT_IN_TIME: _not_in_time,
    StepKind.SKIPPED: _skipped,
    StepKind.WORKED: _worked,
    StepKind.COUNTED: _counted,
    StepKind.HOURS: _hours,
    StepKind.ADDED: _added,
    StepKind.PAUSED: _paused,
    StepKind.MOVED_ON: _moved_on,
    StepKind.EXTENDED: _extended,
    StepKind.SHORT_DAY: _short_day,
    StepKind.UNSETTLED: _unsettled,
    StepKind.DUE: _due,
}
