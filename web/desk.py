"""What a page works with during one request: the services, the viewer, the time, the person."""

from contextlib import ExitStack
from datetime import datetime
from typing import Any, Protocol

from flask import Flask, current_app, g, request
from flask_login import current_user

from engine.calendars import Calendar
from engine.definitions import Definition
from engine.errors import NotAllowed
from engine.roles import Actor
from persistence.queries import people, scope
from persistence.queries.case_page import CaseHead
from persistence.queries.scope import Viewer
from web.services import Services

KEY = "opora"


def install(app: Flask, services: Services) -> None:
    """Put the services where pages find them."""
    app.extensions[KEY] = services
    app.teardown_request(lambda _error: put_away())


def services() -> Services:
    """What the application is composed of."""
    found: Services = current_app.extensions[KEY]
    return found


class Person(Protocol):
    """Who is signed in (web.auth.sessions)."""

    @property
    def actor(self) -> Actor: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str | None: ...
    @property
    def titles(self) -> list[str]: ...
    @property
    def secret(self) -> str: ...
    def may(self, permission: str) -> bool: ...


def person() -> Person | None:
    """Who is signed in, if anybody is."""
    found: Any = current_user._get_current_object()
    return found if found and found.is_authenticated else None


def may(permission: str) -> bool:
    """Whether the signed-in person holds the permission for anything at all."""
    found = person()
    return found is not None and found.may(permission)


def reaches(permission: str, case_id: str) -> bool:
    """Whether the signed-in person holds the permission for this case."""
    return may(permission) and scope.reaches(viewer(), permission, case_id)


def seat(actor: Actor) -> None:
    """Let somebody work here without having signed in: the demonstration's people do."""
    g.actor = actor


def actor() -> Actor:
    """The signed-in person as the engine knows people; raises NotAllowed when nobody is."""
    if "actor" in g:
        seated: Actor = g.actor
        return seated
    found = person()
    if found is None:
        raise NotAllowed()
    return found.actor


def calendar() -> Calendar:
    """The working calendar in force: one for the whole request."""
    if "calendar" not in g:
        g.calendar = services().calendar()
    found: Calendar = g.calendar
    return found


def now() -> datetime:
    """This request's moment in the organisation's time zone: one for the whole request."""
    if "now" not in g:
        g.now = calendar().local(services().clock.now())
    moment: datetime = g.now
    return moment


def viewer() -> Viewer:
    """The person looking, through one snapshot of the database that lasts until the request ends.

    An action asks for it only after it has written, else it would not see what it did.
    """
    if "viewer" not in g:
        g.open = ExitStack()
        reader = g.open.enter_context(services().database.reading())
        g.viewer = Viewer(reader, actor(), services().roles, now())
    found: Viewer = g.viewer
    return found


def told() -> dict[str, Any]:
    """The JSON object that a script sent; empty when it sent none."""
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


def put_away() -> None:
    """Close the snapshot; the next look takes a fresh one."""
    opened: ExitStack | None = g.pop("open", None)
    g.pop("viewer", None)
    if opened:
        opened.close()


def definition(head: CaseHead) -> Definition:
    """The version a case runs under."""
    return services().store.definition(head.definition)


def my_teams() -> tuple[people.Team, ...]:
    """The teams the person works in; all of them when a role is held everywhere."""
    held = {grant.team for hat in actor().hats for grant in hat.grants}
    every = people.teams(viewer().reader)
    return every if None in held else tuple(team for team in every if team.key in held)
