"""What I am told: the bell's number, the list behind it, each leading to its place."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from persistence.queries import notices
from web import desk, telling
from web.addresses import local
from web.auth.permissions import signed_in

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("/")
@signed_in
def page() -> str:
    """My notices, the newest first; only the unread, or all."""
    every = request.args.get("show") == "all"
    found = notices.page(desk.viewer(), request.args.get("after") or None, only_unread=not every)
    return render_template(
        "notices/page.html",
        rows=[(row, telling.words(row, _), telling.icon(row)) for row in found.rows],
        more=found.next,
        every=every,
        newest=notices.latest(desk.viewer().reader, desk.now()),
    )


@blueprint.post("/<int:notice_id>")
@signed_in
def follow(notice_id: int) -> Any:
    """A notice is read, and one is where it leads."""
    row = notices.one(desk.viewer(), notice_id)
    desk.put_away()
    desk.services().notices.read(desk.actor().id, row.id)
    if request.form.get("stay"):
        return redirect(local(request.form.get("next"), url_for("notices.page")), 303)
    return redirect(local(telling.path(row)), 303)


@blueprint.post("/read")
@signed_in
def read_all() -> Any:
    """Everything that was on the page is read."""
    newest = request.form.get("newest", "")
    latest = notices.latest(desk.viewer().reader, desk.now())
    desk.put_away()
    if newest.isdecimal():
        desk.services().notices.read_all(desk.actor().id, min(int(newest), latest))
    return redirect(url_for("notices.page"), 303)
