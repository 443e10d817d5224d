"""Trying a template before it is put in force: what it may speak of, and the paper it makes of made-up answers."""

from collections.abc import Mapping
from typing import Any

from engine.definitions import Definition
from engine.issuing import Files, Registered
from forms import samples, schema
from forms.definition import FormDefinition
from forms.errors import InvalidAnswers
from forms.made_up import MadeUp
from forms.papers.index import Document
from persistence.queries.records import RecordRow
from web import desk, documents, plans

CASE = ("number", "title", "process", "team", "lead", "opened_on")
STEP = ("what", "who", "when", "help", "picture", "state", "done")
LINES = {"label": "", "answer": ""}
TABLES = {"label": "", "heads": [""], "rows": [[""]]}
PLAN = {
    "title": "", "version": "", "goal": "", "on": "",
    "sides": [{"title": "", "steps": [dict.fromkeys(STEP, "")]}],
}  # fmt: skip
SEED, MOST_DRAWN = 2026, 4


def shape(document: Document, definition: Definition) -> dict[str, Any]:
    """Every name that the document's template may say, and what each is like."""
    told: dict[str, Any] = {
        "case": dict.fromkeys(CASE, ""), "people": [{"place": "", "name": ""}], "author": "",
        "document": dict.fromkeys(("number", "date", "title", "issued_by"), ""),
        "organisation": dict.fromkeys(documents.FIT, ""), "has": {}, "sections": {}, "totals": {},
    }  # fmt: skip
    if document.plan:
        told["plan"] = PLAN
    for name, keys in document.sources.items():
        fields = [field for key in keys if key in definition.forms for field in definition.forms[key].fields]
        told[name] = {field.name: _like(field) for field in fields if field.kind != "note"}
        told["has"][name] = ""
        told["sections"][name] = [{"title": "", "lines": [LINES], "tables": [TABLES]}]
        sums = [f"{field.name}_{one.name}" for field in fields for one in field.fields if one.kind == "money"]
        told["totals"][name] = dict.fromkeys([*sums, *(f"{one}_words" for one in sums)], "")
    return told


def paper(document: Document, definition: Definition, template: bytes) -> Files:
    """The document made of made-up answers, as DOCX and PDF. Raises BadTemplate."""
    forms = [definition.forms[key] for keys in document.sources.values() for key in keys if key in definition.forms]
    fake = MadeUp(SEED, desk.now(), dict.fromkeys(_roles(forms), [desk.actor().id]))
    fake.settle(fake.surnames(1)[0])
    rows = [_row(number, form, _answers(form, document, fake)) for number, form in enumerate(forms, 1)]
    told = documents.answers(document, definition, {row.form: row for row in rows})
    lead = fake.make("full_name")
    today = documents.day(desk.now())
    told |= {
        "case": {"number": "1", "title": fake.make("family_name"), "process": definition.title, "team": "",
                 "lead": lead, "opened_on": today},
        "people": [], "organisation": documents.organisation(), "author": lead,
    }  # fmt: skip
    board = next((one for one in plans.read(definition, rows, desk.now().date()) if one.key == document.plan), None)
    if document.plan:
        told["plan"] = plans.told(board) if board else {**PLAN, "sides": []}
    return documents.files(template, told, document.title, Registered("1", desk.now()))


def _roles(forms: list[FormDefinition]) -> set[str]:
    """The roles that these forms ask for somebody of: the visitor plays them all."""
    return {field.role for form in forms for one in form.fields for field in (one, *one.fields) if field.role}


def _like(field: Any) -> Any:
    return [{inner.name: "" for inner in field.fields}] if field.fields else ""


def _answers(form: FormDefinition, document: Document, fake: MadeUp) -> Mapping[str, Any]:
    """Made-up answers as they would be recorded; with a row for each group the document keeps rows of."""
    for _ in range(MOST_DRAWN):
        try:
            record = schema.validate(form, samples.fill(form, {}, fake), desk.now()).record
        except InvalidAnswers:
            continue
        return _with_rows(record, document)
    return {}


def _with_rows(record: Mapping[str, Any], document: Document) -> dict[str, Any]:
    told = dict(record)
    for place, wanted in document.rows.items():
        group = place.partition(".")[2]
        told[group] = [{**row, **{name: given[0] for name, given in wanted.items()}} for row in told.get(group) or []]
    return told


def _row(seq: int, form: FormDefinition, answers: Mapping[str, Any]) -> RecordRow:
    return RecordRow(seq, form.key, "", "", desk.now(), None, None, None, None, answers)
