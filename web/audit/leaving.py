"""Departures from the method and findings of an examination, in words."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from engine.departures import KINDS
from engine.errors import N_
from persistence.queries.oversight import PROBLEMS, DepartureRow
from persistence.queries.worklist import TaskRow
from web import desk, explain, formatting

__all__ = ["KINDS", "PROBLEMS", "TABLES", "Overdue", "Told", "still_open", "told"]

TABLES = {
    "event": N_("Event"),
    "case_state": N_("State of the case"),
    "case_key": N_("Key of the case"),
    "file": N_("File"),
    "definition": N_("Version of a method"),
    "process": N_("Version in force"),
    "calendar": N_("Working calendar"),
    "job": N_("Timer"),
    "leaf": N_("Entry in the log"),
    "unsequenced": N_("Entry that waits for its place in the log"),
    "tree": N_("Tree over the log"),
    "checkpoint": N_("Signed checkpoint"),
    "signing_key": N_("Signing key"),
    "anchor": N_("Checkpoint kept outside"),
    "access": N_("Log of who looked"),
}
"""What the tables of a finding hold; a list derived from cases is told by its own name."""


@dataclass(frozen=True, slots=True)
class Told:
    """A departure with what there is to say about it."""

    row: DepartureRow
    title: str
    detail: str


def told(row: DepartureRow) -> Told:
    """The departure in words."""
    return Told(row, _(KINDS.get(row.kind, row.kind)), " ".join(part for part in _details(row) if part))


@dataclass(frozen=True, slots=True)
class Overdue:
    """A task that is late and still open: by how much, and whom it waits for."""

    row: TaskRow
    detail: str
    waits_for: str


def still_open(row: TaskRow) -> Overdue:
    """The task in words."""
    assert row.due
    waits = row.assignee_name or desk.services().roles.title(row.role)
    return Overdue(row, _late(row.due, desk.services().clock.now()), waits)


def _late(due: datetime, at: datetime) -> str:
    """By how many working days a moment was missed."""
    calendar = desk.calendar()
    due, at = calendar.local(due), calendar.local(at)
    days = calendar.working_days_between(due.date(), at.date())
    late = ngettext("Late by %(num)d working day", "Late by %(num)d working days", days)
    when = _("was due %(when)s", when=formatting.stamp(due))
    return f"{late}: {when}." if days else f"{when[:1].upper()}{when[1:]}."


def _details(row: DepartureRow) -> list[str]:
    found = []
    if row.data.get("amount") and row.data.get("unit"):
        found.append(_("By %(span)s.", span=explain.amount(row.data["amount"], row.data["unit"])))
    if row.due:
        found.append(_late(row.due, row.at))
    if row.holder_name:
        found.append(_("The place is held by %(name)s.", name=row.holder_name))
    return found
