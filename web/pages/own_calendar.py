"""My deadlines in my own calendar: a secret address that can be given up, of which only a hash is kept."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from engine.errors import NotFound
from persistence.queries import notices, people, worklist
from persistence.queries.scope import Viewer
from web import desk, feeds
from web.auth import keys
from web.auth.permissions import public, signed_in
from web.limits import limiter

blueprint = Blueprint("own_calendar", __name__)
MOST = 500


@blueprint.get("/me/calendar")
@signed_in
def page() -> str:
    """Whether I have an address, and how to get another."""
    return render_template("accounts/calendar.html", has=_has(), address=None)


@blueprint.post("/me/calendar")
@signed_in
def make() -> str:
    """A new address, shown once; the one before no longer answers."""
    secret = keys.fresh()
    desk.services().notices.open_feed(desk.actor().id, keys.hashed(secret))
    home = desk.services().settings.address.rstrip("/")
    address = home + url_for("own_calendar.feed", secret=secret)
    return render_template("accounts/calendar.html", has=True, address=address)


@blueprint.post("/me/calendar/close")
@signed_in
def close() -> Any:
    """The address no longer answers."""
    desk.services().notices.open_feed(desk.actor().id, None)
    flash(_("The address no longer answers."), "done")
    return redirect(url_for("own_calendar.page"), 303)


@blueprint.get("/calendar/<secret>.ics")
@public
@limiter.limit("60/hour")
def feed(secret: str) -> Any:
    """The calendar, for whoever has the address: numbers of cases, names of steps, moments."""
    services = desk.services()
    with services.database.reading() as reader:
        who = notices.by_feed(reader, keys.hashed(secret))
        account = people.by_id(reader, who) if who else None
        if account is None:
            raise NotFound()
        viewer = Viewer(reader, account.actor, services.roles, desk.now())
        tasks = worklist.page(viewer, worklist.Filters(whose=worklist.MINE), size=MOST).rows
    with force_locale(account.language or services.settings.language):
        words = _("Opora: my deadlines"), _("Back to: %(task)s", task="%(task)s")
    answer = Response(feeds.build(tasks, desk.calendar(), services.settings.address, words), mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _has() -> bool:
    return notices.wish(desk.viewer().reader, desk.actor().id).feed
