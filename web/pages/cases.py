"""Cases: the register, opening one, and the page of one from several sides."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from engine.errors import NotFound
from persistence.queries import case_page, register, worklist
from persistence.queries.case_page import CaseHead
from persistence.queries.register import Filters
from web import desk, events, families, opening, outline, papers
from web.auth.permissions import requires

blueprint = Blueprint("cases", __name__, url_prefix="/cases")
RECENT = 4
STATUSES = frozenset({"open", "closed", "all"})


@blueprint.get("/", endpoint="register")
@requires("register.read")
def list_page() -> str:
    """The register of cases, filtered."""
    viewer, args = desk.viewer(), request.args
    status = args.get("status", "open")
    filters = Filters(
        status=status if status in STATUSES else "open",
        process=args.get("process") or None,
        team=args.get("team") or None,
        holder=viewer.actor.id if args.get("mine") else None,
        text=args.get("text", "").strip(),
    )
    return render_template(
        "cases/register.html",
        page=register.page(viewer, filters, args.get("after") or None),
        total=register.count(viewer, filters),
        most=register.MOST,
        filters=filters,
        teams=desk.my_teams(),
        families=families.choices("register.read"),
        openings=opening.choices(viewer),
    )


@blueprint.get("/<case_id>")
@requires("case.read")
def now(case_id: str) -> str:
    """Where the case stands, who it waits for, what can be done."""
    return _overview(case_id, "cases/now.html")


@blueprint.get("/<case_id>/after")
@requires("case.read")
def after(case_id: str) -> str:
    """What came of the step just taken: what opened, for whom, due when."""
    opened = request.args.get("opened", "").split(",")
    tasks = worklist.next_tasks(desk.viewer(), case_id)
    fresh = [task for task in tasks if str(task.token) in opened]
    return _overview(case_id, "cases/after.html", fresh=fresh, waiting=[task for task in tasks if task not in fresh])


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


def _overview(case_id: str, template: str, **more: Any) -> str:
    viewer = desk.viewer()
    head = case_page.head(viewer, case_id)
    definition, marking = desk.definition(head), case_page.marking(viewer, head)
    tasks = worklist.next_tasks(viewer, case_id)
    messages = [row for row in case_page.messages(viewer, head) if _may_send(row.role, head)]
    return _page(
        template,
        head,
        stages=outline.stages(definition, marking),
        **{"waiting": tasks, **more},
        messages=messages,
        suspended=case_page.suspended(viewer, head),
        kin=case_page.kin(viewer, head),
        recent=_recent(head),
    )


def _recent(head: CaseHead) -> list[events.Happening]:
    """The last things that people or the clock did."""
    definition = desk.definition(head)
    found = case_page.timeline(desk.viewer(), desk.services().vault, (head, definition))
    return events.timeline(found.rows[:RECENT], definition)


def _may_send(role: str, head: CaseHead) -> bool:
    return desk.may("message.send") and (not role or desk.actor().has_role(role, head.team))


def _page(template: str, head: CaseHead, **parts: Any) -> str:
    return render_template(template, head=head, **parts)
