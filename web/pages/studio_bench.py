"""The calendar bench: every deadline of a draft from a chosen moment, on a calendar and with its sum in words."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request

from forms.kinds.dates import read_moment
from forms.messages import BadAnswer
from web import bench, desk, findings, messages
from web.auth.permissions import requires

blueprint = Blueprint("studio_bench", __name__, url_prefix="/studio/<draft_id>/bench")
PREFIX = "since-"
FARTHEST_YEARS = 3


@blueprint.get("")
@requires("definitions.read")
def page(draft_id: str) -> Any:
    """The bench; `at` is when the signal arrives, `since-KEY` what is assumed of the rest."""
    services, now, calendar = desk.services(), desk.now(), desk.calendar()
    draft = services.studio.draft(desk.actor(), draft_id)
    definition, found = services.studio.judged(draft)
    if definition is None:
        return render_template("studio/bench.html", draft=draft, broken=findings.said(found))
    wrong: dict[str, str] = {}
    typed = {name: text for name, text in request.args.items() if name == "at" or name.startswith(PREFIX)}
    read = {name: _read(text, now, (name, wrong)) for name, text in typed.items() if text.strip()}
    at = read.get("at") or now
    chosen = {name.removeprefix(PREFIX): moment for name, moment in read.items() if moment and name != "at"}
    told = bench.promises(definition, calendar, at, chosen)
    return render_template(
        "studio/bench.html", draft=draft, at=calendar.local(at), typed=typed, wrong=wrong, promises=told,
        months=bench.months(told, calendar, at), prefix=PREFIX,
        weekdays=bench.weekdays(),
    ), 422 if wrong else 200  # fmt: skip


def _read(text: str, now: datetime, into: tuple[str, dict[str, str]]) -> datetime | None:
    """A typed moment; what is wrong with it is noted under its name."""
    name, wrong = into
    try:
        moment = read_moment(text.strip(), now)
        if abs(moment.year - now.year) <= FARTHEST_YEARS:
            return moment
        wrong[name] = messages.say(bench.TOO_FAR)
    except BadAnswer as bad:
        wrong[name] = messages.say(bad.message)
    return None
