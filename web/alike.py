"""Cases that may be about the same people, when one is to be opened: shown, never in the way, and remembered."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from engine import identities
from engine.definitions import Definition
from engine.errors import Invalid
from forms.definition import FormDefinition
from forms.errors import InvalidAnswers
from forms.schema import validate
from persistence.queries import alike
from persistence.queries.alike import AlikeRow
from web import desk

CHOICE, CONTINUES, DIFFERENT = "alike", "continues", "different"


def find(definition: Definition, form: FormDefinition, given: Mapping[str, Any], team: str) -> tuple[AlikeRow, ...]:
    """The cases alike; nothing unless more than a surname is the same. Raises Invalid."""
    try:
        record = validate(form, given, desk.now()).record
    except InvalidAnswers as error:
        raise Invalid(error.errors) from error
    traits = identities.traits(definition.settings, form.key, record)
    rows = alike.find(desk.viewer(), desk.services().vault, traits, team)
    return rows if any(row.is_strong for row in rows) else ()


def chosen(rows: Sequence[AlikeRow]) -> tuple[str | None, dict[str, Any] | None]:
    """The ended case that goes on, if that was chosen; and what is remembered of the choice."""
    if not rows:
        return None, None
    choice, _colon, case_id = request.form.get(CHOICE, "").partition(":")
    known = {row.case_id for row in rows if row.visible and not row.is_open}
    after = case_id if choice == CONTINUES and case_id in known else None
    told = CONTINUES if after else DIFFERENT
    return after, {"choice": told, "seen": [row.case_id for row in rows]}
