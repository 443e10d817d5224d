"""What a form holds when it is opened: a draft, else what the case already knows."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from engine.definitions import Definition
from forms import prefill, wire
from forms.definition import FormDefinition
from forms.fields import Option
from persistence.queries import case_page, people
from persistence.queries.case_page import CaseHead
from web import desk, rows, sheet, totals
from web.sheet import Filling, Sheet

Pair = tuple[str, str]


def posted() -> list[Pair]:
    """What the browser sent."""
    return [(name, value) for name, value in request.form.items(multi=True)]


def chooser(team: str | None) -> sheet.People:
    """Who can be chosen in person fields, by role."""
    return lambda role: [
        Option(person.id, person.name) for person in people.with_role(desk.viewer().reader, role or "", team)
    ]


def show(form: FormDefinition, filling: Filling, head: CaseHead | None = None) -> Sheet:
    """The form ready for its template, with a command when it has none yet; picks offer what `head` has."""
    command = filling.command or request.form.get("command") or desk.services().ids.new()
    pairs = wire.pairs(form, wire.answers(form, filling.pairs))
    ready = Filling(pairs, filling.errors, filling.people, command, _offers(form, head) if head else {})
    return sheet.build(form, ready, desk.now())


def _offers(form: FormDefinition, head: CaseHead) -> dict[Any, tuple[str, ...]]:
    picks = prefill.offering(form)
    records = _records([source for field in picks for sources in field.of for source in sources], head)
    return {field.of: prefill.offers(field, records) for field in picks}


def with_rows(form: FormDefinition, pairs: list[Pair]) -> list[Pair]:
    """The pairs after the buttons that add or remove a row."""
    added, removed = request.form.get("_add", ""), request.form.get("_remove", "")
    groups = {field.name: field for field in form.fields if field.fields}
    if added in groups:
        group = groups[added]
        return rows.add(added, group.fields[0].name, pairs, max(group.min or 0, int(group.required)))
    name, _dash, number = removed.rpartition("-")
    return rows.remove(name, int(number), pairs) if name in groups and number.isdecimal() and len(number) < 4 else pairs


def prefilled(form: FormDefinition, definition: Definition, head: CaseHead) -> list[Pair]:
    """What earlier records and routing values say to this form's questions."""
    wanted = [source for field in form.fields for source in field.prefill]
    if not wanted:
        return []
    records = _records(wanted, head)
    values = _values(head) if any(source.startswith("case:") for source in wanted) else {}
    record = {field.name: _first(field.prefill, records, values) for field in form.fields if field.prefill}
    return wire.pairs(form, {name: value for name, value in record.items() if value is not None})


def _records(wanted: Sequence[str], head: CaseHead) -> Mapping[str, Mapping[str, Any]]:
    forms = frozenset(source.split(":")[1] for source in wanted if source.startswith("record:"))
    if not forms:
        return {}
    found = case_page.latest(desk.viewer(), desk.services().vault, head, forms)
    return {key: row.answers for key, row in found.items()}


def _values(head: CaseHead) -> Mapping[str, Any]:
    values = case_page.values(desk.viewer(), head) | totals.values(desk.definition(head), head)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _first(sources: Sequence[str], records: Mapping[str, Mapping[str, Any]], values: Mapping[str, Any]) -> Any:
    """The first source that has a value."""
    for source in sources:
        kind, _colon, rest = source.partition(":")
        form, _colon, name = rest.rpartition(":")
        found = values.get(rest) if kind == "case" else records.get(form, {}).get(name)
        if found not in (None, "", []):
            return found
    return None
