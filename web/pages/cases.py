"""Cases: the register, opening one, and the page of one from several sides."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import NotFound
from persistence.queries import case_page, register, worklist
from persistence.queries.case_page import CaseHead
from persistence.queries.register import Filters
from web import courses, desk, emergencies, events, families, opening, outline, papers, totals
from web.auth.permissions import requires

blueprint = Blueprint("cases", __name__, url_prefix="/cases")
RECENT = 4
STATUSES = frozenset({"open", "closed", "all"})


@blueprint.route("/", methods=["GET", "POST"], endpoint="register")
@requires("register.read")
def list_page() -> str:
    """The register of cases, filtered; a name that is searched for is posted, so it stands in no address."""
    viewer, args = desk.viewer(), request.values
    status, kinds = args.get("status", "open"), families.choices("register.read")
    filters = Filters(
        status=status if status in STATUSES else "open",
        process=args.get("process") or None,
        team=args.get("team") or None,
        holder=viewer.actor.id if args.get("mine") else None,
        text=request.form.get("text", "").strip(),
        apart=families.apart(kinds),
    )
    return render_template(
        "cases/register.html",
        page=register.page(viewer, filters, args.get("after") or None),
        total=register.count(viewer, filters),
        most=register.MOST,
        filters=filters,
        teams=desk.my_teams(),
        families=kinds,
        openings=opening.choices(viewer),
    )


@blueprint.get("/<case_id>")
@requires("case.read")
def now(case_id: str) -> str:
    """Where the case stands, who it waits for, what can be done."""
    head = case_page.head(desk.viewer(), case_id)
    return _overview("cases/now.html", head, waiting=worklist.of_case(desk.viewer(), head))


@blueprint.get("/<case_id>/after")
@requires("case.read")
def after(case_id: str) -> Any:
    """What came of the step just taken: what opened, for whom, due when.

    Who has no further part in the case is told that it is done, and goes back to his day.
    """
    try:
        head = case_page.head(desk.viewer(), case_id)
    except NotFound:
        flash(_("Done. Others go on with the case."), "done")
        return redirect(url_for("worklist.page"), 303)
    opened = request.args.get("opened", "").split(",")
    tasks = worklist.of_case(desk.viewer(), head)
    fresh = [task for task in tasks if str(task.token) in opened]
    return _overview("cases/after.html", head, fresh=fresh, waiting=[task for task in tasks if task not in fresh])


@blueprint.get("/<case_id>/timeline")
@requires("case.read")
def timeline(case_id: str) -> str:
    """Everything that happened."""
    head = case_page.head(desk.viewer(), case_id)
    definition = desk.definition(head)
    found = case_page.timeline(
        desk.viewer(), desk.services().vault, (head, definition), request.args.get("after") or None, False
    )
    return _page("cases/timeline.html", head, happenings=events.timeline(found.rows, definition), more=found.next)


@blueprint.get("/<case_id>/records")
@requires("case.read")
def records(case_id: str) -> str:
    """Everything that was written, as papers to read."""
    head = case_page.head(desk.viewer(), case_id)
    after = request.args.get("after") or None
    found = case_page.records(desk.viewer(), desk.services().vault, head, after)
    before = () if found.next else case_page.inherited(desk.viewer(), desk.services().vault, head)
    may = desk.reaches("record.correct", case_id)
    told = {"records": papers.read(head, found.rows, may), "inherited": papers.read(head, before)}
    return _page("cases/records.html", head, more=found.next, **told)


@blueprint.get("/<case_id>/diagram")
@requires("case.read")
def diagram(case_id: str) -> str:
    """Where the case stands on its diagrams; a stage opens by a click."""
    head = case_page.head(desk.viewer(), case_id)
    plan = desk.definition(head).plan
    scope = request.args.get("stage") or plan.root
    if scope not in plan.scopes:
        raise NotFound()
    marking = case_page.marking(desk.viewer(), head)
    tasks = worklist.next_tasks(desk.viewer(), case_id)
    here = outline.standing(plan, marking)
    marks = {
        "done": sorted(marking.done - here),
        "here": sorted(here),
        "late": [task.node for task in tasks if task.lateness(desk.now()) == "late"],
        "flags": {task.node: task.assignee_name or desk.services().roles.title(task.role) for task in tasks},
    }
    inner = outline.stage_links(plan, scope)
    links = {key: url_for("cases.diagram", case_id=case_id, stage=stage) for key, stage in inner.items()}
    return _page(
        "cases/diagram.html",
        head,
        scope=plan.scopes[scope],
        root=plan.root,
        marks={"marks": marks, "links": links},
        marking=marking,
        nodes=outline.drawn(plan, scope),
        kinds=outline.KINDS,
        here=here,
        tasks={task.node: task for task in tasks},
        inner=inner,
    )


@blueprint.get("/<case_id>/diagrams/<path:name>")
@requires("case.read")
def drawing(case_id: str, name: str) -> Response:
    """The diagram file itself, for the viewer on the page."""
    head = case_page.head(desk.viewer(), case_id)
    files = desk.services().diagrams(head.definition)
    if name not in files:
        raise NotFound()
    return Response(files[name], mimetype="application/xml", headers={"Cache-Control": "private, max-age=3600"})


def _overview(template: str, head: CaseHead, **more: Any) -> str:
    viewer = desk.viewer()
    definition, marking = desk.definition(head), case_page.marking(viewer, head)
    messages = [row for row in case_page.messages(viewer, head) if _may_send(row.role, head)]
    return _page(
        template,
        head,
        stages=outline.stages(definition, marking),
        messages=messages,
        suspended=case_page.suspended(viewer, head),
        kin=case_page.kin(viewer, head),
        totals=totals.of(head),
        reopens=bool(head.exit) and any(one.definition.key == head.process for one in opening.choices(viewer)),
        emergencies=emergencies.among(messages, head),
        recent=_recent(head),
        courses=courses.of_case(head, definition),
        **more,
    )


def _recent(head: CaseHead) -> list[events.Happening]:
    """The last things that people or the clock did."""
    definition = desk.definition(head)
    rows = case_page.recent(desk.viewer(), desk.services().vault, (head, definition), RECENT)
    return events.timeline(rows, definition)


def _may_send(role: str, head: CaseHead) -> bool:
    return desk.may("message.send") and (not role or desk.actor().has_role(role, head.team))


def _page(template: str, head: CaseHead, **parts: Any) -> str:
    return render_template(template, head=head, **parts)
