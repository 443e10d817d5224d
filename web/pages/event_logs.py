"""Event logs of many cases for process mining: a few at once, more in the background."""

import io
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from engine.errors import NotFound
from persistence.queries import event_logs, people
from persistence.queries.event_logs import Chosen
from web import desk, families
from web.audit import mining, ordering
from web.audit.mining import Telling
from web.auth.permissions import requires

blueprint = Blueprint("event_logs", __name__, url_prefix="/audit/event-logs")

STATUSES = frozenset({"open", "closed"})
AT_ONCE = 300
"""More cases than these are not put together while a person waits."""


@blueprint.get("")
@requires("case.export")
def page() -> str:
    """Which cases, in which format."""
    chosen = _chosen()
    return render_template(
        "audit/event_logs.html", chosen=chosen, count=event_logs.count(desk.viewer(), chosen),
        families=families.choices("case.export"), args=request.args, at_once=AT_ONCE,
        orders=event_logs.orders(desk.viewer()), formats=FORMATS,
    )  # fmt: skip


@blueprint.get("/cases.<ending>")
@requires("case.export")
def log(ending: str) -> Response:
    """The log; people and cases are pseudonyms unless names are asked for."""
    make = MAKERS.get(ending)
    if make is None or event_logs.count(desk.viewer(), _chosen()) > AT_ONCE:
        abort(404)
    names = None
    if request.args.get("names") == "yes" and desk.may("case.read"):
        names = {one.id: one.name for one in people.everybody(desk.viewer().reader)}
    services = desk.services()
    telling = Telling(services.settings.secret, services.store.definition, names)
    content, media = make(event_logs.traces(desk.viewer(), _chosen()), telling)
    stamp = f"{desk.now():%Y-%m-%d}"
    return send_file(io.BytesIO(content), mimetype=media, as_attachment=True, download_name=f"opora-{stamp}.{ending}")


@blueprint.post("/orders")
@requires("case.export")
def order() -> Any:
    """Have a log of any size written in the background."""
    chosen, ending = _chosen(), request.form.get("ending", "")
    if ending not in MAKERS:
        abort(404)
    total, now = event_logs.count(desk.viewer(), chosen), desk.services().clock.now()
    asked = {**asdict(chosen), "since": _iso(chosen.since), "until": _iso(chosen.until)}
    desk.put_away()
    desk.services().log_orders.begin(desk.actor().id, ending, asked, total, now)
    flash(_("The log is being written; this page shows how far it is."), "done")
    asked_so: Any = request.args.to_dict()
    return redirect(url_for("event_logs.page", **asked_so), 303)


@blueprint.get("/orders/<int:number>")
@requires("case.export")
def ordered(number: int) -> Response:
    """A log that was written, for whoever asked for it."""
    found = event_logs.order(desk.viewer().reader, number, desk.actor().id)
    if found.ended_at is None:
        raise NotFound()
    services, name = desk.services(), f"opora-{desk.calendar().local(found.began_at):%Y-%m-%d}-{number}.{found.ending}"
    answer = Response(ordering.whole(services, found), mimetype=ordering.MEDIA[found.ending])
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _xes(traces: Any, telling: Telling) -> tuple[bytes, str]:
    return "".join(mining.xes(traces, telling)).encode(), "application/xml"


def _ocel(traces: Any, telling: Telling) -> tuple[bytes, str]:
    return mining.ocel(traces, telling).encode(), "application/json"


MAKERS: dict[str, Callable[[Any, Telling], tuple[bytes, str]]] = {"xes": _xes, "jsonocel": _ocel}
FORMATS = {"xes": "XES", "jsonocel": "OCEL 2.0"}


def _chosen() -> Chosen:
    args = request.args
    status = args.get("status", "")
    return Chosen(args.get("process", ""), _day("since"), _day("until", 1), status if status in STATUSES else "")


def _day(name: str, more: int = 0) -> datetime | None:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
        return datetime.combine(day + timedelta(days=more), time(), desk.calendar().zone)
    except (ValueError, OverflowError):
        return None
