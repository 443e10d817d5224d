"""What service tasks call: functions by name, with typed inputs and a typed output.

A function runs outside of every transaction and may run more than once for one request, so what it
does beyond answering must bear repetition. Replay never calls it: its answer is in the history.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engine.calendars import Moment
from engine.errors import N_, OporaError

TYPES: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | Decimal) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "date": lambda value: isinstance(value, date) and not isinstance(value, datetime),
    "date and time": lambda value: isinstance(value, datetime),
    "list": lambda value: isinstance(value, list | tuple),
    "context": lambda value: isinstance(value, Mapping),
}
"""The words for types, as in FEEL, and what is of that type; null is of none."""


class Unfit(OporaError):
    """What a function got or gave is not of the type it says; trying again would not help."""

    code = "unfit"
    sentence = N_("The service %(service)s needs %(name)s to be of the type %(wanted)s.")


class Unregistered(OporaError):
    """A version that was deployed before asks for a function that is no longer here."""

    code = "unregistered"
    sentence = N_("There is no service %(service)s.")


@dataclass(frozen=True, slots=True)
class Function:
    """A registered function: its inputs (name → type), the type of its output, and what to call.

    The callable gets the inputs by name and the moment with the working calendar in force.
    """

    inputs: Mapping[str, str]
    output: str
    run: Callable[[Mapping[str, Any], Moment], Any]


Functions = Mapping[str, Function]


def call(functions: Functions, name: str, given: Mapping[str, Any], moment: Moment) -> Any:
    """A function's answer; raises Unregistered, Unfit, and whatever the function raises."""
    if name not in functions:
        raise Unregistered(service=name)
    function = functions[name]
    for key, wanted in function.inputs.items():
        _require(name, key, wanted, given.get(key))
    answer = function.run({key: given[key] for key in function.inputs}, moment)
    _require(name, "output", function.output, answer)
    return answer


def _require(service: str, name: str, wanted: str, value: Any) -> None:
    if not TYPES[wanted](value):
        raise Unfit(service=service, name=name, wanted=wanted)


def _next_working_day(given: Mapping[str, Any], moment: Moment) -> date:
    """The first working day after a date, by the organisation's calendar."""
    day: date = given["date"] + timedelta(days=1)
    while not moment.calendar.is_working(day):
        day += timedelta(days=1)
    return day


BUILT_IN: Functions = {
    "next_working_day": Function({"date": "date"}, "date", _next_working_day),
}
"""The functions every installation has; one more is one more line here."""
