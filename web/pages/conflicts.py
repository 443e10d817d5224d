"""Somebody else was faster: who did what and when, and the typed text to copy."""

from collections.abc import Sequence

from flask import render_template
from flask_babel import gettext as _

from engine.errors import N_, Conflict
from persistence.queries import people
from web import desk

DEEDS = {
    "task.claimed": N_("%(who)s took this task."),
    "task.assigned": N_("%(who)s gave this task to somebody."),
    "task.completed": N_("%(who)s has completed this task."),
    "task.withdrawn": N_("This task is no longer needed: the case went another way."),
}


def conflict(error: Conflict, case_id: str | None, pairs: Sequence[tuple[str, str]] = ()) -> tuple[str, int]:
    """The page for code 409."""
    desk.put_away()
    names = people.names(desk.viewer().reader, frozenset({error.who} if error.who else ()))
    told = DEEDS.get(error.what, N_("Somebody else has already done this."))
    who = names.get(error.who or "", _("The clock"))
    kept = [(name, value) for name, value in pairs if value.strip()]
    deed = _(told, who=who) if "%(who)s" in told else _(told)
    return render_template("errors/conflict.html", deed=deed, when=error.when, case_id=case_id, kept=kept), 409
