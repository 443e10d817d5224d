"""Files that people send: how large, and of what kind by what they hold, not by what they are called."""

from flask import Flask, request
from werkzeug.datastructures import FileStorage

from engine.stores import File

MOST_BYTES = 12 * 1024 * 1024
ENDPOINTS = frozenset({"documents.sign"})
KINDS = {
    b"%PDF-": ("pdf", "application/pdf"),
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
    b"\x89PNG\r\n\x1a\n": ("png", "image/png"),
}


def install(app: Flask) -> None:
    """Let the few addresses that take files take larger requests; before anything reads the form."""
    app.before_request(_make_room)


def scan(sent: FileStorage | None) -> tuple[str, File] | None:
    """The ending and the file of a scan or photo; None when it is neither."""
    content = sent.read(MOST_BYTES + 1) if sent else b""
    if len(content) > MOST_BYTES:
        return None
    found = next((kind for start, kind in KINDS.items() if content.startswith(start)), None)
    return (found[0], File(found[1], content)) if found else None


def _make_room() -> None:
    if request.endpoint in ENDPOINTS:
        request.max_content_length = MOST_BYTES + 64 * 1024
