"""The one place where errors become pages, in the user's words. What was typed is shown again."""

import logging
import traceback
from typing import Any

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.errors import N_, Conflict, Gone, Invalid, NotAllowed, NotFound, OporaError, Stuck, Suspended, Unavailable
from engine.studio.store import Unfit
from web import desk, drafts, filling, messages, rivals
from web.pages.conflicts import conflict

log = logging.getLogger(__name__)

CODES: tuple[tuple[type[OporaError], int], ...] = (
    (NotAllowed, 403),
    (NotFound, 404),
    (Gone, 410),
    (Conflict, 409),
    (Invalid, 422),
    (Unfit, 422),
    (Stuck, 409),
    (Suspended, 409),
    (Unavailable, 503),
)
QUIET = frozenset({400, 403, 409, 410, 413, 422, 429})
"""Codes at which the form itself can be looked up, so that what was typed stands under its words."""
TITLES = {
    400: N_("This form cannot be accepted"),
    403: N_("This is not open to you"),
    404: N_("There is nothing here"),
    405: N_("There is nothing here"),
    409: N_("This could not be done"),
    410: N_("This step is over"),
    413: N_("That is too much at once"),
    422: N_("Some answers need your attention"),
    429: N_("Too many tries"),
    500: N_("Something went wrong on our side"),
    503: N_("This does not work for the moment"),
}
SENTENCES = {
    400: N_("The page was open for a long time, or came from another place. Open it again and send once more."),
    404: N_("There is no such page, or it is not for you."),
    413: N_("The form or the files are larger than the server takes. Go back and send less at once."),
    429: N_("Please wait a minute and try again."),
    500: N_("It was written down for the administrator. Nothing was changed."),
}


def install(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(OporaError, _ours)
    app.register_error_handler(CSRFError, lambda _error: page(400))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def page(code: int, sentence: str = "") -> tuple[str, int]:
    """The page of an error, with what was typed."""
    title = TITLES.get(code, TITLES[500])
    kept = [(name, value) for name, value in drafts.typed(_posted()) if _worth(name, value)]
    kept = rivals.labelled(rivals.form_here() if code in QUIET else None, kept) if kept else []
    told = sentence or _(SENTENCES.get(code, SENTENCES[404]))
    return render_template(
        "errors/page.html", code=code, title=_(title), sentence=told, kept=kept, again=_again()
    ), code


def _again() -> str:
    """The page a form was sent from, as the browser tells; "" where nothing was sent, or from no page of ours."""
    home, told = request.host_url, request.referrer or ""
    sent = request.method == "POST" and told.startswith(home)
    return f"/{told.removeprefix(home)}" if sent else ""


def _ours(error: OporaError) -> Any:
    if isinstance(error, Conflict) and desk.person():
        parts = request.view_args or {}
        return conflict(error, parts.get("case_id"), drafts.typed(filling.posted()), parts.get("token"))
    code = next((code for kind, code in CODES if isinstance(error, kind)), 500)
    if code >= 500:
        log.error("%s: %s", error.code, error.plain() if isinstance(error, Unavailable) else type(error).__name__)
    return page(code, messages.error(error) if code != 404 else "")


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    return page(error.code)


def _unexpected(error: Exception) -> Any:
    """A programming error: its kind and place are logged, never its text, which may be personal."""
    log.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    return page(500)


def _posted() -> list[tuple[str, str]]:
    """What was sent; nothing where even reading it was too much."""
    try:
        return filling.posted()
    except HTTPException:
        return []


def _worth(name: str, value: str) -> bool:
    return bool(value.strip()) and name not in {"password", "kept", "login"}
