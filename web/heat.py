"""Numbers of stages and steps as heat on a diagram: each number is written, its strength is one of five."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from engine.errors import N_
from persistence.queries.paces import Passage
from web import desk, formatting

LEVELS = 4
LATE, TIME, OPEN = "late", "time", "open"


@dataclass(frozen=True, slots=True)
class Element:
    """A stage or step with its numbers."""

    node: str
    name: str
    passage: Passage
    late_now: int
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is shown by strength: its size and how it is written."""

    title: str
    size: Callable[[Element], float]
    written: Callable[[Element], str]


def _late(element: Element) -> str:
    return str(element.passage.late + element.late_now)


def _time(element: Element) -> str:
    median = element.passage.spread.median
    return formatting.worked(median, desk.calendar()) if median is not None else "–"


MEASURES: Mapping[str, Measure] = {
    LATE: Measure(N_("late: ended late in the period, and late now"),
                  lambda one: one.passage.late + one.late_now, _late),
    TIME: Measure(N_("how long it usually takes (median)"), lambda one: one.passage.spread.median or 0, _time),
    OPEN: Measure(N_("open now"), lambda one: one.passage.open, lambda one: str(one.passage.open)),
}  # fmt: skip


def marks(elements: list[Element], measure: str) -> dict[str, Any]:
    """What the viewer draws: for every element its strength from 0 to 4 and the number written on it."""
    shown = MEASURES[measure]
    most = max((shown.size(one) for one in elements), default=0)
    return {
        "heat": {one.node: {"level": _level(shown.size(one), most), "text": shown.written(one)} for one in elements}
    }


def _level(size: float, most: float) -> int:
    return 0 if not size or not most else max(1, round(size / most * LEVELS))


def told(measure: str) -> str:
    """What the strength means."""
    return _(MEASURES[measure].title)
