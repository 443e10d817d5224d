"""Operating a case where its diagram foresaw no way: stop, go on, skip a step, end; always with a reason."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import N_, NotFound
from engine.roles import Actor
from persistence.queries import case_page, worklist
from web import desk
from web.auth.permissions import requires

blueprint = Blueprint("operating", __name__, url_prefix="/cases/<case_id>/operate")

DONE = {
    "suspend": N_("The case is suspended: nothing can be done in it until it goes on."),
    "resume": N_("The case goes on."),
    "cancel": N_("The case is cancelled."),
    "skip": N_("The step is skipped."),
}
Verb = Callable[[Actor, str, str], Any]


@blueprint.get("")
@requires("case.operate")
def page(case_id: str) -> str:
    """What an operator can do to this case now."""
    return _show(case_id)


@blueprint.post("")
@requires("case.operate")
def act(case_id: str) -> Any:
    """Do it; without a reason nothing is done."""
    case_page.head(desk.viewer(), case_id, "case.operate")
    verb, reason = request.form.get("verb", ""), request.form.get("reason", "").strip()
    verbs = _verbs()
    if verb not in verbs:
        raise NotFound()
    if not reason:
        return _show(case_id, verb), 422
    desk.put_away()
    verbs[verb](desk.actor(), case_id, reason)
    flash(_(DONE[verb]), "done")
    return redirect(url_for("operating.page", case_id=case_id), 303)


def _verbs() -> dict[str, Verb]:
    operating = desk.services().operating
    return {"suspend": operating.suspend, "resume": operating.resume, "cancel": operating.cancel, "skip": _skip}


def _skip(actor: Actor, case_id: str, reason: str) -> Any:
    token = request.form.get("token", "")
    if not token.isdecimal() or len(token) > 9:
        raise NotFound()
    return desk.services().operating.skip(actor, case_id, int(token), reason)


def _show(case_id: str, missing: str = "") -> str:
    viewer = desk.viewer()
    head = case_page.head(viewer, case_id, "case.operate")
    return render_template(
        "cases/operating.html",
        head=head,
        suspended=case_page.suspended(viewer, head),
        tasks=worklist.next_tasks(viewer, case_id),
        missing=missing,
        chosen=request.form.get("token", ""),
    )
