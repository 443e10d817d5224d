"""Opening a case: the start form of a process, empty or with what an ended case knew; cases alike are shown first."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from engine.errors import Invalid, NotAllowed, NotFound
from engine.service import Answers
from forms import wire
from persistence.queries import case_page
from persistence.queries.alike import AlikeRow
from persistence.queries.case_page import CaseHead
from web import alike, desk, drafts, filling, opening, references
from web.auth.permissions import requires
from web.opening import Opening
from web.sheet import Filling

blueprint = Blueprint("start", __name__, url_prefix="/open/<process>")


@blueprint.get("")
@requires("case.open")
def page(process: str) -> str:
    """The start form: my draft, else what the case that goes on knew, else empty."""
    found, before = _find(process), _before(request.args.get("after"))
    draft = None if before else drafts.find(drafts.opening(process))
    return _show(found, Filling(draft.pairs if draft else _known(found, before)), draft, before=before)


@blueprint.post("")
@requires("case.open")
def send(process: str) -> Any:
    """Open the case; or, by another button, add a row or save the draft."""
    pairs, found = filling.posted(), _find(process)
    form, before = found.definition.form_of(found.definition.start), _before(request.form.get("after"))
    if {"_add", "_remove", "_draft"} & set(request.form):
        drafts.keep(drafts.opening(process), filling.with_rows(form, drafts.typed(pairs)) if form else pairs)
        return redirect(url_for("start.page", process=process), 303)
    team, given = _team(found), wire.answers(form, pairs) if form else {}
    try:
        rows = alike.find(found.definition, form, given, team) if form and not before else ()
        if rows and alike.CHOICE not in request.form:
            return _show(found, Filling(pairs), rows=rows)
        after, told = (before.id, None) if before else alike.chosen(rows)
        desk.put_away()
        answers = Answers(given, request.form.get("command") or None, after, told)
        outcome = desk.services().cases.open(desk.actor(), process, team, answers)
    except Invalid as error:
        return _show(found, Filling(pairs, error.errors), before=before), 422
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


def _before(case_id: str | None) -> CaseHead | None:
    """The ended case that is to go on; raises NotFound for one that is open or not to be seen."""
    if not case_id:
        return None
    head = case_page.head(desk.viewer(), case_id)
    if head.exit is None:
        raise NotFound()
    return head


def _known(found: Opening, before: CaseHead | None) -> Sequence[tuple[str, str]]:
    """What the start form of the case before said."""
    form = found.definition.form_of(found.definition.start)
    if before is None or form is None:
        return ()
    rows = case_page.latest(desk.viewer(), desk.services().vault, before, {form.key})
    return wire.pairs(form, rows[form.key].answers) if form.key in rows else ()


def _team(found: Opening) -> str:
    """The team that was chosen, of those there are for this person; else the first."""
    wanted = request.form.get("team") or found.teams[0].key
    if wanted not in {team.key for team in found.teams}:
        raise NotAllowed()
    return wanted


def _show(
    found: Opening,
    filled: Filling,
    saved: Any = None,
    rows: Sequence[AlikeRow] = (),
    before: CaseHead | None = None,
) -> str:
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
        alike=rows,
        before=before,
        references=references.of(node, form, definition),
        rules=references.rules(node, definition),
        line=references.line(node, definition),
    )
