"""Every route says who may call it; a route that says nothing is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

from engine.errors import NotAllowed
from web import desk

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed-in"
_MARK = "opora_needs"


def public(view: View) -> View:
    """Anybody may call this route."""
    setattr(view, _MARK, PUBLIC)
    return view


def signed_in(view: View) -> View:
    """Everybody who is signed in may call this route; what they see is scoped by queries."""
    setattr(view, _MARK, SIGNED_IN)
    return view


def requires(permission: str) -> Callable[[View], View]:
    """Only holders of the permission (engine.roles), with any reach, may call this route."""

    def mark(view: View) -> View:
        setattr(view, _MARK, permission)
        return view

    return mark


def needs(view: Any) -> str | None:
    """What the route declares; None is a mistake that a test finds and the gate refuses."""
    return getattr(view, _MARK, None)


def install(app: Flask) -> None:
    """Put the gate before every request."""
    app.before_request(_gate)


def _gate() -> Any:
    """Refuse what is not allowed; unknown addresses go on to the page that says so."""
    if request.endpoint is None:
        return None
    needed = needs(current_app.view_functions[request.endpoint])
    if needed == PUBLIC:
        return None
    if needed is None:
        raise NotAllowed()
    if desk.person() is None:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if needed != SIGNED_IN and not desk.may(needed):
        raise NotAllowed()
    return None
