"""Who stands in for whom: arranged for oneself or, by who gives out tasks, for people of his teams."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import Invalid
from engine.substituting import Wanted
from forms.kinds.dates import read_date
from forms.messages import BadAnswer, Message
from persistence.queries import people, substitutions
from persistence.queries.people import Account
from web import desk, messages
from web.auth.permissions import signed_in

blueprint = Blueprint("substitutions", __name__, url_prefix="/substitutions")


@blueprint.get("/")
@signed_in
def page() -> str:
    """Substitutions within my reach, and the form that arranges one."""
    return _show(None)


@blueprint.post("/")
@signed_in
def arrange() -> Any:
    """Name who stands in, and when."""
    try:
        wanted = _read()
        desk.services().substituting.arrange(desk.actor(), wanted, desk.calendar())
    except Invalid as error:
        return _show(error), 422
    flash(_("It is arranged: it begins and ends by itself."), "done")
    return redirect(url_for("substitutions.page"), 303)


@blueprint.post("/<int:number>/end")
@signed_in
def end(number: int) -> Any:
    """Let one end now."""
    desk.services().substituting.end(desk.actor(), number)
    flash(_("The substitution has ended."), "done")
    return redirect(url_for("substitutions.page"), 303)


def _read() -> Wanted:
    first, last = _day("first"), _day("last")
    told = request.form
    return Wanted(told.get("absent", ""), told.get("substitute", ""), first, last, told.get("role") or None)


def _day(name: str) -> date:
    try:
        return read_date(request.form.get(name, "").strip())
    except BadAnswer as error:
        message = error.message
        raise Invalid({name: [message if isinstance(message, Message) else Message(message)]}) from error


def _show(error: Invalid | None) -> str:
    viewer, me = desk.viewer(), desk.actor()
    everybody = [one for one in people.everybody(viewer.reader) if one.active]
    may = desk.services().substituting.may_arrange
    absent = [one for one in everybody if may(me, one.id, one.grants)]
    found = substitutions.page(viewer, request.args.get("after") or None)
    typed = request.form if error else {"absent": me.id}
    problems = {name: [messages.say(one) for one in told] for name, told in (error.errors if error else {}).items()}
    reachable = {one.id for one in absent}
    return render_template(
        "accounts/substitutions.html",
        rows=[(row, row.state(viewer.now), row.absent in reachable or row.substitute == me.id) for row in found.rows],
        more=found.next,
        absent=absent,
        able=[one for one in everybody if _beside(one, absent)],
        roles=sorted({grant.role for one in absent for grant in one.grants}),
        typed=typed,
        problems=problems,
    )


def _beside(one: Account, absent: list[Account]) -> bool:
    """Whether somebody works in a team of theirs."""
    teams = {grant.team for other in absent for grant in other.grants}
    return any(grant.team in (None, *teams) for grant in one.grants) or (None in teams and bool(one.grants))
