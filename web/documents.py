"""Documents of a case: which can be issued now, what goes into them, and their files."""

import io
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency
from flask import Response, send_file
from flask_babel import force_locale
from flask_babel import gettext as _

from engine.actions import Outcome
from engine.definitions import Definition
from engine.errors import NotFound
from engine.issuing import Files, Order, Registered
from engine.stores import File
from forms.definition import FormDefinition
from forms.papers import index, numerals, words
from forms.papers.index import Document
from forms.papers.merge import bodies, merge
from forms.papers.pdf import pdf
from forms.papers.words import Words
from persistence.queries import case_page, papers, people, templates
from persistence.queries.case_page import CaseHead, RecordRow
from persistence.queries.papers import PaperRow
from web import desk, patterns, plans
from web.patterns import Pattern

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
FIT = ("address", "details", "name", "phone", "signatory")
RECORD = "record"
Records = Mapping[str, RecordRow]


def of(head: CaseHead) -> tuple[Document, ...]:
    """The documents of the case's family."""
    return patterns.documents(head.process)


def records(head: CaseHead, documents: tuple[Document, ...], before: int | None = None) -> Records:
    """The latest answers to every form that the documents speak of; as they were before a seq."""
    keys = frozenset(key for document in documents for key in document.form_keys)
    return case_page.latest(desk.viewer(), desk.services().vault, head, keys, before) if keys else {}


def ready(document: Document, found: Records) -> bool:
    """Whether everything it needs was answered, with a row for each group it keeps rows of."""
    if not document.ready(frozenset(found)):
        return False
    kept = (place.partition(".") for place in document.rows)
    return all(_newest(document.sources[name], found, document, name).get(group) for name, _dot, group in kept)


def _newest(keys: tuple[str, ...], found: Records, document: Document, name: str) -> Mapping[str, Any]:
    newest = max((found[key] for key in keys if key in found), key=lambda row: row.seq, default=None)
    return document.kept(name, newest.answers) if newest else {}


def order(document: Document, head: CaseHead, template: Pattern, command: str | None) -> Order:
    """A document with everything it says, ready to be numbered."""
    found = records(head, (document,))
    told = _told(head) | answers(document, desk.definition(head), found) | _plan(document, head)

    def render(registered: Registered) -> Files:
        return files(template.content, told, document.title, registered)

    return Order(document.key, document.pattern, template.checksum, render, command)


def issue(document: Document, head: CaseHead, command: str | None = None) -> Outcome:
    """Number a document, make it on the template in force, keep both. Raises BadTemplate."""
    services, template = desk.services(), patterns.in_force(head.process, document)
    made = order(document, head, template, command)
    desk.put_away()
    services.keeper.keep_template(template.checksum, template.content, services.clock.now())
    return services.issuing.issue_document(desk.actor(), head.id, made)


def again(document: Document, head: CaseHead, row: PaperRow) -> bool:
    """Whether the document, made once more of what was known when it was issued, says the same word for word.

    Raises NotFound where its template was not kept, and BadTemplate.
    """
    viewer, vault = desk.viewer(), desk.services().vault
    template = templates.content(viewer, papers.template_of(viewer, head, row.seq))
    found, at = records(head, (document,), row.seq), _here(row.at)
    told = _told(head) | answers(document, desk.definition(head), found) | _plan(document, head, row.seq, at.date())
    told["author"] = row.by_name or ""
    made = files(template, told, document.title, Registered(row.number, at))
    _row, kept = papers.content(viewer, vault, head, (row.seq, "docx"))
    return bodies(made["docx"].content) == bodies(kept.content)


def printed(row: RecordRow, form: FormDefinition, head: CaseHead) -> Files:
    """A filled form on paper: not a document of the method, so it has no number."""
    template = (desk.services().settings.forms / f"{RECORD}{index.TEMPLATE}").read_bytes()
    page = Document(form.key, form.title, Path(), {RECORD: (form.key,)}, {})
    told = _told(head) | answers(page, desk.definition(head), {form.key: row})
    told["author"] = row.by_name or ""
    at = desk.services().calendar().local(row.at)
    return files(template, told, form.title, Registered("", at))


