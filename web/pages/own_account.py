"""One's own account: a new password."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from persistence.queries import people
from web import desk
from web.auth import passwords, sessions
from web.auth.permissions import signed_in
from web.limits import limiter

blueprint = Blueprint("own_account", __name__, url_prefix="/me")
SHORTEST, LONGEST = 10, 200


@blueprint.get("/password")
@signed_in
def page() -> str:
    """Where a person gives himself another password."""
    return render_template("accounts/own_password.html", problems={}, shortest=SHORTEST)


@blueprint.post("/password")
@signed_in
@limiter.limit("10/minute;30/hour")
def change() -> Any:
    """Set it; wherever else the person is signed in, he is so no longer."""
    account = people.by_id(desk.viewer().reader, desk.actor().id)
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    problems = _problems(old, new, again, account.secret if account else None)
    if problems or account is None:
        return render_template("accounts/own_password.html", problems=problems, shortest=SHORTEST), 422
    desk.put_away()
    desk.services().keeper.reset_secret(account.id, passwords.seal(new))
    sessions.sign_in(account)
    flash(_("The password is changed. Elsewhere you are signed out."), "done")
    return redirect(url_for("worklist.page"), 303)


def _problems(old: str, new: str, again: str, secret: str | None) -> dict[str, str]:
    if not passwords.fits(secret, old):
        return {"old": _("This is not your present password.")}
    if not SHORTEST <= len(new) <= LONGEST:
        return {"new": _("At least %(num)s characters.", num=SHORTEST)}
    if new == old:
        return {"new": _("Choose another one than before.")}
    return {} if new == again else {"again": _("The two are not the same.")}
