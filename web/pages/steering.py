"""Steering a task: handing it to a person, giving it more time, stopping its clock."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from engine.errors import NotFound
from engine.service import DeadlineChange
from persistence.queries import people, worklist
from web import desk
from web.auth.permissions import requires

blueprint = Blueprint("steering", __name__, url_prefix="/cases/<case_id>/tasks/<int:token>")
MOST_DAYS = 366
KINDS = frozenset({"deadline.extended", "deadline.paused", "deadline.resumed"})


@blueprint.post("/assign")
@requires("task.assign")
def assign(case_id: str, token: int) -> Any:
    """Give the task to somebody who has its role in the team."""
    task = worklist.task(desk.viewer(), case_id, token)
    able = {person.id for person in people.with_role(desk.viewer().reader, task.role, task.team)}
    to = request.form.get("to", "")
    if to not in able:
        flash(_("Choose a person."), "late")
        return _back(case_id, token)
    desk.services().cases.assign(desk.actor(), case_id, token, to)
    flash(_("The task is handed on."), "done")
    return _back(case_id, token)


@blueprint.post("/deadline")
@requires("deadline.extend")
def deadline(case_id: str, token: int) -> Any:
    """Extend, pause or resume the deadline; a reason is never missing."""
    kind, reason = request.form.get("kind", ""), request.form.get("reason", "").strip()
    if kind not in KINDS:
        raise NotFound()
    if not reason:
        flash(_("Write the reason: it stays in the history."), "late")
        return _back(case_id, token)
    change = DeadlineChange(kind, reason, amount=_days() if kind == "deadline.extended" else 0)
    desk.services().cases.change_deadline(desk.actor(), case_id, token, change)
    flash(_("The deadline is changed."), "done")
    return _back(case_id, token)


def _days() -> int:
    """Working days asked for, within a year."""
    text = request.form.get("amount", "")
    return min(max(int(text), 1), MOST_DAYS) if text.isdecimal() and len(text) < 5 else 1


def _back(case_id: str, token: int) -> Any:
    return redirect(url_for("tasks.page", case_id=case_id, token=token), 303)
