"""A task in one's hands: asking a colleague to do it, giving it back, coming back to it on another day."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from engine.errors import Invalid
from forms.kinds.dates import read_date
from forms.messages import BadAnswer
from persistence.queries import people, worklist
from web import desk, formatting, messages
from web.addresses import local
from web.auth.permissions import requires

blueprint = Blueprint("handing", __name__, url_prefix="/cases/<case_id>/tasks/<int:token>")
MOST_NOTE, MOST_DAYS = 2000, 366


@blueprint.post("/delegate")
@requires("task.work")
def delegate(case_id: str, token: int) -> Any:
    """Ask a colleague who has the task's role; he may give it back."""
    task = worklist.task(desk.viewer(), case_id, token)
    able = {one.id: one.name for one in people.with_role(desk.viewer().reader, task.role, task.team)}
    to = request.form.get("to", "")
    if to not in able:
        flash(_("Choose a colleague."), "late")
        return _back(case_id, token)
    desk.put_away()
    try:
        desk.services().handing.delegate(desk.actor(), case_id, token, to, _note())
    except Invalid as error:
        return _wrong(error, case_id, token)
    flash(_("%(name)s has the task now and may give it back to you.", name=able[to]), "done")
    return _back(case_id, token)


@blueprint.post("/give-back")
@requires("task.work")
def give_back(case_id: str, token: int) -> Any:
    """Return a task to who had asked for it; he may take it back as well."""
    desk.services().handing.give_back(desk.actor(), case_id, token, _note())
    flash(_("The task is back with who had handed it on."), "done")
    return redirect(url_for("worklist.page"), 303)


@blueprint.post("/later")
@requires("task.work")
def put_off(case_id: str, token: int) -> Any:
    """Come back to it on a day: in so many days, on a date, or (with neither) it is in view again."""
    try:
        until = _until()
    except BadAnswer as error:
        flash(messages.say(error.message), "late")
        return _back(case_id, token)
    desk.put_away()
    try:
        desk.services().handing.put_off(desk.actor(), case_id, token, until)
    except Invalid as error:
        return _wrong(error, case_id, token)
    if until:
        day = formatting.near(desk.calendar().local(until).date(), desk.now())
        flash(_("Put off: you come back to it %(day)s. The deadline stays.", day=day), "done")
    else:
        flash(_("The task is in view again."), "done")
    return redirect(local(request.form.get("next"), url_for("worklist.page")), 303)


def _until() -> datetime | None:
    """The opening hour of the day that was chosen; raises BadAnswer."""
    days, typed = request.form.get("days", ""), request.form.get("date", "").strip()
    if days.isdecimal() and 0 < int(days[:4]) <= MOST_DAYS:
        return desk.calendar().opens(_working(desk.now().date() + timedelta(days=int(days))))
    return desk.calendar().opens(read_date(typed)) if typed else None


def _working(day: date) -> date:
    calendar = desk.calendar()
    return day if calendar.is_working(day) else calendar.next_working_day(day)


def _note() -> str:
    return request.form.get("note", "").strip()[:MOST_NOTE]


def _wrong(error: Invalid, case_id: str, token: int) -> Any:
    for found in error.errors.values():
        flash(" ".join(messages.say(message) for message in found), "late")
    return _back(case_id, token)


def _back(case_id: str, token: int) -> Any:
    return redirect(url_for("tasks.page", case_id=case_id, token=token), 303)
