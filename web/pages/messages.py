"""Messages that can be sent to a case at any time, such as a refusal, with their forms."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.service import Answers
from forms import wire
from persistence.queries import case_page
from persistence.queries.case_page import CaseHead, MessageRow
from web import desk, drafts, filling, references
from web.auth.permissions import requires
from web.sheet import Filling

blueprint = Blueprint("messages", __name__, url_prefix="/cases/<case_id>/messages/<int:token>")


@blueprint.get("")
@requires("message.send")
def page(case_id: str, token: int) -> str:
    """The message's form, for who may send it."""
    head, message = _find(case_id, token)
    draft = drafts.find(drafts.at(case_id, token))
    definition = desk.definition(head)
    form = definition.forms.get(message.form or "")
    known = filling.prefilled(form, definition, head) if form and not draft else []
    return _show(head, message, Filling(draft.pairs if draft else known), draft)


@blueprint.post("")
@requires("message.send")
def send(case_id: str, token: int) -> Any:
    """Send it; the diagram decides what that changes."""
    pairs = filling.posted()
    head, message = _find(case_id, token)
    form = desk.definition(head).forms.get(message.form or "")
    if {"_add", "_remove", "_draft"} & set(request.form):
        changed = filling.with_rows(form, drafts.typed(pairs)) if form else pairs
        drafts.keep(drafts.at(case_id, token), changed)
        return redirect(url_for("messages.page", case_id=case_id, token=token), 303)
    desk.put_away()
    answers = Answers(wire.answers(form, pairs) if form else {}, request.form.get("command") or None)
    try:
        outcome = desk.services().cases.send_message(desk.actor(), case_id, token, answers)
    except Invalid as error:
        return _show(head, message, Filling(pairs, error.errors)), 422
    drafts.discard(drafts.at(case_id, token))
    opened = ",".join(str(task.token) for task in outcome.opened)
    return redirect(url_for("cases.after", case_id=case_id, opened=opened), 303)


@blueprint.post("/draft")
@requires("message.send")
def save(case_id: str, token: int) -> tuple[str, int]:
    """Keep what is typed."""
    _find(case_id, token)
    drafts.keep(drafts.at(case_id, token), filling.posted())
    return "", 204


def _find(case_id: str, token: int) -> tuple[CaseHead, MessageRow]:
    head = case_page.head(desk.viewer(), case_id)
    for message in case_page.messages(desk.viewer(), head):
        if message.token == token:
            if message.role and not desk.actor().has_role(message.role, head.team):
                raise NotAllowed()
            return head, message
    with desk.services().store.begin() as work:
        closing = work.closing(case_id, token)
    raise Conflict(closing.actor, closing.kind, closing.at) if closing else NotFound()


def _show(head: CaseHead, message: MessageRow, filled: Filling, saved: Any = None) -> str:
    definition = desk.definition(head)
    form = definition.forms.get(message.form or "")
    node = definition.plan.nodes[message.node]
    shown = filling.show(form, Filling(filled.pairs, filled.errors, filling.chooser(head.team)), head) if form else None
    return render_template(
        "cases/message.html",
        head=head,
        message=message,
        node=node,
        sheet=shown,
        saved=saved,
        command=desk.services().ids.new(),
        references=references.of(node, form, definition),
        rules=references.rules(node, definition),
        line=references.line(node, definition),
        action=_("Send"),
    )
