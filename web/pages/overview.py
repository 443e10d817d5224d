"""The overview of a case: everything a colleague needs to take it over, on one page that prints well."""

from flask import Blueprint, render_template

from persistence.queries import case_page, papers, talk, transfers, worklist
from web import desk, documents, events, outline, overview, plans, totals
from web.auth.permissions import requires

blueprint = Blueprint("overview", __name__, url_prefix="/cases/<case_id>/overview")
LAST = 5


@blueprint.get("")
@requires("case.read")
def page(case_id: str) -> str:
    """Who, what happened, what was decided and why, what is promised to whom until when."""
    viewer, vault = desk.viewer(), desk.services().vault
    head = case_page.head(viewer, case_id)
    definition = desk.definition(head)
    recent = case_page.recent(viewer, vault, (head, definition), LAST)
    issued = papers.papers(viewer, head)
    seats = case_page.seats(viewer, head)
    said = talk.comments(viewer, vault, head)
    return render_template(
        "cases/overview.html",
        head=head,
        told=overview.of(head),
        seats=seats,
        passes=any(row.account == viewer.actor.id for row in seats) or desk.reaches("task.assign", head.id),
        waiting=worklist.of_case(viewer, head),
        stages=outline.stages(definition, case_page.marking(viewer, head)),
        recent=events.timeline(recent, definition),
        comments=said.rows[:LAST],
        issued=issued,
        totals=totals.of(head),
        boards=plans.boards(head, issued),
        titles={document.key: document.title for document in documents.of(head)},
        files=[row for row in talk.attached(viewer, vault, head) if row.removed is None],
        kin=case_page.kin(viewer, head),
        handed_over=transfers.handed_over(viewer, vault, head),
        suspended=case_page.suspended(viewer, head),
    )
