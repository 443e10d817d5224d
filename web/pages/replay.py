"""A case step by step, as it stood at any moment: on the diagram of then, with what was known then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import NotFound
from engine.history import Event
from engine.kernel.plan import Plan
from engine.replay import Turn
from persistence.queries import case_page, oversight, people
from persistence.queries.case_page import CaseHead
from persistence.queries.oversight import LookRow
from web import desk, events, outline, paper
from web.audit import why
from web.audit.film import PROJECTOR, Film, lateness
from web.audit.looking import TITLES
from web.auth.permissions import requires

blueprint = Blueprint("replay", __name__, url_prefix="/cases/<case_id>/steps")

AROUND = 12  # steps listed before and after the one that is looked at


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the list: its number, the seq it is found by, what happened, who did it, when."""

    number: int
    at: int
    sentence: str
    who: str
    when: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """An open task as it stood: whose it was and how its deadline stood at that moment."""

    name: str
    role: str
    who: str
    state: str
    due: datetime | None
    sum: tuple[str, ...]


@blueprint.get("")
@requires("history.read")
def page(case_id: str) -> str:
    """One moment of the case; the last one unless another is asked for (`?at=SEQ`)."""
    head = case_page.head(desk.viewer(), case_id, "history.read")
    film = PROJECTOR.film(desk.services(), head)
    index = _asked(film)
    turn, scope = film.turns[index], _scope(film, index)
    plan = turn.definition.plan
    names = people.names(desk.viewer().reader, _accounts(film, index))
    return render_template(
        "audit/replay.html",
        head=head,
        turn=turn,
        index=index,
        count=len(film.turns),
        steps=_steps(film, index, names),
        way=_way(film, index),
        scope=plan.scopes[scope],
        marks=_marks(film, index, names, scope),
        source=_source(case_id, turn, plan.scopes[scope].file),
        stages=_stages(plan, scope),
        is_older=turn.definition.checksum != head.definition,
        looks=_looks(head, film, index),
        pages=TITLES,
        **_told(turn, names, desk.reaches("case.read", case_id)),
    )


def _told(turn: Turn, names: Mapping[str, str], values: bool) -> dict[str, Any]:
    """What happened in a step, why, and how it stood then; what people wrote only where `values` may be seen."""
    told = why.Why(names, values)
    return {
        "sentence": _sentence(turn.given, turn),
        "who": names.get(turn.given.actor or "", ""),
        "because": told.of(turn),
        "promises": [_promise(task, turn, names, told) for task in turn.case.tasks.values()],
        "seats": [(why.seat(key, turn.definition), names.get(who, who)) for key, who in turn.case.seats.items()],
        "answers": _answers(turn, names) if values else None,
        "reason": str(turn.given.private.get("reason", "") or "") if values else "",
    }


def _looks(head: CaseHead, film: Film, index: int) -> Sequence[LookRow]:
    """Who looked from this step to the next."""
    until = film.turns[index + 1].given.at if index + 1 < len(film.turns) else None
    return oversight.looks_between(desk.viewer(), head, film.turns[index].given.at, until)


@blueprint.get("/drawings/<checksum>/<path:name>")
@requires("history.read")
def drawing(case_id: str, checksum: str, name: str) -> Response:
    """A diagram of a version the case has lived under."""
    head = case_page.head(desk.viewer(), case_id, "history.read")
    lived = {turn.definition.checksum for turn in PROJECTOR.film(desk.services(), head).turns}
    files = desk.services().diagrams(checksum) if checksum in lived else {}
    if name not in files:
        raise NotFound()
    return Response(files[name], mimetype="application/xml", headers={"Cache-Control": "private, max-age=3600"})


def _source(case_id: str, turn: Turn, name: str) -> str:
    """Where a diagram of the version that was valid then is."""
    return url_for("replay.drawing", case_id=case_id, checksum=turn.definition.checksum, name=name)


def _asked(film: Film) -> int:
    """The step asked for by a seq (`at`) or by its number (`step`); NotFound for what is no number."""
    at, step = request.args.get("at", ""), request.args.get("step", "")
    if any(asked and (not asked.isdecimal() or len(asked) > 9) for asked in (at, step)):
        raise NotFound()
    if step:
        return max(0, min(int(step), len(film.turns)) - 1)
    return film.index(int(at) if at else None)


