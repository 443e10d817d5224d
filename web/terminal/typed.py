"""What is typed on the command line or written into a file of answers: JSON with exact numbers and dates, moments."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from engine.calendars import Calendar, Moment
from engine.clock import SystemClock
from engine.decisions import Decision
from engine.feel import FeelError, Months, compile_expression
from engine.values import decode
from web.services import calendar_of
from web.settings import Settings, organisation_here

LITERAL = '@"'
DATED = frozenset({"date", "time", "date and time", "days and time duration", "years and months duration"})


def context(text: str, name: str) -> dict[str, Any]:
    """A JSON object as typed, or `@FILE` with one; raises UsageError naming the option.

    Dates are tagged (`{"$date": "2026-11-22"}`) or FEEL literals (`"@\\"2026-11-22\\""`).
    """
    if text.startswith("@"):
        text = contents(text[1:], name)
    try:
        found = _values(decode(json.loads(text, parse_float=Decimal, parse_constant=_no_number)))
    except (ArithmeticError, AttributeError, RecursionError, TypeError, ValueError) as error:
        raise click.UsageError(f"{name} is not readable JSON: {error}") from error
    if not isinstance(found, dict):
        raise click.UsageError(f"{name} is not a JSON object.")
    return found


def contents(path: str, name: str) -> str:
    """The text of a file; raises UsageError naming the option."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{name}: {path} cannot be read.") from error


def moment(clock: str | None) -> Moment:
    """The given moment, else the present one, under this organisation's working calendar; raises UsageError."""
    try:
        told = datetime.fromisoformat(clock) if clock else SystemClock().now()
    except ValueError as error:
        raise click.UsageError(f"--clock is not an ISO 8601 moment: {clock}") from error
    calendar = _calendar(told.year)
    return Moment(told if told.tzinfo else told.replace(tzinfo=calendar.zone), calendar)


def dated(decision: Decision, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with texts read as dates and durations where the decision asks for such."""
    wanted = {name: kind.kind for each in _with_required(decision) for name, kind in each.inputs.items()}
    return {
        name: _literal(value) if isinstance(value, str) and wanted.get(name) in DATED else value
        for name, value in values.items()
    }


def _with_required(decision: Decision) -> list[Decision]:
    found = {decision.id: decision}
    todo = [decision]
    while todo:
        for required in todo.pop().requires:
            if required.id not in found:
                found[required.id] = required
                todo.append(required)
    return list(found.values())


def _calendar(year: int) -> Calendar:
    nowhere = Settings(Path(), "", b"", b"", organisation_here())
    return calendar_of(nowhere, year)


def _values(data: Any) -> Any:
    """FEEL literals among the values read; raises ValueError for a duration that is none."""
    match data:
        case dict():
            return {key: _values(item) for key, item in data.items()}
        case list():
            return [_values(item) for item in data]
        case Months() if not isinstance(data.count, int):
            raise ValueError(f"{data.count} months")
        case str() if data.startswith(LITERAL) and data.endswith('"'):
            return _literal(data[2:-1], strict=True)
    return data


def _literal(text: str, strict: bool = False) -> Any:
    """The date, time or duration that a text says, else the text itself; strictly: raises ValueError."""
    try:
        value = compile_expression(f'@"{text}"', ()).evaluate({})
    except FeelError as error:
        if strict:
            raise ValueError(error.explained()) from error
        return text
    return text if value is None else value


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")
