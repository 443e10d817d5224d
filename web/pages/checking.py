"""One case checked: every hash and every step recomputed; its departures from the method; who looked at it."""

from flask import Blueprint, render_template, request

from persistence.queries import case_page, oversight
from persistence.queries.oversight import Wanted
from web import desk
from web.audit import leaving, looking
from web.auth.permissions import requires

blueprint = Blueprint("checking", __name__, url_prefix="/cases/<case_id>")


@blueprint.get("/check")
@requires("history.read")
def page(case_id: str) -> str:
    """Recompute everything that is stored of the case, now."""
    head = case_page.head(desk.viewer(), case_id, "history.read")
    desk.put_away()
    found = desk.services().oversight.examination.of([case_id])
    return render_template(
        "audit/check.html", head=head, findings=found, problems=leaving.PROBLEMS, tables=leaving.TABLES
    )


@blueprint.get("/departures")
@requires("history.read")
def departures(case_id: str) -> str:
    """Where the case left the way its method foresees."""
    viewer = desk.viewer()
    head = case_page.head(viewer, case_id, "history.read")
    found = oversight.departures_of(viewer, desk.services().vault, head, request.args.get("after") or None)
    rows = [leaving.told(row) for row in found.rows]
    late = [] if request.args.get("after") else oversight.overdue(viewer, Wanted(), head.id).rows
    overdue = [leaving.still_open(row) for row in late]
    return render_template("audit/case_departures.html", head=head, rows=rows, more=found.next, overdue=overdue)


@blueprint.get("/looks")
@requires("history.read")
def looks(case_id: str) -> str:
    """Who looked at the case, when, at which page."""
    viewer = desk.viewer()
    head = case_page.head(viewer, case_id, "history.read")
    found = oversight.looks_of(viewer, head, request.args.get("after") or None)
    return render_template("audit/looks.html", head=head, looks=found, pages=looking.TITLES)
