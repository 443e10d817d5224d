"""Headers of every answer: what a browser may load and whom it may tell."""

from flask import Flask
from werkzeug.wrappers import Response

POLICY = (
    "default-src 'self'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def install(app: Flask, tls: bool) -> None:
    """Add the headers; strict transport only where there is TLS."""

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
