"""The plan of a case: how far it has come, every version with its reasons, and a sheet the family can follow."""

from flask import Blueprint, Response, render_template

from engine.errors import NotFound
from persistence.queries import case_page, papers
from web import desk, documents, plans
from web.auth.permissions import requires

blueprint = Blueprint("plans", __name__, url_prefix="/cases/<case_id>/plan")


@blueprint.get("")
@requires("case.read")
def page(case_id: str) -> str:
    """Steps by side with how far they have come; the versions below."""
    head = case_page.head(desk.viewer(), case_id)
    issued = papers.papers(desk.viewer(), head)
    return render_template("cases/plan.html", head=head, boards=plans.boards(head, issued))


@blueprint.get("/<key>")
@requires("case.read")
def sheet(case_id: str, key: str) -> str:
    """The plan as a sheet for the family: large, plain, with pictures; to be printed or shown on a phone."""
    head = case_page.head(desk.viewer(), case_id)
    board = next((one for one in plans.boards(head) if one.key == key), None)
    if board is None:
        raise NotFound()
    people = case_page.seats(desk.viewer(), head)
    return render_template("cases/plan_sheet.html", head=head, board=board, people=people)


@blueprint.get("/<key>.<ending>")
@requires("case.read")
def download(case_id: str, key: str, ending: str) -> Response:
    """The same sheet as a file: not a document of the method, so it has no number."""
    head = case_page.head(desk.viewer(), case_id)
    if ending not in documents.MEDIA:
        raise NotFound()
    return documents.sent(documents.sheet(head, key)[ending], f"{head.number}-{key}", ending)
