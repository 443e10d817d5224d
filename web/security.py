"""What no browser sends is refused; headers of every answer: what a browser may load and whom it may tell."""

from flask import Flask, abort, request
from werkzeug.wrappers import Response

POLICY = (
    "default-src 'self'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

EDITOR_POLICY = f"{POLICY}; style-src 'self' 'unsafe-inline'"
"""Of the pages with a diagram or table editor, which sets styles on its elements."""


def install(app: Flask, tls: bool) -> None:
    """Refuse the NUL, which PostgreSQL cannot hold; add the headers, strict transport only where there is TLS."""

    @app.before_request
    def refuse() -> None:
        if any("\0" in text for text in (request.path, *request.args.values(), *request.form.values())):
            abort(400)

    @app.after_request
    def protect(answer: Response) -> Response:
        headers = answer.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        headers.setdefault("Cache-Control", "no-store")
        if tls:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        return answer
