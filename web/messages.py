"""Messages of lower rooms in the page's language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import format_date, format_decimal, gettext

from engine.checks import Finding
from engine.errors import OporaError
from engine.reasons import Reason
from forms.messages import Message


def say(message: Message | str) -> str:
    """A form's message; a plain text is the method's own sentence."""
    return message if isinstance(message, str) else _filled(message.id, message.params)


def error(problem: OporaError) -> str:
    """An error's sentence."""
    return _filled(problem.sentence, problem.params)


def finding(found: Finding) -> str:
    """A finding's sentence."""
    return _filled(found.sentence, found.params)


def _filled(sentence: str, params: Mapping[str, Any]) -> str:
    told = gettext(sentence)
    return told % {key: _shown(value) for key, value in params.items()} if params else told


def _shown(value: Any) -> Any:
    if isinstance(value, date):
        return format_date(value, "dd.MM.y")
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        return format_decimal(value)
    if isinstance(value, tuple | list):
        return ", ".join(str(_shown(item)) for item in value) or "–"
    if value is None:
        return "–"
    if isinstance(value, OporaError):
        return error(value)
    if isinstance(value, Reason):
        return _filled(value.sentence, value.params)
    sentence = isinstance(value, str) and " " in value  # a single word may be a name: names are never translated
    return gettext(value) if sentence else value
