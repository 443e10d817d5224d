"""What colleagues say about a case and its tasks, with names that are called; and the files they lay beside."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import Invalid, NotFound
from engine.talk import MOST, PERMISSION, Remark
from persistence.queries import case_page, talk
from persistence.queries.case_page import CaseHead
from web import callouts, desk, messages, uploads
from web.addresses import local
from web.auth.permissions import requires

blueprint = Blueprint("talk", __name__, url_prefix="/cases/<case_id>/talk")


@blueprint.get("")
@requires("case.read")
def page(case_id: str) -> Any:
    """The discussion of a case, or of one task of it."""
    return _page(case_id, _token())


@blueprint.post("")
@requires(PERMISSION)
def write(case_id: str) -> Any:
    """Say something; whoever is called finds it in his day."""
    head = case_page.head(desk.viewer(), case_id, PERMISSION)
    token, remark = _token(), _remark(head)
    desk.put_away()
    try:
        desk.services().talk.comment(desk.actor(), case_id, remark)
    except Invalid as error:
        return _page(case_id, token, error), 422
    desk.services().keeper.read_mentions(desk.actor().id, case_id, desk.services().store.case(case_id).seq)
    return _there(case_id, token)


@blueprint.get("/<int:seq>")
@requires(PERMISSION)
def edit_page(case_id: str, seq: int) -> str:
    """One's own comment, to be put in other words."""
    head = case_page.head(desk.viewer(), case_id, PERMISSION)
    return _editing(head, seq)


@blueprint.post("/<int:seq>")
@requires(PERMISSION)
def edit(case_id: str, seq: int) -> Any:
    """Put one's comment in other words; the former ones stay in the history."""
    head = case_page.head(desk.viewer(), case_id, PERMISSION)
    remark = _remark(head)
    desk.put_away()
    try:
        desk.services().talk.edit_comment(desk.actor(), case_id, seq, remark)
    except Invalid as error:
        return _editing(head, seq, error), 422
    return redirect(url_for("talk.page", case_id=case_id, _anchor=f"comment-{seq}"), 303)


@blueprint.post("/<int:seq>/read")
@requires("case.read")
def read(case_id: str, seq: int) -> Any:
    """A comment one was called in is read."""
    case_page.head(desk.viewer(), case_id)
    desk.services().keeper.read_mentions(desk.actor().id, case_id, seq)
    return redirect(local(request.form.get("next")), 303)


def _page(case_id: str, token: int | None, error: Invalid | None = None) -> Any:
    viewer, vault = desk.viewer(), desk.services().vault
    head = case_page.head(viewer, case_id)
    found = talk.comments(viewer, vault, head, token, request.args.get("after") or None)
    may = desk.reaches(PERMISSION, case_id)
    circle = callouts.circle(head) if may or found.rows else ()
    nodes = desk.definition(head).plan.nodes
    return render_template(
        "cases/talk.html",
        head=head,
        token=token,
        about=_about(head, token),
        comments=[(row, callouts.told(row, circle)) for row in found.rows],
        more=found.next,
        files=talk.attached(viewer, vault, head, token),
        names={key: node.name for key, node in nodes.items()},
        may=may,
        may_remove=desk.reaches("record.correct", case_id),
        circle=[one for one in circle if one.id != desk.actor().id],
        typed=request.form.get("text", "") if error else "",
        called=request.form.getlist("mention"),
        problems=_problems(error),
        new_command=desk.services().ids.new,
        limits=uploads.limits(),
        most=MOST,
    )


def _editing(head: CaseHead, seq: int, error: Invalid | None = None) -> str:
    row = talk.comment_at(desk.viewer(), desk.services().vault, head, seq)
    if row.by != desk.actor().id:
        raise NotFound()
    circle = callouts.circle(head)
    return render_template(
        "cases/comment.html",
        head=head,
        row=row,
        circle=[one for one in circle if one.id != desk.actor().id],
        typed=request.form.get("text", "") if error else row.text,
        called=request.form.getlist("mention") if error else row.mentions,
        problems=_problems(error),
        command=desk.services().ids.new(),
        most=MOST,
    )


def _remark(head: CaseHead) -> Remark:
    """What was typed, with everybody who is called in it and may see the case."""
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    circle = callouts.circle(head)
    chosen = set(request.form.getlist("mention")) & {one.id for one in circle}
    called = chosen | callouts.called(text, circle)
    return Remark(text, sorted(called), _token(), request.form.get("command") or None)


def _token() -> int | None:
    text = request.values.get("task", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _about(head: CaseHead, token: int | None) -> str:
    """The name of the task that the discussion is narrowed to; raises NotFound when there is no such step."""
    if token is None:
        return ""
    with desk.services().store.begin() as work:
        case, closing = work.case(head.id), work.closing(head.id, token)
    node = case.tasks[token].node if token in case.tasks else closing.data.get("node", "") if closing else ""
    found = desk.definition(head).plan.nodes.get(node)
    if found is None:
        raise NotFound()
    return found.name


def _problems(error: Invalid | None) -> list[str]:
    return [messages.say(message) for found in error.errors.values() for message in found] if error else []


def _there(case_id: str, token: int | None) -> Any:
    flash(_("Your comment is there."), "done")
    return redirect(url_for("talk.page", case_id=case_id, task=token), 303)
