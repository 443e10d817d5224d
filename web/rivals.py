"""Two people on one form: what each of them wrote, question by question, in the form's own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from engine.errors import NotFound, OporaError
from forms import wire
from forms.definition import Field, FormDefinition
from persistence.queries import case_page, people
from persistence.queries.case_page import CaseHead, RecordRow
from web import desk

Pairs = Sequence[tuple[str, str]]
ANSWERED = frozenset({"task.completed", "message.received"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that the two answered differently; "" where one did not answer."""

    name: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Rival:
    """The form both had before them, and the record of who was first; None where nothing was written."""

    form: FormDefinition
    theirs: RecordRow | None


def at(case_id: str, token: int) -> Rival | None:
    """The form of a task or message, and what stands written there now as far as the person may see it."""
    with desk.services().store.begin() as work:
        case, closing = work.case(case_id), work.closing(case_id, token)
        definition = work.definition(case.definition)
    key = closing.data.get("node", "") if closing else case.tasks[token].node if token in case.tasks else ""
    node = definition.plan.nodes.get(key)
    form = definition.form_of(node) if node else None
    if form is None:
        return None
    answered = closing is not None and closing.kind in ANSWERED and "form" in closing.data
    return Rival(form, _record(case_id, closing.seq) if closing and answered else None)


def newest(head: CaseHead, seq: int) -> RecordRow:
    """A record, or what it was corrected to last."""
    row = case_page.record(desk.viewer(), desk.services().vault, head, seq)
    while row.corrected_by is not None:
        row = case_page.record(desk.viewer(), desk.services().vault, head, row.corrected_by)
    return row


def differences(form: FormDefinition, mine: Pairs, theirs: Mapping[str, Any]) -> list[Difference]:
    """The questions answered differently, in the form's order."""
    here, there = wire.answers(form, mine), wire.answers(form, wire.pairs(form, theirs))
    names = _names(form, (here, there))
    found = [(field, _said(field, here, names), _said(field, there, names)) for field in form.fields]
    return [Difference(field.name, field.label, one, other) for field, one, other in found if one != other]


def merged(
    form: FormDefinition, mine: Pairs, theirs: Mapping[str, Any], kept: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The pairs of both: of each question mine where `kept` says so, else theirs."""
    chosen = [field.name for field in form.fields if kept.get(field.name) == "mine"]
    other = wire.pairs(form, theirs)
    return [pair for pair in mine if _of(pair[0]) in chosen] + [pair for pair in other if _of(pair[0]) not in chosen]


def labelled(form: FormDefinition | None, pairs: Pairs) -> list[tuple[str, str]]:
    """What was typed under the words of the form; as it came where there is none."""
    if form is None:
        return [(name, value) for name, value in pairs if value.strip()]
    typed = wire.answers(form, pairs)
    names = _names(form, (typed,))
    known = [(field.label, _said(field, typed, names)) for field in form.fields]
    return [(label, said) for label, said in known if said]


def form_here() -> FormDefinition | None:
    """The form of the page that was asked for, if it has one that can be looked up just now."""
    parts = request.view_args or {}
    try:
        if {"case_id", "token"} <= parts.keys():
            found = at(parts["case_id"], parts["token"])
            return found.form if found else None
        if {"case_id", "seq"} <= parts.keys():
            head = case_page.head(desk.viewer(), parts["case_id"])
            row = case_page.record(desk.viewer(), desk.services().vault, head, parts["seq"])
            return desk.definition(head).forms.get(row.form)
        if "process" in parts:
            with desk.services().store.begin() as work:
                definition = work.current(parts["process"])
            return definition.form_of(definition.start)
    except OporaError:
        return None
    return None


def _record(case_id: str, seq: int) -> RecordRow | None:
    try:
        return newest(case_page.head(desk.viewer(), case_id), seq)
    except NotFound:
        return None


def _of(path: str) -> str:
    """The question a path belongs to: `children` for `children-0-name`."""
    return path.partition("-")[0]


def _names(form: FormDefinition, answers: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    wanted = {str(typed.get(field.name)) for typed in answers for field in form.fields if field.kind == "person"}
    return people.names(desk.viewer().reader, wanted) if wanted else {}


def _said(field: Field, typed: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A typed answer as a person reads it."""
    value = typed.get(field.name)
    if value in (None, "", []):
        return ""
    if field.fields and isinstance(value, list):
        rows = (
            "; ".join(f"{child.label}: {said}" for child in field.fields if (said := _said(child, row, names)))
            for row in value
        )
        return "\n".join(row for row in rows if row)
    if isinstance(value, list):
        return ", ".join(_word(field, str(one), names) for one in value if one)
    return _word(field, str(value), names)


def _word(field: Field, value: str, names: Mapping[str, str]) -> str:
    if field.kind in {"yesno", "agree"}:
        return {"yes": _("Yes"), "no": _("No"), "true": _("Yes")}.get(value, value)
    if field.kind == "person":
        return names.get(value, value)
    option = field.option(value) if field.options else None
    return option.label if option else value.strip()
