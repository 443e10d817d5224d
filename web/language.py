"""In which language pages speak: chosen by the person, else the organisation's; catalogues compiled when missing."""

from typing import Any

from babel import Locale
from flask import Blueprint, Flask, current_app, redirect, request
from flask_babel import Babel, Domain, get_locale
from werkzeug.wrappers import Response

from web import desk
from web.addresses import local
from web.auth.permissions import public
from web.settings import LANGUAGES
from web.translations.compile import CATALOGUES, compile_catalogues

COOKIE = "opora_language"
A_YEAR = 365 * 24 * 3600

blueprint = Blueprint("language", __name__)


class Catalogues(Domain):
    """Finds the catalogue of a language by its name: a page says a hundred sentences."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._known: dict[str, Any] = {}

    def get_translations(self) -> Any:
        locale = get_locale()
        language = locale.language if locale else ""
        if language not in self._known:
            self._known[language] = super().get_translations()  # type: ignore[no-untyped-call]
        return self._known[language]


def install(app: Flask, default: str, timezone: str) -> None:
    """Make the app speak every language there is a catalogue for."""
    compile_catalogues()
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    babel = Babel(
        app,
        default_locale=default,
        default_timezone=timezone,
        locale_selector=lambda: chosen(default),
        timezone_selector=lambda: timezone,
    )
    babel.domain_instance = Catalogues()
    app.register_blueprint(blueprint)
    names = {key: (Locale.parse(key).get_display_name(key) or key).capitalize() for key in LANGUAGES}
    app.context_processor(lambda: {"language": str(get_locale()), "languages": names})


def chosen(default: str) -> str:
    """This visitor's language: the cookie's, the account's, the organisation's."""
    cookie = request.cookies.get(COOKIE)
    if cookie in LANGUAGES:
        return cookie
    person = desk.person()
    kept = person.language if person else None
    return kept if kept in LANGUAGES else default


@blueprint.post("/language")
@public
def choose() -> Response:
    """Remember the language in a cookie and return to the page."""
    answer = redirect(local(request.form.get("next")), 303)
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        answer.set_cookie(COOKIE, wanted, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
    return answer
