"""One search over what the person may see; what is searched for is posted, so it stands in no address."""

from typing import Any

from flask import Blueprint, render_template, request
from markupsafe import Markup, escape

from persistence.queries import search
from persistence.queries.search import LONGEST, MOST, FoundPaper, Wanted
from web import desk, method_search, patterns
from web.auth.permissions import signed_in
from web.method_search import PAGE, STEP

blueprint = Blueprint("search", __name__, url_prefix="/search")


@blueprint.route("", methods=["GET", "POST"], endpoint="page")
@signed_in
def page() -> str:
    """What was found, by kind; an empty field where nothing is searched for yet."""
    typed = request.form.get("words", "").strip()[:LONGEST]
    what = search.wanted(typed)
    found = _found(what) if what.text else {}
    some = any(found.get(kind) for kind in ("cases", "tasks", "papers", "steps", "pages"))
    return render_template(
        "search/page.html",
        typed=typed,
        longest=LONGEST,
        most=MOST,
        some=some,
        what=what,
        marked=lambda text: marked(text, what),
        **found,
    )


def marked(text: str, what: Wanted) -> Markup:
    """The text with the found words marked."""
    told = (Markup("<mark>{}</mark>").format(piece) if hit else escape(piece) for piece, hit in what.pieces(text))
    return Markup().join(told)


def _found(what: Wanted) -> dict[str, Any]:
    viewer = desk.viewer()
    cases, tasks = search.cases(viewer, what), search.tasks(viewer, what)
    papers, more_papers = search.papers(viewer, what)
    steps, more_steps = method_search.find(what, STEP) if desk.may("definitions.read") else ([], False)
    pages, more_pages = method_search.find(what, PAGE) if desk.may("case.read") else ([], False)
    return {
        "cases": cases.rows,
        "more_cases": bool(cases.next),
        "tasks": tasks.rows,
        "more_tasks": bool(tasks.next),
        "papers": [(row, _title(row)) for row in papers],
        "more_papers": more_papers,
        "steps": steps,
        "more_steps": more_steps,
        "pages": pages,
        "more_pages": more_pages,
    }


def _title(row: FoundPaper) -> str:
    """What the document is called; one that the method has no more goes by its key."""
    known = {document.key: document.title for document in patterns.documents(row.process)}
    return known.get(row.document, row.document)
