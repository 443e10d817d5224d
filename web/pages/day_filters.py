"""The filters of my day: chosen on a page of their own, kept by name, shared as an address."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import Invalid
from persistence.queries import personal, worklist
from web import desk, families, messages, narrowing
from web.auth.permissions import requires

blueprint = Blueprint("day_filters", __name__, url_prefix="/day/filters")
MOST_NAME = 60


@blueprint.get("")
@requires("task.work")
def page() -> str:
    """What the day can be narrowed to, and the filters kept so far."""
    viewer = desk.viewer()
    return render_template(
        "worklist/filters.html",
        families=[(one.process, one.title) for one in families.choices("task.work")],
        teams=[(one.key, one.title) for one in desk.my_teams()],
        stages=worklist.stages(viewer),
        saved=[(name, query, url_for("worklist.page") + f"?{query}") for name, query in personal.filters(viewer)],
        on=request.args,
        query=narrowing.tidy(urlencode(list(request.args.items()))),
        narrowed=narrowing.told(),
    )


@blueprint.post("")
@requires("task.work")
def save() -> Any:
    """Keep a filter by name."""
    name, query = " ".join(request.form.get("name", "").split())[:MOST_NAME], narrowing.query()
    if not name or not query:
        flash(_("Choose what to show and give the filter a name."), "late")
        return redirect(url_for("day_filters.page") + f"?{query}", 303)
    try:
        desk.services().keeper.save_filter(desk.actor().id, name, query, desk.services().clock.now())
    except Invalid as error:
        flash(" ".join(messages.say(one) for found in error.errors.values() for one in found), "late")
        return redirect(url_for("day_filters.page") + f"?{query}", 303)
    flash(_("The filter is kept: it stands above your day."), "done")
    return redirect(url_for("worklist.page") + f"?{query}", 303)


@blueprint.post("/remove")
@requires("task.work")
def remove() -> Any:
    """Forget a filter."""
    desk.services().keeper.drop_filter(desk.actor().id, request.form.get("name", ""))
    return redirect(url_for("day_filters.page"), 303)
