"""Checking over all cases: is everything as it was written, who left the method, who looked, what was signed."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.departures import LATE
from engine.stores import Chore
from persistence.queries import oversight, people, register
from persistence.queries.oversight import Wanted, Watched
from persistence.queries.register import Filters
from persistence.queries.scope import Viewer
from web import desk, families
from web.audit import leaving, looking
from web.auth.permissions import requires
from web.chores.overseeing import INSPECTING

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.route("/", methods=["GET", "POST"])
@requires("history.read")
def page() -> str:
    """The cases one may check, and how the last look over everything ended."""
    viewer = desk.viewer()
    text = request.form.get("text", "").strip()
    filters = Filters(status="all", process=request.values.get("process") or None, text=text)
    return render_template(
        "audit/page.html",
        cases=register.page(viewer, filters, request.args.get("after") or None),
        filters=filters,
        families=families.choices("history.read"),
        counts=sorted(oversight.counts(viewer, Wanted()).items(), key=lambda found: -found[1]),
        kinds=leaving.KINDS,
        inspection=oversight.last_inspection(viewer) if desk.may("oversight.read") else None,
        problems=leaving.PROBLEMS,
        tables=leaving.TABLES,
    )


@blueprint.post("/inspection")
@requires("oversight.read")
def inspect() -> Any:
    """Look everything over, in the background."""
    now = desk.services().clock.now()
    desk.put_away()
    number = desk.services().oversight.begin(desk.actor().id, now)
    chore = Chore(INSPECTING.name, f"{INSPECTING.name}:{number}", now, {"inspection": number})
    desk.services().store.add_chore(chore)
    flash(_("Everything is being looked over; this page shows how far it is."), "done")
    return redirect(url_for("audit.page"), 303)


@blueprint.get("/departures")
@requires("history.read")
def departures() -> str:
    """Departures from the methods in all cases."""
    viewer, args = desk.viewer(), request.args
    since, until = _period()
    kind = args.get("kind", "") if args.get("kind") in leaving.KINDS else ""
    wanted = Wanted(kind, args.get("process", ""), args.get("team", ""), since, until)
    found = oversight.departures(viewer, desk.services().vault, wanted, args.get("after") or None)
    return render_template(
        "audit/departures.html",
        rows=[leaving.told(row) for row in found.rows],
        overdue=_overdue(viewer, wanted, args),
        more=found.next,
        counts=oversight.counts(viewer, Wanted("", wanted.process, wanted.team, since, until)),
        kinds=leaving.KINDS,
        wanted=wanted,
        families=families.choices("history.read"),
        teams=people.teams(viewer.reader),
        args=args,
    )


@blueprint.get("/looks")
@requires("oversight.read")
def looks() -> str:
    """Who looked at what, in all cases."""
    viewer, args = desk.viewer(), request.args
    since, until = _period()
    wanted = Watched(args.get("number", "").strip(), args.get("account", ""), since, until)
    found = oversight.looks(viewer, wanted, args.get("after") or None)
    everybody = sorted(people.everybody(viewer.reader), key=lambda account: account.name)
    return render_template(
        "audit/all_looks.html", looks=found, wanted=wanted, people=everybody, pages=looking.TITLES, args=args,
        days=desk.services().settings.access_days,
    )  # fmt: skip


@blueprint.get("/checkpoints")
@requires("oversight.read")
def checkpoints() -> str:
    """What was signed, and with which keys."""
    viewer = desk.viewer()
    size, waiting = oversight.logged(viewer)
    found = oversight.checkpoints(viewer, request.args.get("after") or None)
    return render_template("audit/checkpoints.html", checkpoints=found, size=size, waiting=waiting)


def _overdue(viewer: Viewer, wanted: Wanted, args: Mapping[str, str]) -> list[leaving.Overdue]:
    """What is late and still open stands above the rest, on the first page of everything or of what was late."""
    if wanted.kind not in {"", LATE} or args.get("after") or wanted.until:
        return []
    return [leaving.still_open(row) for row in oversight.overdue(viewer, wanted).rows]


def _period() -> tuple[datetime | None, datetime | None]:
    """From the day `since` to the end of the day `until`; a day that is none is left out."""
    since, until = _day("since"), _day("until")
    zone = desk.calendar().zone
    return (
        datetime.combine(since, time(), zone) if since else None,
        datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
