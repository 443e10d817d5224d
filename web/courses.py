"""How a case went, from one assessment to the next: what its method wants told on the case's page (`[[course]]`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from engine import indicators as engine_indicators
from engine.definitions import Definition
from engine.indicators import Point, RowSet
from persistence.queries import indicators as queries
from persistence.queries.case_head import CaseHead
from web import desk
from web.indicators import amount

MOST = 4  # assessments side by side: the first one and the last few


@dataclass(frozen=True, slots=True)
class Line:
    """One set of the course: what was told on each day, and by how much its number changed."""

    title: str
    cells: tuple[str, ...]
    change: str


@dataclass(frozen=True, slots=True)
class Told:
    """A course with at least one assessment."""

    key: str
    title: str
    days: tuple[date, ...]
    lines: tuple[Line, ...]


def of_case(head: CaseHead, definition: Definition) -> list[Told]:
    """The courses of a case that the viewer sees; asks nothing where the method wants none."""
    wanted = engine_indicators.courses(definition.settings)
    names = [one.name for course in wanted for one in course.sets]
    if not names:
        return []
    points = queries.course(desk.viewer(), head.id, names)
    found = []
    for course in wanted:
        days = _days([point.day for one in course.sets for point in points.get(one.name, ())])
        lines = [_line(one, points.get(one.name, ()), days, definition) for one in course.sets if one.name in points]
        if lines:
            found.append(Told(course.key, course.title, days, tuple(lines)))
    return found


def _days(days: Sequence[date]) -> tuple[date, ...]:
    every = sorted(set(days))
    return tuple(every if len(every) <= MOST else [every[0], *every[1 - MOST :]])


def _line(one: RowSet, points: Sequence[Point], days: Sequence[date], definition: Definition) -> Line:
    last = {point.day: point for point in points}
    is_number = any(source.number for source in one.sources)
    said = {
        day: amount(point.number) if is_number else _word(one, point.value, definition) for day, point in last.items()
    }
    change = points[-1].number - points[0].number if is_number and len(last) > 1 else None
    return Line(one.title, tuple(said.get(day, "") for day in days), _signed(change))


def _signed(change: Decimal | None) -> str:
    if change is None:
        return ""
    sign = "+" if change > 0 else "\N{MINUS SIGN}" if change < 0 else ""
    return sign + amount(abs(change))


def _word(one: RowSet, value: str | None, definition: Definition) -> str:
    """A coded answer in words: the set's own, else the option's as the form offers it."""
    if value is None:
        return ""
    plain = {"yes": _("yes"), "no": _("no")}
    return one.labels.get(value) or _option(one, value, definition) or plain.get(value, value)


def _option(one: RowSet, value: str, definition: Definition) -> str:
    for source in one.sources:
        form = definition.forms.get(source.form)
        group = form.by_name.get(source.rows) if form and source.rows else None
        asked = group.fields if group else form.fields if form else ()
        field = next((field for field in asked if field.name == source.value), None)
        option = field.option(value) if field else None
        if option:
            return option.label
    return ""
