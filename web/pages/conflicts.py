"""Somebody else was faster: who did what and when, what he wrote and what I typed, and which of it to keep."""

from collections.abc import Sequence

from flask import render_template
from flask_babel import gettext as _

from engine.errors import N_, Conflict, NotFound, OporaError
from engine.talk import PERMISSION as DISCUSS
from persistence.queries import people, worklist
from web import desk, drafts, rivals
from web.rivals import Rival

DEEDS = {
    "task.claimed": N_("%(who)s took this task."),
    "task.assigned": N_("%(who)s gave this task to somebody."),
    "task.completed": N_("%(who)s has completed this task."),
    "task.withdrawn": N_("This task is no longer needed: the case went another way."),
    "message.received": N_("%(who)s has told this already."),
    "message.cancelled": N_("This can no longer be told: the case went another way."),
    "record.corrected": N_("%(who)s has corrected this record."),
}
Pairs = Sequence[tuple[str, str]]


def conflict(
    error: Conflict, case_id: str | None, pairs: Pairs = (), token: int | None = None, rival: Rival | None = None
) -> tuple[str, int]:
    """The page for code 409."""
    desk.put_away()
    names = people.names(desk.viewer().reader, frozenset({error.who} if error.who else ()))
    told = DEEDS.get(error.what, N_("Somebody else has already done this."))
    who = names.get(error.who or "", _("The clock"))
    if rival is None and case_id and token is not None:
        rival = _rival(case_id, token)
    theirs = rival.theirs if rival else None
    kept_draft = bool(pairs and case_id and token is not None and _keep(case_id, token, pairs))
    return render_template(
        "errors/conflict.html",
        deed=_(told, who=who) if "%(who)s" in told else _(told),
        when=error.when,
        case_id=case_id,
        theirs=theirs,
        typed=pairs,
        differences=rivals.differences(rival.form, pairs, theirs.answers) if rival and theirs and pairs else [],
        kept=rivals.labelled(rival.form if rival else None, pairs),
        kept_draft=kept_draft,
        correctable=bool(case_id and theirs and desk.reaches("record.correct", case_id)),
        discussed=bool(case_id and desk.reaches(DISCUSS, case_id)),
        command=desk.services().ids.new(),
    ), 409


def _rival(case_id: str, token: int) -> Rival | None:
    try:
        return rivals.at(case_id, token)
    except OporaError:
        return None


def _keep(case_id: str, token: int, pairs: Pairs) -> bool:
    """Keep what was typed as a draft while the task is open: it may come back to me."""
    try:
        worklist.task(desk.viewer(), case_id, token)
    except NotFound:
        return False
    drafts.keep(drafts.at(case_id, token), pairs)
    return True
