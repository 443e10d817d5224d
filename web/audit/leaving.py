"""Departures from the method and findings of an examination, in words."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from engine.departures import KINDS
from engine.errors import N_
from persistence.queries.oversight import PROBLEMS, DepartureRow
from web import desk, explain, formatting

__all__ = ["KINDS", "PROBLEMS", "TABLES", "Told", "told"]

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


def _details(row: DepartureRow) -> list[str]:
    found = []
    if row.data.get("amount") and row.data.get("unit"):
        found.append(_("By %(span)s.", span=explain.amount(row.data["amount"], row.data["unit"])))
    if row.due:
        calendar = desk.calendar()
        due, at = calendar.local(row.due), calendar.local(row.at)
        days = calendar.working_days_between(due.date(), at.date())
        late = ngettext("Late by %(num)d working day", "Late by %(num)d working days", days)
        when = _("was due %(when)s", when=formatting.stamp(due))
        found.append(f"{late}: {when}." if days else f"{when[:1].upper()}{when[1:]}.")
    if row.holder_name:
        found.append(_("The place is held by %(name)s.", name=row.holder_name))
    return found
