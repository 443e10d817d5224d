"""Addresses given by a visitor are followed only when they stay here."""

from urllib.parse import urlsplit

from flask import url_for
from werkzeug.routing import IntegerConverter, Map

MOST = 2**31 - 1


class Number(IntegerConverter):
    """A whole number in an address, as far as the database can hold one; beyond, there is nothing."""

    def __init__(self, of: Map) -> None:
        super().__init__(of, max=MOST)


def local(wanted: str | None, otherwise: str | None = None) -> str:
    """The wanted path when it is one of ours, else `otherwise`, else the front page."""
    fallback = otherwise or url_for("worklist.page")
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return fallback
    if any(ord(sign) < 0x20 or sign == "\\" for sign in wanted):
        return fallback
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else fallback
