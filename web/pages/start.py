"""Opening a case: the start form of a process."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from engine.errors import Invalid, NotAllowed
from engine.service import Answers
from forms import wire
from web import desk, drafts, filling, opening, references
from web.auth.permissions import requires
from web.opening import Opening
from web.sheet import Filling

blueprint = Blueprint("start", __name__, url_prefix="/open/<process>")


@blueprint.get("")
@requires("case.open")
def page(process: str) -> str:
    """The start form: my draft, or empty."""
    draft = drafts.find(drafts.opening(process))
    return _show(_find(process), Filling(draft.pairs if draft else ()), draft)


@blueprint.post("")
@requires("case.open")
def send(process: str) -> Any:
    """Open the case; or, by another button, add a row or save the draft."""
    pairs, found = filling.posted(), _find(process)
    form = found.definition.form_of(found.definition.start)
    if {"_add", "_remove", "_draft"} & set(request.form):
        drafts.keep(drafts.opening(process), filling.with_rows(form, drafts.typed(pairs)) if form else pairs)
        return redirect(url_for("start.page", process=process), 303)
    team = _team(found)
    answers = Answers(wire.answers(form, pairs) if form else {}, request.form.get("command") or None)
    desk.put_away()
    try:
        outcome = desk.services().cases.open(desk.actor(), process, team, answers)
    except Invalid as error:
        return _show(found, Filling(pairs, error.errors)), 422
    drafts.discard(drafts.opening(process))
    opened = ",".join(str(task.token) for task in outcome.opened)
    return redirect(url_for("cases.after", case_id=outcome.case_id, opened=opened), 303)


@blueprint.post("/draft")
@requires("case.open")
def save(process: str) -> tuple[str, int]:
    """Keep what is typed into a form one may open."""
    _find(process)
    drafts.keep(drafts.opening(process), filling.posted())
    return "", 204


def _find(process: str) -> Opening:
    for found in opening.choices(desk.viewer()):
        if found.definition.key == process:
            return found
    raise NotAllowed()


def _team(found: Opening) -> str:
    """The team that was chosen, of those there are for this person; else the first."""
    wanted = request.form.get("team") or found.teams[0].key
    if wanted not in {team.key for team in found.teams}:
        raise NotAllowed()
    return wanted


def _show(found: Opening, filled: Filling, saved: Any = None) -> str:
    definition = found.definition
    form, node = definition.form_of(definition.start), definition.start
    team = _team(found)
    shown = filling.show(form, Filling(filled.pairs, filled.errors, filling.chooser(team))) if form else None
    return render_template(
        "cases/open.html",
        opening=found,
        node=node,
        sheet=shown,
        saved=saved,
        team=team,
        references=references.of(node, form, definition),
        rules=references.rules(node, definition),
    )
