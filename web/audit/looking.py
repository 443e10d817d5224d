"""Who looks at which page of which case is written down, after the page was made and outside of what it read."""

import logging
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from engine.errors import N_, OporaError
from web import desk
from web.services import Look

log = logging.getLogger(__name__)

PARTS = frozenset({"cases.drawing", "replay.drawing", "cases.after"})
"""What belongs to a page that was counted."""

TITLES = {
    "cases.now": N_("Now"),
    "cases.diagram": N_("Diagram"),
    "cases.timeline": N_("What happened"),
    "cases.records": N_("Records"),
    "documents.page": N_("Documents"),
    "documents.download": N_("Document taken"),
    "documents.record": N_("Record printed"),
    "seats.page": N_("People"),
    "history.page": N_("History check"),
    "replay.page": N_("Step by step"),
    "checking.page": N_("Check"),
    "checking.departures": N_("Departures from the method"),
    "checking.looks": N_("Who looked"),
    "exporting.page": N_("Take along"),
    "exporting.show": N_("Case book"),
    "exporting.book_file": N_("Case book taken"),
    "exporting.book_pdf": N_("Case book taken"),
    "exporting.pack": N_("Package exported"),
    "operating.page": N_("Operating"),
    "tasks.page": N_("Form"),
}


def install(app: Flask) -> None:
    """After every page of a case."""
    app.after_request(_note)


def _note(answer: Response) -> Response:
    case_id = (request.view_args or {}).get("case_id")
    endpoint = request.endpoint or ""
    shown = request.method == "GET" or endpoint == "exporting.pack"
    if not case_id or answer.status_code != 200 or not shown or endpoint in PARTS or desk.person() is None:
        return answer
    actor, now = desk.actor().id, desk.now()
    desk.put_away()
    rest = {name: value for name, value in (request.view_args or {}).items() if name != "case_id"}
    look = Look(now, actor, case_id, endpoint, "/".join(str(value) for value in rest.values()), _came_from())
    try:
        desk.services().oversight.note(look)
    except OporaError as error:
        log.error("a look could not be written down: %s", error.code)
    return answer


def _came_from() -> str:
    """The page that led here, as far as it is ours; never its address, which may name other cases."""
    told = urlsplit(request.referrer or "")
    if not told.path or told.netloc != request.host:
        return ""
    try:
        endpoint, _values = current_app.url_map.bind(request.host).match(told.path, "GET")
    except (HTTPException, RequestRedirect):
        return ""
    return str(endpoint)
