"""Event logs of many cases for process mining."""

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, send_file

from persistence.queries import event_logs, people
from persistence.queries.event_logs import Chosen
from web import desk, families
from web.audit import mining
from web.audit.mining import Telling
from web.auth.permissions import requires

blueprint = Blueprint("event_logs", __name__, url_prefix="/audit/event-logs")

STATUSES = frozenset({"open", "closed"})


@blueprint.get("")
@requires("case.export")
def page() -> str:
    """Which cases, in which format."""
    chosen = _chosen()
    return render_template(
        "audit/event_logs.html", chosen=chosen, count=event_logs.count(desk.viewer(), chosen),
        families=families.choices("case.export"), args=request.args,
    )  # fmt: skip


@blueprint.get("/cases.<ending>")
@requires("case.export")
def log(ending: str) -> Response:
    """The log; people and cases are pseudonyms unless names are asked for."""
    make = MAKERS.get(ending)
    if make is None:
        abort(404)
    names = None
    if request.args.get("names") == "yes" and desk.may("case.read"):
        names = {one.id: one.name for one in people.everybody(desk.viewer().reader)}
    services = desk.services()
    telling = Telling(services.settings.secret, services.store.definition, names)
    content, media = make(event_logs.traces(desk.viewer(), _chosen()), telling)
    stamp = f"{desk.now():%Y-%m-%d}"
    return send_file(io.BytesIO(content), mimetype=media, as_attachment=True, download_name=f"opora-{stamp}.{ending}")


def _xes(traces: Any, telling: Telling) -> tuple[bytes, str]:
    return "".join(mining.xes(traces, telling)).encode(), "application/xml"


def _ocel(traces: Any, telling: Telling) -> tuple[bytes, str]:
    return mining.ocel(traces, telling).encode(), "application/json"


MAKERS: dict[str, Callable[[Any, Telling], tuple[bytes, str]]] = {"xes": _xes, "jsonocel": _ocel}


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
