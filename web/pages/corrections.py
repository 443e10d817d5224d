"""Correcting an earlier record with its own form; the earlier one stays to be read."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.actions import NO_REASON
from engine.errors import Conflict, Gone, Invalid, NotFound
from engine.service import Answers
from forms import wire
from forms.definition import FormDefinition
from forms.messages import Message
from persistence.queries import case_page
from persistence.queries.case_page import CaseHead, RecordRow
from web import desk, drafts, filling, messages, references, rivals
from web.auth.permissions import requires
from web.pages.conflicts import conflict
from web.rivals import Rival
from web.sheet import Filling, Problem

REASON = "_reason"
blueprint = Blueprint("corrections", __name__, url_prefix="/cases/<case_id>/records/<int:seq>/correction")


@blueprint.get("")
@requires("record.correct")
def page(case_id: str, seq: int) -> str:
    """The record in its form: my draft, else as it was written."""
    head, row, form = _find(case_id, seq)
    if row.corrected_by is not None:
        raise Gone()
    draft = drafts.find(drafts.correction(case_id, seq))
    return _show(head, row, form, Filling(draft.pairs if draft else wire.pairs(form, row.answers)), draft)


def _all_wrong(error: Invalid, reason: str) -> dict[str, Any]:
    """What is wrong in the form, and that nobody said why."""
    if reason:
        return dict(error.errors)
    found = {} if set(error.errors) == {"reason"} else dict(error.errors)
    return {**found, REASON: [Message(NO_REASON)]}


@blueprint.post("")
@requires("record.correct")
def send(case_id: str, seq: int) -> Any:
    """Write the correction; or, by another button, add a row or save the draft."""
    pairs = filling.posted()
    head, row, form = _find(case_id, seq)
    place = drafts.correction(case_id, seq)
    if {"_add", "_remove", "_draft"} & set(request.form):
        drafts.keep(place, filling.with_rows(form, drafts.typed(pairs)))
        return redirect(url_for("corrections.page", case_id=case_id, seq=seq), 303)
    desk.put_away()
    answers = Answers(wire.answers(form, pairs), request.form.get("command") or None)
    reason = request.form.get(REASON, "").strip()
    try:
        desk.services().cases.correct(desk.actor(), case_id, seq, answers, reason)
    except Invalid as error:
        return _show(head, row, form, Filling(pairs, _all_wrong(error, reason))), 422
    except Conflict as error:
        return conflict(error, case_id, drafts.typed(pairs), rival=Rival(form, rivals.newest(head, seq)))
    drafts.discard(place)
    flash(_("The record is corrected; the earlier one stays below it."), "done")
    return redirect(url_for("cases.records", case_id=case_id), 303)


@blueprint.post("/choice")
@requires("record.correct")
def choose(case_id: str, seq: int) -> Any:
    """After two people answered: what was chosen of both opens as a correction of what stands written."""
    head, row, form = _find(case_id, seq)
    kept = {name.removeprefix("keep-"): value for name, value in request.form.items() if name.startswith("keep-")}
    drafts.keep(drafts.correction(case_id, seq), rivals.merged(form, filling.posted(), row.answers, kept))
    return redirect(url_for("corrections.page", case_id=case_id, seq=seq), 303)


@blueprint.post("/draft")
@requires("record.correct")
def save(case_id: str, seq: int) -> tuple[str, int]:
    """Keep what is typed."""
    _find(case_id, seq)
    drafts.keep(drafts.correction(case_id, seq), filling.posted())
    return "", 204


def _find(case_id: str, seq: int) -> tuple[CaseHead, RecordRow, FormDefinition]:
    """The record and its form; raises NotFound."""
    head = case_page.head(desk.viewer(), case_id, "record.correct")
    row = case_page.record(desk.viewer(), desk.services().vault, head, seq)
    form = desk.definition(head).forms.get(row.form)
    if form is None:
        raise NotFound()
    return head, row, form


def _show(head: CaseHead, row: RecordRow, form: FormDefinition, filled: Filling, saved: Any = None) -> str:
    definition = desk.definition(head)
    node = definition.plan.nodes.get(row.node)
    why = [messages.say(message) for message in filled.errors.get(REASON, ())]
    sheet = filling.show(form, Filling(filled.pairs, filled.errors, filling.chooser(head.team)), head)
    return render_template(
        "cases/correction.html",
        head=head,
        row=row,
        reason=next((value for name, value in filled.pairs if name == REASON), ""),
        reason_wrong=why,
        node=node,
        sheet=replace(sheet, summary=(*sheet.summary, *(Problem("f-_reason", told) for told in why))),
        saved=saved,
        references=references.of(node, form, definition) if node else (),
        rules=references.rules(node, definition) if node else (),
        line=references.line(node, definition) if node else "",
        action=_("Write the correction"),
    )
