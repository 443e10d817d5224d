"""The deadlines of a method laid out on a calendar: each with its sum in words, from a moment that may be assumed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask_babel import format_date

from engine.calendars import Calendar
from engine.deadlines import Rule, due
from engine.definitions import Definition
from engine.kernel.plan import Node
from engine.order import drawn
from forms.messages import N_, Message
from web import explain

MOST_MONTHS = 24
CHAIN = 4
"""So many deadlines may count one from the end of another."""
TOO_FAR = Message(N_("Choose a moment within three years of today."))


@dataclass(frozen=True, slots=True)
class Promise:
    """A deadline: of which step, by which rule, from when, until when; `number` is its mark on the calendar.

    `key` names the moment it counts from where that can be assumed; "" where it is the opening of the case.
    """

    number: int
    node: Node
    stage: str
    rule: str
    key: str
    since: datetime
    due: datetime
    sum: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid: worked, short or off and why; the numbers of what is due on it."""

    date: date
    state: str
    why: str
    marks: tuple[int, ...]
    is_start: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the grid; its weeks begin on Monday, days of other months are None."""

    title: str
    weeks: tuple[tuple[Day | None, ...], ...]


def promises(
    definition: Definition, calendar: Calendar, at: datetime, assumed: Mapping[str, datetime]
) -> list[Promise]:
    """Every deadline, in the order of the diagrams.

    What counts from the opening counts from `at`. For the rest a moment is assumed: the one that was chosen, else
    when the step it counts from is itself due, else `at`.
    """
    ends: dict[str, datetime] = {}
    for _ in range(CHAIN):
        found = _counted(definition, (calendar, at), assumed, ends)
        ends = {promise.node.id: promise.due for promise in found}
    return found


def _counted(
    definition: Definition, when: tuple[Calendar, datetime], assumed: Mapping[str, datetime], ends: dict[str, datetime]
) -> list[Promise]:
    calendar, at = when
    found: list[Promise] = []
    for node, rule in _rules(definition):
        kind, _colon, name = rule.anchor.partition(":")
        key = node.id if kind == "entry" else f"{kind}.{name}" if name else ""
        likely = ends.get(name, at) if kind == "task" else at
        since = assumed.get(key, likely) if key else at
        made = _promise(definition, node, rule, (calendar, since, at))
        found.append(replace(made, number=len(found) + 1, key=key))
    return found


def _promise(definition: Definition, node: Node, rule: Rule, when: tuple[Calendar, datetime, datetime]) -> Promise:
    calendar, since, at = when
    told = due(rule, since, calendar)
    words = tuple(explain.sentence(step, calendar.local(at)) for step in told.steps)
    scope = definition.plan.scopes[node.scope]
    while scope.parent:
        scope = definition.plan.scopes[scope.parent]
    stated = explain.rule_words(rule, definition)
    return Promise(0, node, scope.name, stated, "", calendar.local(since), calendar.local(told.at or since), words)


def _rules(definition: Definition) -> Iterator[tuple[Node, Rule]]:
    plan = definition.plan
    for scope in plan.scopes:
        for node in drawn(plan, scope):
            if node.scope == scope and node.task and node.task.deadline:
                yield node, node.task.deadline


def months(found: list[Promise], calendar: Calendar, at: datetime) -> list[Month]:
    """The months from the start to the last deadline, at most two years of them."""
    marks: dict[date, list[int]] = {}
    for promise in found:
        marks.setdefault(calendar.day(promise.due), []).append(promise.number)
    start = calendar.day(at)
    last = max([start, *marks])
    made: list[Month] = []
    first = start.replace(day=1)
    while first <= last and len(made) < MOST_MONTHS:
        after = (first + timedelta(days=32)).replace(day=1)
        made.append(
            Month(
                format_date(first, "LLLL y"), tuple(_weeks(first, after, lambda day: _day(day, calendar, marks, start)))
            )
        )
        first = after
    return made


def _weeks(first: date, after: date, made: Callable[[date], Day]) -> Iterator[tuple[Day | None, ...]]:
    monday = first - timedelta(days=first.weekday())
    while monday < after:
        days = (monday + timedelta(days=number) for number in range(7))
        yield tuple(made(day) if first <= day < after else None for day in days)
        monday += timedelta(days=7)


def _day(day: date, calendar: Calendar, marks: Mapping[date, list[int]], start: date) -> Day:
    told, numbers = calendar.why(day), tuple(marks.get(day, ()))
    if not calendar.is_working(day):
        part = {"name": told.name if told else "", "reason": told.reason if told else ""}
        return Day(day, "off", explain.off(part), numbers, day == start)
    usual = calendar.week[day.weekday()]
    is_short = told is not None and usual is not None and calendar.hours(day) != usual
    return Day(day, "short" if is_short else "work", told.name if told else "", numbers, day == start)


def weekdays() -> list[str]:
    """The days of the week in short, Monday first."""
    return [format_date(date(2024, 1, number), "EEEEEE") for number in range(1, 8)]
