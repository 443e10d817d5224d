"""Built scripts and styles: hashed names, kept for ever by browsers, sent compressed."""

import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, abort, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from web.auth.permissions import public

DIST = Path(__file__).parent / "static" / "dist"
FOR_EVER = 365 * 24 * 3600
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

blueprint = Blueprint("assets", __name__)


def install(app: Flask) -> None:
    """Serve the bundle, and let templates say `asset("app.css")`."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(asset=asset, icon=icon)


def asset(name: str) -> str:
    """The address of a built file; raises RuntimeError when the bundle was not built."""
    return _address(request.script_root, _manifest().get(name, name))


def icon(name: str) -> Markup:
    """A small picture beside words; it says nothing by itself."""
    use = f"{asset('icons.svg')}#{name}"
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>').format(use)


@cache
def _address(_root: str, name: str) -> str:
    return url_for("assets.built", name=name)


@cache
def _manifest() -> dict[str, str]:
    path = DIST / "manifest.json"
    if not path.is_file():
        raise RuntimeError("The scripts and styles are not built: run `make bundle`.")
    named: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return named


@blueprint.get("/built/<name>")
@public
def built(name: str) -> Response:
    """One file of the bundle, its compressed twin when the browser takes it."""
    if name not in _manifest().values():
        abort(404)
    compress = request.accept_encodings["gzip"] > 0
    answer = Response((DIST / (f"{name}.gz" if compress else name)).read_bytes(), mimetype=TYPES[Path(name).suffix])
    if compress:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = f"public, max-age={FOR_EVER}, immutable"
    return answer
