"""My day: what waits for me, the most urgent first, and apart from it what anybody of my roles may take."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from engine.errors import N_
from persistence.queries import personal, talk, transfers, worklist
from persistence.queries.page import Page
from persistence.queries.scope import Viewer
from persistence.queries.worklist import MINE, OFFERED, Counts, TaskRow
from web import desk, emergencies, narrowing, navigation, opening
from web.addresses import local
from web.auth.permissions import signed_in

blueprint = Blueprint("worklist", __name__)

GROUPS = (
    ("late", N_("Late")),
    ("today", N_("Today")),
    ("soon", N_("Due soon")),
    ("later", N_("Later")),
    ("paused", N_("Paused")),
    ("none", N_("Without a deadline")),
)
LATER = "later"
VIEWS = (("", N_("Everything")), (MINE, N_("Mine")), (OFFERED, N_("To be taken")), (LATER, N_("Put off")))
NOTHING: Page[TaskRow] = Page(())


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
    show = show if show in {MINE, OFFERED, LATER} else ""
    counts = worklist.counts(viewer)
    mine, offered = _tasks(viewer, show, counts)
    front = not show and not request.args.get("after")
    return render_template(
        "worklist/page.html",
        groups=[Group(LATER, N_("Put off"), mine.rows)] if show == LATER and mine.rows else grouped(mine.rows),
        offered=grouped(offered.rows),
        counts=counts,
        tabs=_tabs(counts),
        show=show,
        more=mine.next or offered.next if show else None,
        unseen=[kind for kind, found in ((MINE, mine), (OFFERED, offered)) if found.next and not show],
        narrowed=narrowing.told(),
        address=narrowing.address,
        saved=personal.filters(viewer),
        mentions=talk.unread(viewer, desk.services().vault) if front else (),
        transfers=transfers.mine(viewer) if front else (),
        openings=opening.choices(viewer),
        emergency=emergencies.sendable(desk.actor()),
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


def grouped(tasks: tuple[TaskRow, ...]) -> list[Group]:
    """The tasks under their headings, in order."""
    now = desk.now()
    near = desk.calendar().closes(desk.calendar().next_working_day(now.date()))
    keys = {id(task): _key(task, now, near) for task in tasks}
    groups = (Group(key, title, tuple(task for task in tasks if keys[id(task)] == key)) for key, title in GROUPS)
    return [group for group in groups if group.tasks]


def _key(task: TaskRow, now: datetime, near: datetime) -> str:
    """Late; due before midnight; due by the end of the next working day, or warned of; later."""
    found = task.lateness(now)
    if task.due is None or found == "late":
        return found
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if task.due < midnight:
        return "today"
    return "soon" if found == "soon" or task.due <= near else "later"


def _tasks(viewer: Viewer, show: str, counts: Counts) -> tuple[Page[TaskRow], Page[TaskRow]]:
    """Mine and those to be taken, as far as they are shown."""
    filters, after = narrowing.filters(), request.args.get("after") if show else None
    mine, offered = NOTHING, NOTHING
    if show != OFFERED and (show != LATER or counts.put_off):
        mine = worklist.page(viewer, replace(filters, whose=MINE, put_off=show == LATER), after)
    if show in {"", OFFERED}:
        offered = worklist.page(viewer, replace(filters, whose=OFFERED), after)
    return mine, offered


def _tabs(counts: Counts) -> list[tuple[str, str, int]]:
    """The views with their numbers."""
    mine = counts.mine
    numbers = {"": mine + counts.offered, MINE: mine, OFFERED: counts.offered, LATER: counts.put_off}
    return [(key, title, numbers[key]) for key, title in VIEWS]


def _changed(case_id: str, token: int) -> Any:
    """The task's row anew for a script; without one, back to the page the button was on."""
    if request.headers.get("HX-Request"):
        task = worklist.task(desk.viewer(), case_id, token)
        return render_template("worklist/row.html", task=task, arrived=True)
    home = url_for("tasks.page", case_id=case_id, token=token)
    return redirect(local(request.form.get("next"), home), 303)
