"""My day: what waits for me and for my roles, the most urgent first."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from engine.errors import N_
from persistence.queries import worklist
from persistence.queries.worklist import Filters, TaskRow
from web import desk, families, navigation, opening
from web.addresses import local
from web.auth.permissions import signed_in

blueprint = Blueprint("worklist", __name__)

GROUPS = (
    ("late", N_("Late")),
    ("soon", N_("Due soon")),
    ("later", N_("Later")),
    ("paused", N_("Paused")),
    ("none", N_("Without a deadline")),
)
VIEWS = (("", N_("Everything")), ("mine", N_("Mine")), ("offered", N_("To be taken")))


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one urgency under one heading."""

    key: str
    title: str
    tasks: tuple[TaskRow, ...]


@blueprint.get("/")
@signed_in
def page() -> Any:
    """My tasks and those I may take; who does no tasks goes to the first place he has."""
    if not desk.may("task.work") and (place := navigation.first()):
        return redirect(url_for(place), 303)
    viewer, show = desk.viewer(), request.args.get("show", "")
    kinds = (show,) if show in {"mine", "offered"} else ("mine", "offered")
    after = request.args.get("after") if len(kinds) == 1 else None
    process = request.args.get("process") or None
    pages = [worklist.page(viewer, Filters(kind, process), after) for kind in kinds]
    tasks = sorted((task for found in pages for task in found.rows), key=_urgency)
    more = pages[0].next if len(kinds) == 1 else None
    return render_template(
        "worklist/page.html",
        groups=grouped(tasks),
        counts=worklist.counts(viewer),
        views=VIEWS,
        show=show if len(kinds) == 1 else "",
        more=more,
        unseen=[kind for kind, found in zip(kinds, pages, strict=True) if found.next and len(kinds) > 1],
        process=process,
        families=families.choices("task.work"),
        openings=opening.choices(viewer),
    )


@blueprint.post("/cases/<case_id>/tasks/<int:token>/claim")
@signed_in
def claim(case_id: str, token: int) -> Any:
    """Take an offered task."""
    desk.services().cases.claim(desk.actor(), case_id, token)
    return _changed(case_id, token)


@blueprint.post("/cases/<case_id>/tasks/<int:token>/release")
@signed_in
def release(case_id: str, token: int) -> Any:
    """Give a task back."""
    desk.services().cases.release(desk.actor(), case_id, token)
    return _changed(case_id, token)


def grouped(tasks: list[TaskRow]) -> list[Group]:
    """The tasks under their headings, in order."""
    now = desk.now()
    groups = (Group(key, title, tuple(task for task in tasks if task.lateness(now) == key)) for key, title in GROUPS)
    return [group for group in groups if group.tasks]


def _changed(case_id: str, token: int) -> Any:
    """The task's row anew for a script; without one, back to the page the button was on."""
    if request.headers.get("HX-Request"):
        task = worklist.task(desk.viewer(), case_id, token)
        return render_template("worklist/row.html", task=task, arrived=True)
    home = url_for("tasks.page", case_id=case_id, token=token)
    return redirect(local(request.form.get("next"), home), 303)


def _urgency(task: TaskRow) -> Any:
    return (task.due is None, task.due, task.case_number, task.token)
