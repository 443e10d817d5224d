"""A task: its form, why it is due then, what to read beside it; then what comes next."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.definitions import Definition
from engine.errors import Conflict, Invalid, NotFound
from engine.kernel.plan import Node
from engine.service import Answers
from forms import prefill, wire
from forms.definition import FormDefinition
from persistence.queries import case_page, people, talk, worklist
from persistence.queries.worklist import TaskRow
from web import advice, desk, drafts, filling, references, totals
from web.auth.permissions import requires
from web.pages.conflicts import conflict
from web.sheet import Filling

blueprint = Blueprint("tasks", __name__, url_prefix="/cases/<case_id>/tasks/<int:token>")


@blueprint.get("")
@requires("case.read")
def page(case_id: str, token: int) -> Any:
    """The task with its form: the draft, else what is known already."""
    try:
        task = worklist.task(desk.viewer(), case_id, token)
    except NotFound:
        return _over(case_id, token)
    draft = drafts.find(drafts.at(case_id, token))
    definition, node, form = _asked(task)
    if form is None:
        return _show(task, Filling())
    pairs = draft.pairs if draft else filling.prefilled(form, definition, _head(task))
    return _show(task, Filling(pairs), saved=draft)


@blueprint.post("")
@requires("task.work")
def complete(case_id: str, token: int) -> Any:
    """Send the form; or, by another button, add a row or save the draft."""
    pairs = filling.posted()
    if {"_add", "_remove", "_draft"} & set(request.form):
        return _keep_on(case_id, token, pairs)
    answers = Answers(_given(case_id, token, pairs), request.form.get("command") or None)
    desk.put_away()
    try:
        outcome = desk.services().cases.complete(desk.actor(), case_id, token, answers)
    except Invalid as error:
        task = worklist.task(desk.viewer(), case_id, token)
        return _show(task, Filling(pairs, error.errors)), 422
    except Conflict as error:
        return conflict(error, case_id, drafts.typed(pairs), token)
    opened = ",".join(str(task.token) for task in outcome.opened)
    return redirect(url_for("cases.after", case_id=case_id, opened=opened), 303)


@blueprint.post("/draft")
@requires("task.work")
def save(case_id: str, token: int) -> Any:
    """Keep what is typed; scripts call it after each pause."""
    worklist.task(desk.viewer(), case_id, token)
    drafts.keep(drafts.at(case_id, token), filling.posted())
    return Response(status=204)


def _given(case_id: str, token: int, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """What was typed into the task's form; of a closed task the service tells what became of it."""
    try:
        form = _asked(worklist.task(desk.viewer(), case_id, token))[2]
    except NotFound:
        return {}
    return wire.answers(form, pairs) if form else {}


def _over(case_id: str, token: int) -> Any:
    """The page of a task that is no longer open: who closed it, and when."""
    case_page.head(desk.viewer(), case_id)
    with desk.services().store.begin() as work:
        closing = work.closing(case_id, token)
    if closing is None:
        raise NotFound()
    return conflict(Conflict(closing.actor, closing.kind, closing.at), case_id)[0], 410


def _keep_on(case_id: str, token: int, pairs: list[tuple[str, str]]) -> Any:
    """Save the draft with its rows as the buttons say, and come back to the form."""
    task = worklist.task(desk.viewer(), case_id, token)
    form = _asked(task)[2]
    changed = filling.with_rows(form, drafts.typed(pairs)) if form else pairs
    drafts.keep(drafts.at(case_id, token), changed)
    group = request.form.get("_add") or request.form.get("_remove", "").rpartition("-")[0]
    return redirect(
        url_for("tasks.page", case_id=case_id, token=token, _anchor=f"field-f-{group}" if group else None), 303
    )


def _asked(task: TaskRow) -> tuple[Definition, Node, FormDefinition | None]:
    definition = desk.services().store.definition(task.definition)
    node = definition.plan.nodes[task.node]
    return definition, node, definition.form_of(node)


def _head(task: TaskRow) -> case_page.CaseHead:
    return case_page.head(desk.viewer(), task.case_id)


def _show(task: TaskRow, filled: Filling, saved: Any = None) -> str:
    """The page of a task that waits for the form, or tells who has it."""
    definition, node, form = _asked(task)
    mine = task.assignee in desk.actor().ids
    free = task.assignee is None and any(hat.has_role(task.role, task.team) for hat in desk.actor().hats)
    chooser = filling.chooser(task.team)
    head = _head(task) if form and prefill.offering(form) else None
    shown = filling.show(form, Filling(filled.pairs, filled.errors, chooser), head) if form else None
    steers = mine or free or desk.may("task.assign")
    able = people.with_role(desk.viewer().reader, task.role, task.team) if steers else ()
    return render_template(
        "tasks/page.html",
        task=task,
        node=node,
        sheet=shown,
        mine=mine,
        free=free,
        saved=saved,
        command=desk.services().ids.new(),
        totals=totals.of(_head(task)) if mine and definition.sums else [],
        advice=advice.for_task(task, definition),
        references=references.of(node, form, definition),
        rules=references.rules(node, definition),
        line=references.line(node, definition),
        able=able if desk.may("task.assign") else (),
        colleagues=[one for one in able if one.id != desk.actor().id],
        talked=talk.counts(desk.viewer(), task.case_id, task.token),
        action=_("Done") if form is None else _("Send"),
    )