def sent(file: File, name: str, ending: str) -> Response:
    """A file to be taken home under a name that says whose it is by number only."""
    name = f"{name.replace('/', '-')}.{ending}"
    return send_file(io.BytesIO(file.content), mimetype=file.media, as_attachment=True, download_name=name)


def files(template: bytes, told: Mapping[str, Any], title: str, registered: Registered) -> Files:
    """The DOCX and the PDF made of it. Raises BadTemplate."""
    document = {"number": registered.number, "date": day(registered.at), "title": title, "issued_by": told["author"]}
    docx = merge(template, {**told, "document": document})
    made = {"docx": docx, "pdf": pdf(docx, title, registered.at)}
    return {ending: File(MEDIA[ending], content) for ending, content in made.items()}


def _told(head: CaseHead) -> dict[str, Any]:
    """What every document may say of the case, its people and the organisation."""
    seats = case_page.seats(desk.viewer(), head)
    roles = desk.services().roles
    return {
        "case": {"number": head.number, "title": head.title or "", "process": head.process_title,
                 "team": head.team_title, "lead": head.lead_name or "", "opened_on": day(_here(head.opened_at))},
        "people": [{"place": roles.title(row.seat), "name": row.name} for row in seats],
        "organisation": organisation(),
        "author": desk.actor().name,
    }  # fmt: skip


def organisation() -> dict[str, str]:
    """What papers may say of the organisation."""
    told = asdict(desk.services().settings.organisation)
    return {name: told[name] for name in FIT}


def answers(document: Document, definition: Definition, found: Records) -> dict[str, Any]:
    """The answers by the names under which the template knows the forms."""
    told: dict[str, Any] = {"has": {}, "sections": {}, "totals": {}}
    for name, keys in document.sources.items():
        forms = [definition.forms[key] for key in keys if key in definition.forms]
        newest = max((found[key] for key in keys if key in found), key=lambda row: row.seq, default=None)
        given = document.kept(name, newest.answers) if newest else {}
        say = _words(forms, given)
        told[name] = words.filled(forms, given, say)
        told["has"][name] = bool(newest)
        told["totals"][name] = words.totals(forms, given, say)
        told["sections"][name] = words.sections(definition.forms[newest.form], given, say) if newest else []
    return told


def sheet(head: CaseHead, key: str) -> Files:
    """The sheet of a plan as it stands, without a number: the first document that tells the plan. Raises NotFound."""
    document = next((one for one in of(head) if one.plan == key), None)
    if document is None:
        raise NotFound()
    found = records(head, (document,))
    told = _told(head) | answers(document, desk.definition(head), found) | _plan(document, head)
    return files(patterns.in_force(head.process, document).content, told, document.title, Registered("", desk.now()))


def _plan(document: Document, head: CaseHead, before: int | None = None, on: date | None = None) -> dict[str, Any]:
    found = plans.boards(head, (), before, on) if document.plan else ()
    board = next((one for one in found if one.key == document.plan), None)
    return {"plan": plans.told(board)} if board else {}


def _words(forms: list[FormDefinition], answers: Mapping[str, Any]) -> Words:
    language = desk.services().settings.language
    held = frozenset(account for form in forms for account in words.accounts(form.fields, answers))
    with force_locale(language):
        yes, no = _("Yes"), _("No")
    return Words(
        yes, no, day, lambda total: str(format_currency(total, "RUB", locale=language)),
        people.names(desk.viewer().reader, held), lambda total: numerals.sum_in_words(total, language),
    )  # fmt: skip


def _here(moment: Any) -> Any:
    return desk.services().calendar().local(moment)


def day(moment: Any) -> str:
    """A day as papers write it; its parts stay on one line."""
    return str(format_date(moment, "long", locale=desk.services().settings.language)).replace(" ", "\u00a0")