def _scope(film: Film, index: int) -> str:
    plan = film.turns[index].definition.plan
    asked = request.args.get("stage")
    if asked and asked not in plan.scopes:
        raise NotFound()
    return asked or film.scope(index)


def _accounts(film: Film, index: int) -> frozenset[str]:
    """Everybody whose name the page may say."""
    turn = film.turns[index]
    listed = film.turns[max(0, index - AROUND) : index + AROUND + 1]
    held = {task.assignee for task in turn.case.tasks.values()} | set(turn.case.seats.values())
    before = set(turn.before.seats.values()) if turn.before else set()
    doing = {who for one in listed for who in (one.given.actor, one.given.on_behalf_of)}
    named = {str(value) for value in turn.given.data.values() if isinstance(value, str)}
    return frozenset(who for who in held | before | doing | named if who)


def _steps(film: Film, index: int, names: Mapping[str, str]) -> list[Step]:
    first = max(0, index - AROUND)
    return [
        Step(number + 1, turn.given.seq, _sentence(turn.given, turn), names.get(turn.given.actor or "", ""),
             turn.given.at, number == index)
        for number, turn in enumerate(film.turns[first : index + AROUND + 1], first)
    ]  # fmt: skip


def _way(film: Film, index: int) -> dict[str, int | None]:
    """The moments the buttons lead to."""
    last = len(film.turns) - 1
    found = {"first": 0, "back": index - 1, "forth": index + 1, "last": last}
    return {name: film.turns[to].given.seq if 0 <= to <= last and to != index else None for name, to in found.items()}


def _sentence(event: Event, turn: Turn) -> str:
    """What happened, with the name of the step it happened to."""
    row = why.row_of(event, turn.definition)
    token = event.data.get("token")
    task = turn.before.tasks.get(token) if turn.before and isinstance(token, int) else None
    node = turn.definition.plan.nodes.get(task.node) if task and not row.node_name else None
    return events.name(event.kind, row.node_name or (node.name if node else ""))


def _promise(task: Any, turn: Turn, names: Mapping[str, str], told: why.Why) -> Promise:
    node = turn.definition.plan.nodes.get(task.node)
    role = desk.services().roles.title(task.role)
    who = names.get(task.assignee, task.assignee) if task.assignee else ""
    return Promise(
        node.name if node else task.node, role, who, lateness(task, turn.given.at), task.due, told.sum(task, turn)
    )


def _answers(turn: Turn, names: Mapping[str, str]) -> tuple[str, Sequence[paper.Page]] | None:
    """The form that was answered in this step, as a paper to read."""
    form, record = turn.definition.forms.get(str(turn.given.data.get("form", ""))), turn.given.private.get("record")
    if form is None or not record:
        return None
    known = {**names, **paper.names([(form, record)])}
    return form.title, paper.read(form, record, known)


def _marks(film: Film, index: int, names: Mapping[str, str], scope: str) -> dict[str, Any]:
    turn = film.turns[index]
    plan, marking = turn.definition.plan, film.marking(index)
    here = outline.standing(plan, marking)
    late = [task.node for task in turn.case.tasks.values() if lateness(task, turn.given.at) == "late"]
    flags = {
        task.node: names.get(task.assignee or "", "") or desk.services().roles.title(task.role)
        for task in turn.case.tasks.values()
    }
    marks = {"done": sorted(marking.done - here), "here": sorted(here), "late": late, "flags": flags}
    links = {node: _here(stage) for node, stage in outline.stage_links(plan, scope).items()}
    return {"marks": marks, "links": links, "walk": film.flows(index)}


def _stages(plan: Plan, scope: str) -> list[tuple[str, str, bool]]:
    """The diagrams of the version, each with its address; the one shown is marked."""
    found = [one for one in plan.scopes.values() if not one.parent]
    return [(one.name or _("Whole path"), _here(one.key), one.key == scope) for one in found]


def _here(stage: str) -> str:
    """This moment on another diagram."""
    values: dict[str, Any] = dict(request.view_args or {})
    return url_for("replay.page", **values, at=request.args.get("at") or None, stage=stage)
