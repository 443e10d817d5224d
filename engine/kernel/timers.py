"""What a timer says: its schedule, fixed or told by an expression, and its next moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.calendars import Moment
from engine.kernel import schedule
from engine.kernel.plan import Timer
from engine.kernel.schedule import Schedule


def schedule_of(timer: Timer, moment: Moment, values: Mapping[str, Any] | None = None) -> Schedule:
    """When it is due; raises ValueError where its expression tells no time."""
    if timer.expression is None:
        assert timer.fixed
        return timer.fixed
    return schedule.of_value(timer.kind, timer.expression.evaluate(values or {}, moment))


def next_moment(timer: Timer, moment: Moment) -> datetime:
    """Its first moment not before now; raises ValueError."""
    found = schedule_of(timer, moment)
    return found.due(found.anchor(moment), found.first(moment), moment.calendar)
