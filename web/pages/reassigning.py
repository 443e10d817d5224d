"""Passing a person's cases and tasks on to others: choose, look at what will happen, do it; what failed is listed."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from engine import loads as rules
from engine.errors import NotFound
from persistence.queries import loads, people
from web import advice, choosing, desk, handing
from web.auth.permissions import requires
from web.choosing import Choice
from web.handing import SPREAD, Desk, Line

blueprint = Blueprint("reassigning", __name__, url_prefix="/deadlines/loads/reassign")
PREVIEW, APPLY = "preview", "apply"


@blueprint.get("/")
@requires("task.assign")
def page() -> str:
    """Somebody's cases and tasks, to choose from."""
    choice, about = _about(request.args.get("holder", ""))
    return _chosen(choice, about, {})


@blueprint.post("/")
@requires("task.assign")
def act() -> Any:
    """Show what would happen; or do it."""
    choice, about = _about(request.form.get("holder", ""))
    lines = {line.key: line for line in _lines(about)}
    wanted = [lines[key] for key in dict.fromkeys(request.form.getlist("line")) if key in lines]
    to, reason = request.form.get("to", ""), request.form.get("reason", "").strip()
    problems = _problems(wanted, to, reason)
    if problems:
        return _chosen(choice, about, problems), 422
    if request.form.get("step") == APPLY:
        return _applied(choice, about, wanted, reason)
    planned = handing.plan(wanted, to, about)
    return _show("work/reassign_preview.html", choice, about, planned=planned, reason=reason, to=to)


def _applied(choice: Choice, about: Desk, wanted: Sequence[Line], reason: str) -> str:
    """Do what was shown: every line goes to whom the preview named."""
    takers = handing.able(wanted, about.holder)
    given = dict(pair.rpartition("=")[::2] for pair in request.form.getlist("give"))
    planned = [handing.plan([line], given.get(line.key, ""), about)[0] for line in wanted if takers]
    gone = set(request.form.getlist("line")) - {line.key for line in wanted}
    desk.put_away()
    done = handing.hand([line for line in planned if line.to], about, reason)
    return _show("work/reassign_done.html", choice, about, done=done, gone=len(gone), left=len(planned) - len(done))


def _about(holder: str) -> tuple[Choice, Desk]:
    """Whose work, in which process; raises NotFound for nobody's."""
    choice = choosing.read()
    of = advice.leading(choice.chosen.process, choice.definition, None)
    about = handing.look(of, holder, rules.scale(choice.definition.settings))
    if not any(holder in known for known in about.loads.values()):
        raise NotFound()
    return choice, about


def _lines(about: Desk) -> list[Line]:
    viewer = desk.viewer()
    cases = loads.led_by(viewer, about.of, about.holder, about.scale)
    tasks = loads.other_tasks(viewer, about.of, about.holder)
    return [*(handing.case_line(case, about.of) for case in cases), *map(handing.task_line, tasks)]


def _problems(wanted: Sequence[Line], to: str, reason: str) -> dict[str, str]:
    found = {}
    if not wanted:
        found["line"] = _("Choose at least one case or task.")
    if not to:
        found["to"] = _("Choose who takes them.")
    if not reason:
        found["reason"] = _("Say why: it stays in the history of every case.")
    return found


def _chosen(choice: Choice, about: Desk, problems: dict[str, str]) -> str:
    lines = _lines(about)
    names: dict[str, str] = {}
    for known in handing.able(lines, about.holder).values():
        names |= known
    ticked = set(request.form.getlist("line"))
    return _show(
        "work/reassign.html", choice, about,
        cases=[line for line in lines if line.token is None], tasks=[line for line in lines if line.token is not None],
        able=sorted(names.items(), key=lambda pair: pair[1]), problems=problems, ticked=ticked, spread=SPREAD,
    )  # fmt: skip


def _show(template: str, choice: Choice, about: Desk, **more: Any) -> str:
    name = people.names(desk.viewer().reader, [about.holder]).get(about.holder, about.holder)
    scale = about.scale
    return render_template(template, choice=choice, about=about, name=name, scale=scale, team=None, **more)
