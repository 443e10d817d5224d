"""Small forms and a moment for the tests of `forms`."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from forms.definition import FormDefinition, parse
from forms.errors import BadForm, InvalidAnswers
from forms.schema import Validated, validate

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 12, 30, 17, 40, tzinfo=MOSCOW)
DECISION = {
    "name": "decision",
    "kind": "choice",
    "label": "Decision",
    "required": True,
    "export": "signal_decision",
    "options": [{"value": "accept", "label": "Accept"}, {"value": "refuse", "label": "Refuse"}],
}
REASONS = {
    "name": "reasons",
    "kind": "text",
    "label": "Reasons",
    "required": True,
    "when": '{"eq": [{"field": "decision"}, "refuse"]}',
}


def compile_json(text: str, fields: Collection[str]) -> Any:
    """Stands in for FEEL: conditions written as the tree itself."""
    return json.loads(text)


def raw(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": "Form", "sections": [{"title": "Section", "fields": list(fields)}], **more}


def form(*fields: dict[str, Any], **more: Any) -> FormDefinition:
    return parse("family/form", raw(*fields, **more), compile_json)


def a(kind: str, name: str = "x", **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "label": name.title(), **more}


def checked(definition: FormDefinition, now: datetime = NOW, **answers: Any) -> Validated:
    return validate(definition, answers, now)


def told(definition: FormDefinition, **answers: Any) -> dict[str, list[str]]:
    """What a person reads at which field; nothing when the answers will do."""
    try:
        checked(definition, **answers)
    except InvalidAnswers as error:
        return {path: [message.plain() for message in messages] for path, messages in error.errors.items()}
    return {}


def problems(*fields: dict[str, Any], **more: Any) -> list[str]:
    """What a methodologist reads."""
    try:
        form(*fields, **more)
    except BadForm as error:
        return [str(problem) for problem in error.problems]
    return []
