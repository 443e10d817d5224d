"""A draft tried out: its forms filled in as any role, the clock wound, tokens on its diagram; all in memory."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import N_, Invalid, NotFound, OporaError
from engine.studio.attempt import COMPLETE, OPEN, SEND, WIND, Attempt, Done
from engine.studio.draft import Draft
from engine.studio.store import Unfit
from forms import wire
from forms.kinds.dates import read_moment
from forms.messages import BadAnswer
from web import attempts, desk, filling, findings, messages
from web.audit import why
from web.audit.film import Film
from web.auth.permissions import requires

blueprint = Blueprint("studio_trying", __name__, url_prefix="/studio/<draft_id>/try")
Pairs = list[tuple[str, str]]
Typed = dict[str, Any]


@blueprint.get("")
@requires("definitions.read")
def page(draft_id: str) -> str:
    """The walk as it stands, or the way to begin one."""
    return _page(_draft(draft_id), {})


@blueprint.post("")
@requires("definitions.read")
def act(draft_id: str) -> Any:
    """One step of the walk, or a button of its form."""
    draft, wanted = _draft(draft_id), request.form.get("_act", "")
    typed: Typed = {"pairs": filling.posted(), "node": request.form.get("_node", "")}
    refilled = {"_fill", "_add", "_remove"} & set(request.form)
    if not refilled and wanted not in ACTS:
        raise NotFound()
    try:
        if refilled:
            return _page(draft, _filled(draft, typed, "_fill" in refilled))
        return redirect(ACTS[wanted](draft) or _home(draft), 303)
    except Invalid as invalid:
        return _page(draft, {**typed, "errors": invalid.errors}), 422
    except NotFound:
        raise
    except BadAnswer as bad:
        return _page(draft, {**typed, "problem": messages.say(bad.message)}), 422
    except LookupError as lost:
        return _page(draft, {**typed, "problem": str(lost)}), 422
    except OporaError as error:
        return _page(draft, {**typed, "problem": messages.error(error)}), 422


@blueprint.get("/drawings/<path:name>")
@requires("definitions.read")
def drawing(draft_id: str, name: str) -> Response:
    """A diagram of the draft as it is drawn."""
    files = _draft(draft_id).files
    if name not in files or not name.endswith(".bpmn"):
        raise NotFound()
    return Response(files[name], mimetype="application/xml")


def _begun(draft: Draft) -> None:
    node, at = request.form.get("_node", ""), _moment(request.form.get("_at", ""), desk.now())
    before = desk.services().trying.before(draft, at)
    desk.services().trying.begin(desk.actor(), draft, Done(OPEN, at, node, _answers(before, node)))


def _completed(draft: Draft) -> None:
    _go(draft, COMPLETE)


def _sent(draft: Draft) -> None:
    _go(draft, SEND)


def _go(draft: Draft, how: str) -> None:
    attempt, node = _attempt(draft), request.form.get("_node", "")
    desk.services().trying.take(desk.actor(), draft, Done(how, attempt.now, node, _answers(attempt, node)))


def _wound(draft: Draft) -> None:
    attempt = _attempt(draft)
    text = request.form.get("_to") or request.form.get("_until", "")
    at = _moment(text, attempt.calendar.local(attempt.now))
    if at < attempt.now.replace(second=0, microsecond=0):
        raise Unfit(N_("The clock only goes forward. To go back, take a step back."))
    desk.services().trying.take(desk.actor(), draft, Done(WIND, at))


def _back(draft: Draft) -> None:
    desk.services().trying.back(desk.actor(), draft)


def _ended(draft: Draft) -> None:
    desk.services().trying.end(desk.actor(), draft)


def _kept(draft: Draft) -> str:
    title, stem = (request.form.get(name, "").strip() for name in ("_title", "_stem"))
    name = desk.services().trying.kept(desk.actor(), draft, title, stem)
    flash(_("The walk is kept as a scenario: %(name)s", name=name))
    return url_for("studio_coverage.page", draft_id=draft.id)


ACTS: dict[str, Callable[[Draft], str | None]] = {
    "begin": _begun, "complete": _completed, "send": _sent, "wind": _wound, "back": _back, "end": _ended, "keep": _kept,
}  # fmt: skip


def _draft(draft_id: str) -> Draft:
    return desk.services().studio.draft(desk.actor(), draft_id)


def _home(draft: Draft) -> str:
    return url_for("studio_trying.page", draft_id=draft.id, role=request.form.get("_role") or None)


def _attempt(draft: Draft) -> Attempt:
    found = desk.services().trying.attempt(desk.actor(), draft)
    if found is None:
        raise NotFound()
    return found


def _moment(text: str, now: datetime) -> datetime:
    return read_moment(text.strip(), now) if text.strip() else now


def _answers(attempt: Attempt, node: str) -> dict[str, Any]:
    form = attempt.form_of(node)
    return wire.answers(form, filling.posted()) if form else {}


def _filled(draft: Draft, typed: Typed, plausibly: bool) -> Typed:
    """The form after a button that sends nothing: a row more or less, or filled in plausibly."""
    found = desk.services().trying.attempt(desk.actor(), draft)
    attempt = found or desk.services().trying.before(draft, _moment(request.form.get("_at", ""), desk.now()))
    form = attempt.form_of(typed["node"])
    if form is None:
        return typed
    pairs = wire.pairs(form, attempt.made_up(typed["node"])) if plausibly else filling.with_rows(form, typed["pairs"])
    return {**typed, "pairs": pairs}


def _page(draft: Draft, typed: Typed) -> str:
    definition, found = desk.services().studio.judged(draft)
    common: Typed = {"draft": draft, "problem": typed.get("problem", ""), "typed": request.form}
    if definition is None:
        return render_template("studio/try.html", **common, broken=findings.said(found))
    attempt = desk.services().trying.attempt(desk.actor(), draft)
    if attempt is None or not attempt.is_open:
        return render_template("studio/try.html", **common, **_beginning(draft, typed), lost=attempt)
    return render_template("studio/try.html", **common, **_standing(attempt, typed))


def _beginning(draft: Draft, typed: Typed) -> Typed:
    """What is asked before a walk begins: the moment, where it begins, its form."""
    before = desk.services().trying.before(draft, desk.now())
    starts = attempts.starts(before.definition)
    key = typed.get("node") or request.args.get("node", "")
    node = next((one for one in starts if one.id == key), starts[0])
    return {"starts": starts, "node": node, "sheet": _sheet(before, node.id, typed), "now": desk.now()}


def _sheet(attempt: Attempt, key: str, typed: Typed) -> Any:
    form = attempt.form_of(key)
    if form is None:
        return None
    same = typed.get("node") == key and "pairs" in typed
    pairs = typed["pairs"] if same else wire.pairs(form, attempt.suggested(form))
    return attempts.shown(form, attempt, pairs, typed.get("errors", {}))


def _standing(attempt: Attempt, typed: Typed) -> Typed:
    """The walk as it stands: tasks, the open form, the clock, the diagram, why, values."""
    film = Film(attempt.turns())
    tasks = attempts.waiting(attempt, film)
    role = request.form.get("_role") or request.args.get("role", "")
    mine = [task for task in tasks if role in ("", task.role)]
    key = typed.get("node") or request.args.get("node", "")
    waits = [*(task.key for task in mine), *(node.id for node in attempt.messages)]
    key = key if key in waits else next((task.key for task in mine), "")
    plan = attempt.definition.plan
    scope = request.args.get("scope", "")
    scope = scope if scope in plan.scopes and not plan.scopes[scope].parent else film.scope(len(film.turns) - 1)
    messages_awaited = attempt.messages
    return {
        "attempt": attempt, "tasks": tasks, "mine": mine, "role": role, "messages": messages_awaited,
        "roles": sorted({task.role for task in tasks}), "node": plan.nodes.get(key),
        "is_message": key in {node.id for node in messages_awaited},
        "sheet": _sheet(attempt, key, typed) if key else None, "stuck": _said(attempt),
        "because": why.Why(attempts.names(), True).of(film.turns[-1]), **_around(attempt, film, scope),
    }  # fmt: skip


def _around(attempt: Attempt, film: Film, scope: str) -> Typed:
    """The clock, the steps so far, the diagram, what the case knows."""
    plan = attempt.definition.plan
    return {
        "clock": attempt.calendar.local(attempt.now), "next_timer": attempt.next_timer,
        "steps": attempts.steps(attempt), "values": attempts.values(attempt),
        "exit": plan.nodes.get(attempt.case.exit or ""), "scope": plan.scopes[scope],
        "marks": attempts.marks(attempt, film, scope), "stages": attempts.stages(attempt, scope),
        "stem": desk.now().strftime("walk_%Y%m%d_%H%M"),
    }  # fmt: skip


def _said(attempt: Attempt) -> str:
    """Why the walk could not be made anew to its end, where the draft was changed."""
    problem = attempt.problem
    return messages.error(problem) if isinstance(problem, OporaError) else str(problem or "")
