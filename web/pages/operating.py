"""Operating a case where its diagram foresaw no way: stop, go on, skip, move, try again, end; always with a reason."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import N_, Invalid, NotFound
from engine.roles import Actor
from forms.messages import Message
from persistence.queries import case_page, incidents
from web import desk, outline
from web.auth.permissions import requires

blueprint = Blueprint("operating", __name__)
PLACE = "/cases/<case_id>/operate"

DONE = {
    "suspend": N_("The case is suspended: nothing can be done in it until it goes on."),
    "resume": N_("The case goes on."),
    "cancel": N_("The case is cancelled."),
    "skip": N_("The step is skipped."),
    "place": N_("The case stands there now."),
    "rewind": N_("The stage began again."),
    "retry": N_("It is being tried again."),
}
Verb = Callable[[Actor, str, str], Any]


@blueprint.get(PLACE)
@requires("case.operate")
def page(case_id: str) -> str:
    """What an operator can do to this case now."""
    return _show(case_id)


@blueprint.post(PLACE)
@requires("case.operate")
def act(case_id: str) -> Any:
    """Do it; without a reason nothing is done, and what was chosen and typed stays."""
    case_page.head(desk.viewer(), case_id, "case.operate")
    verb, reason = request.form.get("verb", ""), request.form.get("reason", "").strip()
    verbs = _verbs()
    if verb not in verbs:
        raise NotFound()
    if not reason:
        return _show(case_id, "reason"), 422
    if verb in {"place", "rewind"} and not request.form.get("to"):
        return _show(case_id, "to"), 422
    desk.put_away()
    verbs[verb](desk.actor(), case_id, reason)
    flash(_(DONE[verb]), "done")
    return redirect(url_for("operating.page", case_id=case_id), 303)


@blueprint.get("/incidents/")
@requires("case.operate")
def waiting() -> str:
    """Every case that could not go on and waits for an operator."""
    found = incidents.page(desk.viewer(), request.args.get("after") or None)
    return render_template("cases/incidents.html", found=found)


def _verbs() -> dict[str, Verb]:
    operating = desk.services().operating
    return {
        "suspend": operating.suspend,
        "resume": operating.resume,
        "cancel": operating.cancel,
        "skip": lambda actor, case_id, reason: operating.skip(actor, case_id, _token(), reason),
        "retry": lambda actor, case_id, reason: operating.retry(actor, case_id, _token(), reason),
        "place": lambda actor, case_id, reason: operating.place(actor, case_id, _token(), _to(), reason),
        "rewind": lambda actor, case_id, reason: operating.rewind(actor, case_id, _token(), _to(), reason),
    }


def _to() -> str:
    return request.form.get("to", "")


def _token() -> int:
    token = request.form.get("token", "")
    if not token.isdecimal() or len(token) > 9:
        raise Invalid({"token": [Message(N_("Choose a step."))]})
    return int(token)


def _show(case_id: str, missing: str = "") -> str:
    viewer = desk.viewer()
    head = case_page.head(viewer, case_id, "case.operate")
    return render_template(
        "cases/operating.html",
        head=head,
        suspended=case_page.suspended(viewer, head),
        look=desk.services().operating.look(desk.actor(), case_id),
        kinds=outline.KINDS,
        missing=missing,
        chosen=request.form,
    )
