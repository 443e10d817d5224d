"""Documents of a case: issued, printed, taken home, and back again signed."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import NotFound
from engine.issuing import Copy
from forms.papers.merge import BadTemplate
from persistence.queries import case_page, papers
from persistence.queries.case_page import CaseHead
from web import desk, documents, messages, patterns, uploads
from web.auth.permissions import requires

blueprint = Blueprint("documents", __name__, url_prefix="/cases/<case_id>/documents")


@blueprint.get("")
@requires("case.read")
def page(case_id: str) -> str:
    """What can be issued now, what still needs answers, what was issued."""
    head = case_page.head(desk.viewer(), case_id)
    known = documents.of(head)
    found = documents.records(head, known)
    answered = frozenset(found)
    return render_template(
        "cases/documents.html",
        head=head,
        suspended=case_page.suspended(desk.viewer(), head),
        ready=[document for document in known if documents.ready(document, found)],
        later=[
            (document, _missing(document.forms, answered, head))
            for document in known
            if not documents.ready(document, found)
        ],
        issued=papers.papers(desk.viewer(), head),
        titles={document.key: document.title for document in known},
        new_command=desk.services().ids.new,
        endings=sorted(f".{kind}" for kind in uploads.SCANS),
    )


@blueprint.post("/<key>/issue")
@requires("document.issue")
def issue(case_id: str, key: str) -> Any:
    """Number the document, make it, keep it."""
    head = case_page.head(desk.viewer(), case_id)
    known = tuple(document for document in documents.of(head) if document.key == key)
    found = documents.records(head, known)
    if not known or not documents.ready(known[0], found):
        raise NotFound()
    try:
        documents.issue(known[0], head, request.form.get("command") or None)
    except BadTemplate as error:
        flash(messages.say(error.message), "late")
        return _back(case_id)
    flash(_("The document is issued: print it from the list below."), "done")
    return _back(case_id)


@blueprint.post("/<int:seq>/again")
@requires("case.read")
def again(case_id: str, seq: int) -> Any:
    """Make an issued document once more, of what was known then, and tell whether it says the same."""
    head = case_page.head(desk.viewer(), case_id)
    row, _file = papers.content(desk.viewer(), desk.services().vault, head, (seq, "docx"))
    document = patterns.find(head.process, row.document)
    if documents.again(document, head, row):
        flash(_("Made again from the records and the template of that day: word for word the same."), "done")
    else:
        flash(_("Made again, it differs: people or the organisation's details have changed since."), "late")
    return _back(case_id)


@blueprint.get("/<int:seq>.<ending>")
@requires("case.read")
def download(case_id: str, seq: int, ending: str) -> Response:
    """A file of an issued document or of a signed copy."""
    head = case_page.head(desk.viewer(), case_id)
    paper, file = papers.content(desk.viewer(), desk.services().vault, head, (seq, ending))
    return documents.sent(file, f"{paper.number}-{seq}" if paper.signs else paper.number, ending)


@blueprint.post("/<int:seq>/signed")
@requires("document.issue")
def sign(case_id: str, seq: int) -> Any:
    """Take the signed copy: a scan or a photo."""
    case_page.head(desk.viewer(), case_id)
    found = uploads.scan(request.files.get("copy"))
    if found is None:
        flash(_("Choose a PDF, JPEG or PNG file of at most 12 MB."), "late")
        return _back(case_id)
    desk.put_away()
    copy = Copy(seq, *found, request.form.get("command") or None)
    desk.services().issuing.file_signed(desk.actor(), case_id, copy)
    flash(_("The signed copy is kept beside the document."), "done")
    return _back(case_id)


@blueprint.get("/records/<int:seq>.<ending>")
@requires("case.read")
def record(case_id: str, seq: int, ending: str) -> Response:
    """A filled form on paper."""
    viewer = desk.viewer()
    head = case_page.head(viewer, case_id)
    row = case_page.record(viewer, desk.services().vault, head, seq)
    form = desk.definition(head).forms.get(row.form)
    if form is None or ending not in documents.MEDIA:
        raise NotFound()
    return documents.sent(documents.printed(row, form, head)[ending], f"{head.number}-{seq}", ending)


def _missing(forms: Any, answered: frozenset[str], head: CaseHead) -> list[str]:
    """The titles of the forms that a document still waits for."""
    known = desk.definition(head).forms
    wanted = [keys for keys in forms.values() if not answered.intersection(keys)]
    return [known[keys[0]].title for keys in wanted if keys[0] in known]


def _back(case_id: str) -> Any:
    return redirect(url_for("documents.page", case_id=case_id), 303)
