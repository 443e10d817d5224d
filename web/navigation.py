"""The main menu: what this person may open."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from engine.errors import N_
from web import desk


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu."""

    address: str
    icon: str
    label: str
    current: bool


PLACES = (
    ("worklist.page", "day", N_("My day"), "task.work"),
    ("cases.register", "cases", N_("Cases"), "register.read"),
    ("deadlines.page", "clock", N_("Team's work"), "deadlines.read"),
    ("indicators.page", "indicators", N_("Indicators"), "indicators.read"),
    ("audit.page", "lock", N_("Check"), "history.read"),
    ("definitions.page", "diagram", N_("Diagrams"), "definitions.read"),
    ("templates.page", "paper", N_("Documents"), "documents.edit"),
    ("accounts.page", "people", N_("People"), "accounts.manage"),
)

UNDER = {
    "event_logs": "audit",
    **dict.fromkeys(("replay", "checking", "exporting"), "cases"),
    **dict.fromkeys(("method", "studio", "studio_diagrams", "studio_forms"), "definitions"),
    **dict.fromkeys(("studio_publishing", "studio_texts", "relocating", "comparing"), "definitions"),
    **dict.fromkeys(("studio_trying", "studio_bench", "studio_coverage"), "definitions"),
    **dict.fromkeys(("norms", "stages", "flow", "loads", "reassigning"), "deadlines"),
    **dict.fromkeys(("tasks", "day_filters", "emergency"), "worklist"),
    **dict.fromkeys(("talk", "attachments", "overview", "transfers"), "cases"),
    **dict.fromkeys(("seats", "corrections", "documents", "plans", "history", "messages", "operating"), "cases"),
}
"""Pages that are reached from a place of the menu and belong to it."""


def first() -> str | None:
    """The endpoint of the first place the person may open."""
    return next((place for place, _icon, _label, needed in PLACES if needed is None or desk.may(needed)), None)


def items() -> list[Item]:
    """The places within the person's permissions; the current one is marked."""
    here = UNDER.get(request.blueprint or "", request.blueprint)
    return [
        Item(url_for(endpoint), icon, _(label), endpoint.split(".")[0] == here)
        for endpoint, icon, label, permission in PLACES
        if permission is None or desk.may(permission)
    ]
