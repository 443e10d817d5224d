"""What commands print and how they end: sentences for people, JSON for scripts, one exit code for each outcome."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NoReturn

import click

from engine.checks import Finding
from engine.errors import Invalid, OporaError
from engine.feel import FeelError
from engine.feel.printing import printed
from engine.values import TAGS, encode

FINE, FAILED, USAGE = 0, 1, 2
EXACT = 15
"""So many digits survive every reader of JSON."""

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")


def say(text: str, err: bool = False) -> None:
    """Print a text; what no encoding can say is escaped as JSON does."""
    click.echo(text.encode("utf-8", "backslashreplace").decode(), err=err)


def say_json(data: Any) -> None:
    """Print one line of JSON."""
    say(json.dumps(data, ensure_ascii=False))


def stop(code: int) -> NoReturn:
    """End the command."""
    click.get_current_context().exit(code)


@contextmanager
def answering(in_json: bool) -> Iterator[None]:
    """An error of ours is one sentence and exit code 1; in JSON an object `error`."""
    try:
        yield
    except OporaError as error:
        if in_json:
            say_json({"error": problem(error)})
        else:
            say(f"Error: {sentence(error)}", err=True)
        stop(FAILED)


def problem(error: OporaError) -> dict[str, Any]:
    """An error as scripts read it; `position` counts the characters of an expression from 0."""
    told: dict[str, Any] = {"code": error.code, "sentence": sentence(error)}
    return told | {"position": error.position} if isinstance(error, FeelError) else told


def sentence(error: OporaError) -> str:
    """An error in English, with what is wrong with each answer."""
    if isinstance(error, Invalid):
        return " ".join([str(message) for messages in error.errors.values() for message in messages])
    return error.plain()


def finding(found: Finding, file: str, line: int | None = None) -> dict[str, Any]:
    """A finding as scripts read it."""
    told = {"severity": found.severity, "code": found.code, "sentence": spoken(found)}
    return {"file": file, "line": line, "element": found.element, **told}


def spoken(found: Finding) -> str:
    """The sentence of a finding in English."""
    return found.sentence % found.params if found.params else found.sentence


def plain(value: object) -> Any:
    """A value of FEEL as JSON: numbers as numbers where they survive it, the rest as the engine writes it."""
    match value:
        case None | bool() | str():
            return value
        case int() | Decimal():
            return _number(value)
        case list():
            return [plain(item) for item in value]
        case dict():
            data = {str(key): plain(item) for key, item in value.items()}
            return {"$context": data} if data.keys() & TAGS.keys() else data
    try:
        return encode(value)
    except TypeError:  # a range or a function: no case can keep one, but it can be shown
        return {"$feel": printed(value)}


def _number(value: int | Decimal) -> Any:
    exact = Decimal(value)
    if not exact.is_finite() or not -EXACT <= exact.adjusted() <= EXACT:
        return {"$number": str(exact)}
    if exact == exact.to_integral_value():
        return int(exact)
    return float(exact) if Decimal(repr(float(exact))) == exact else {"$number": str(exact)}
