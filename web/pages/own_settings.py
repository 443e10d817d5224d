"""My settings: how I am told what, when I am left alone, my language."""

import re
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.notices import DEFAULTS, DIGEST, GROUPS, WAYS, Preference
from persistence.queries import notices
from web import desk
from web.auth.permissions import signed_in
from web.language import A_YEAR, COOKIE
from web.settings import LANGUAGES

blueprint = Blueprint("own_settings", __name__, url_prefix="/me")
ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]{2,}")
LONGEST, HOURS = 200, 24


@blueprint.get("/settings")
@signed_in
def page() -> str:
    """What I chose so far."""
    return _show(notices.wish(desk.viewer().reader, desk.actor().id), {})


@blueprint.post("/settings")
@signed_in
def save() -> Any:
    """Keep what I chose."""
    typed = _read()
    problems = {} if not typed.email or ADDRESS.fullmatch(typed.email) else {"email": _("This is no address of mail.")}
    if problems:
        return _show(typed, problems), 422
    services = desk.services()
    services.notices.prefer(typed, typed.next_digest(desk.calendar(), desk.now()))
    flash(_("Your settings are kept."), "done")
    answer = redirect(url_for("own_settings.page"), 303)
    language = request.form.get("language", "")
    if language in LANGUAGES:
        services.keeper.set_language(desk.actor().id, language)
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        answer.set_cookie(COOKIE, language, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
    return answer


def _read() -> Preference:
    form = request.form
    chosen = {group: form.get(f"way_{group}", "") for group in GROUPS}
    return Preference(
        desk.actor().id,
        form.get("email", "").strip()[:LONGEST],
        {group: way for group, way in chosen.items() if way in WAYS},
        _hour("digest_hour"),
        _hour("quiet_from") or 0,
        _hour("quiet_to") or 0,
        form.get("days_off") == "yes",
    )


def _hour(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 3 and int(text) < HOURS else None


def _show(wish: Preference, problems: dict[str, str]) -> str:
    ways = {key: wish.channels.get(key, DEFAULTS[key]) for key in GROUPS}
    return render_template(
        "accounts/settings.html",
        wish=wish,
        problems=problems,
        groups=[(key, _(title), ways[key]) for key, title in GROUPS.items()],
        ways=list(zip(WAYS, (_("only here"), _("in the daily letter"), _("by mail at once")), strict=True)),
        digest=DIGEST in ways.values(),
        hours=[(hour, f"{hour}:00") for hour in range(HOURS)],
        goes=desk.services().post.goes,
    )
