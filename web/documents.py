"""Documents of a case: which can be issued now, what goes into them, and their files."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency
from flask import Response, send_file
from flask_babel import force_locale
from flask_babel import gettext as _

from engine.errors import NotFound
from engine.issuing import Files, Order, Registered
from engine.stores import File
from forms.definition import FormDefinition
from forms.papers import index, numerals, words
from forms.papers.index import Document
from forms.papers.merge import merge
from forms.papers.pdf import pdf
from forms.papers.words import Words
from persistence.queries import case_page, people
from persistence.queries.case_page import CaseHead, RecordRow
from web import desk, plans

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
FIT = ("address", "details", "name", "phone", "signatory")
RECORD = "record"
Records = Mapping[str, RecordRow]


def of(head: CaseHead) -> tuple[Document, ...]:
    """The documents of the case's family, as its methodologist keeps them now."""
    return index.load(desk.services().settings.forms / Path(head.process).name)


def records(head: CaseHead, documents: tuple[Document, ...]) -> Records:
    """The latest answers to every form that the documents speak of."""
    keys = frozenset(key for document in documents for key in document.form_keys)
    return case_page.latest(desk.viewer(), desk.services().vault, head, keys) if keys else {}


def ready(document: Document, found: Records) -> bool:
    """Whether everything it needs was answered, with a row for each group it keeps rows of."""
    if not document.ready(frozenset(found)):
        return False
    kept = (place.partition(".") for place in document.rows)
    return all(_newest(document.sources[name], found, document, name).get(group) for name, _dot, group in kept)


def _newest(keys: tuple[str, ...], found: Records, document: Document, name: str) -> Mapping[str, Any]:
    newest = max((found[key] for key in keys if key in found), key=lambda row: row.seq, default=None)
    return document.kept(name, newest.answers) if newest else {}


def order(document: Document, head: CaseHead, found: Records, command: str | None) -> Order:
    """A document with everything it says, ready to be numbered. Its template is read now."""
    template = document.template.read_bytes()
    told = _told(head) | _answers(document, head, found) | _plan(document, head)

    def render(registered: Registered) -> Files:
        return _files(template, told, document.title, registered)

    return Order(document.key, document.pattern, hashlib.sha256(template).hexdigest(), render, command)


def printed(row: RecordRow, form: FormDefinition, head: CaseHead) -> Files:
    """A filled form on paper: not a document of the method, so it has no number."""
    template = (desk.services().settings.forms / f"{RECORD}{index.TEMPLATE}").read_bytes()
    page = Document(form.key, form.title, Path(), {RECORD: (form.key,)}, {})
    told = _told(head) | _answers(page, head, {form.key: row})
    told["author"] = row.by_name or ""
    at = desk.services().calendar().local(row.at)
    return _files(template, told, form.title, Registered("", at))


def sent(file: File, name: str, ending: str) -> Response:
    """A file to be taken home under a name that says whose it is by number only."""
    name = f"{name.replace('/', '-')}.{ending}"
    return send_file(io.BytesIO(file.content), mimetype=file.media, as_attachment=True, download_name=name)


def _files(template: bytes, told: Mapping[str, Any], title: str, registered: Registered) -> Files:
    """The DOCX and the PDF made of it. Raises BadTemplate."""
    document = {"number": registered.number, "date": _day(registered.at), "title": title, "issued_by": told["author"]}
    docx = merge(template, {**told, "document": document})
    made = {"docx": docx, "pdf": pdf(docx, title, registered.at)}
    return {ending: File(MEDIA[ending], content) for ending, content in made.items()}


def _told(head: CaseHead) -> dict[str, Any]:
    """What every document may say of the case, its people and the organisation."""
    organisation = asdict(desk.services().settings.organisation)
    seats = case_page.seats(desk.viewer(), head)
    roles = desk.services().roles
    return {
        "case": {"number": head.number, "title": head.title or "", "process": head.process_title,
                 "team": head.team_title, "lead": head.lead_name or "", "opened_on": _day(_here(head.opened_at))},
        "people": [{"place": roles.title(row.seat), "name": row.name} for row in seats],
        "organisation": {name: organisation[name] for name in FIT},
        "author": desk.actor().name,
    }  # fmt: skip


def _answers(document: Document, head: CaseHead, found: Records) -> dict[str, Any]:
    """The answers by the names under which the template knows the forms."""
    definition = desk.definition(head)
    told: dict[str, Any] = {"has": {}, "sections": {}, "totals": {}}
    for name, keys in document.sources.items():
        forms = [definition.forms[key] for key in keys if key in definition.forms]
        newest = max((found[key] for key in keys if key in found), key=lambda row: row.seq, default=None)
        answers = document.kept(name, newest.answers) if newest else {}
        say = _words(forms, answers)
        told[name] = words.filled(forms, answers, say)
        told["has"][name] = bool(newest)
        told["totals"][name] = words.totals(forms, answers, say)
        told["sections"][name] = words.sections(definition.forms[newest.form], answers, say) if newest else []
    return told


def sheet(head: CaseHead, key: str) -> Files:
    """The sheet of a plan as it stands, without a number: the first document that tells the plan. Raises NotFound."""
    document = next((one for one in of(head) if one.plan == key), None)
    if document is None:
        raise NotFound()
    told = _told(head) | _answers(document, head, records(head, (document,))) | _plan(document, head)
    return _files(document.template.read_bytes(), told, document.title, Registered("", desk.now()))


def _plan(document: Document, head: CaseHead) -> dict[str, Any]:
    board = next((one for one in plans.boards(head) if one.key == document.plan), None) if document.plan else None
    return {"plan": plans.told(board)} if board else {}


def _words(forms: list[FormDefinition], answers: Mapping[str, Any]) -> Words:
    language = desk.services().settings.language
    held = frozenset(account for form in forms for account in words.accounts(form.fields, answers))
    with force_locale(language):
        yes, no = _("Yes"), _("No")
    return Words(
        yes, no, _day, lambda total: str(format_currency(total, "RUB", locale=language)),
        people.names(desk.viewer().reader, held), lambda total: numerals.sum_in_words(total, language),
    )  # fmt: skip


def _here(moment: Any) -> Any:
    return desk.services().calendar().local(moment)


def _day(day: Any) -> str:
    """A day as papers write it; its parts stay on one line."""
    return str(format_date(day, "long", locale=desk.services().settings.language)).replace(" ", "\u00a0")
