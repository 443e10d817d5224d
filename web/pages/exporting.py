"""A case to take along: its book, whole or redacted, and a package that verifies without this house."""

import io

from flask import Blueprint, Response, render_template, request, send_file

from forms.papers.book import bind
from persistence.queries import case_page, parcel
from persistence.queries.case_page import CaseHead
from persistence.queries.parcel import EXPORT
from web import desk
from web.audit import book, package
from web.auth.permissions import requires

blueprint = Blueprint("exporting", __name__, url_prefix="/cases/<case_id>/export")


@blueprint.get("")
@requires("case.export")
def page(case_id: str) -> str:
    """What can be taken along."""
    return render_template("audit/export.html", head=_head(case_id))


@blueprint.get("/book")
@requires("case.export")
def show(case_id: str) -> str:
    """The book as a page; redacted unless the whole one is asked for."""
    head, redacted = _head(case_id), _redacted()
    return render_template("audit/book.html", head=head, book=book.make(head, redacted), redacted=redacted)


@blueprint.get("/book.pdf")
@requires("case.export")
def book_pdf(case_id: str) -> Response:
    """The book as a file."""
    head = _head(case_id)
    made = book.make(head, _redacted())
    return _sent(bind(made, desk.now()), head, "pdf", "application/pdf")


@blueprint.get("/book.html")
@requires("case.export")
def book_file(case_id: str) -> Response:
    """The book as a page to keep."""
    head = _head(case_id)
    return _sent(package.page(head, _redacted()).encode(), head, "html", "text/html")


@blueprint.post("/package")
@requires("case.export")
def pack(case_id: str) -> Response:
    """Everything of the case, with proofs; the log is signed first, so that the last action stands in it."""
    desk.services().oversight.notary.run(desk.services().clock.now())
    head = _head(case_id)
    found = parcel.parcel(desk.viewer(), desk.services().vault, head)
    return _sent(package.pack(head, found), head, "zip", "application/zip")


def _head(case_id: str) -> CaseHead:
    """The case; NotFound unless the person may take it along and read it."""
    case_page.head(desk.viewer(), case_id, "case.read")
    return case_page.head(desk.viewer(), case_id, EXPORT)


def _redacted() -> bool:
    return request.args.get("whole") != "yes"


def _sent(content: bytes, head: CaseHead, ending: str, media: str) -> Response:
    name = f"{head.number.replace('/', '-')}{'' if ending == 'zip' or not _redacted() else '-redacted'}.{ending}"
    sent: Response = send_file(io.BytesIO(content), mimetype=media, as_attachment=True, download_name=name)
    return sent
