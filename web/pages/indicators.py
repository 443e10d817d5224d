"""Indicators of the methods: the table for a period, one number taken apart, files for a spreadsheet."""

from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from engine.errors import NotFound
from engine.indicators import Reading
from web import desk, indicators, reported, sheets
from web.auth.permissions import requires
from web.indicators import Part
from web.reported import Choice

blueprint = Blueprint("indicators", __name__, url_prefix="/indicators")

PERIODS = 6
MOST = 300  # cases of a list


@dataclass(frozen=True, slots=True)
class Bar:
    """One period of the chart: the number, and how high its bar is, of 100."""

    choice: Choice
    reading: Reading
    height: float


@blueprint.get("/")
@requires("indicators.read")
def page() -> str:
    """The table of a method for a period."""
    methods = indicators.methods()
    if not methods:
        return render_template("indicators/none.html")
    choice = _choice()
    today = desk.now().date()
    return render_template(
        "indicators/page.html",
        choice=choice,
        groups=indicators.table(choice),
        methods=methods,
        kinds=reported.KINDS,
        later=choice.at(choice.period.after) if choice.period.last < today else None,
        earlier=choice.at(choice.period.before),
        is_running=choice.period.first <= today <= choice.period.last,
        **_places(),
        **_words(),
    )


@blueprint.get("/<process>/<key>")
@requires("indicators.read")
def one(process: str, key: str) -> str:
    """One number: over the last periods, by team and person, and the cases behind it."""
    choice = _choice()
    indicator = indicators.one(choice, process, key)
    if indicator is None:
        raise NotFound()
    periods = choice.period.row(PERIODS)
    readings = indicators.course(choice, process, indicator, periods)
    cases = indicators.by_case(readings[-1])
    seen = [part for part in cases if part.case and part.case.visible]
    unseen = {part.case.id for part in cases if part.case and not part.case.visible}
    return render_template(
        "indicators/one.html",
        choice=choice,
        indicator=indicator,
        now=readings[-1],
        row=indicators.Row(process, readings[-1], readings[-2]),
        bars=_bars(choice, readings),
        by_team=indicators.grouped(readings[-1], cases, lambda case: case.team_title),
        by_lead=indicators.grouped(readings[-1], cases, lambda case: case.lead_name or _("nobody")),
        cases=seen[:MOST],
        found=len(seen),
        unseen=_unseen(readings[-1], unseen),
        hidden=len(unseen),
        **_words(),
    )


@blueprint.get("/table.<ending>")
@requires("indicators.read")
def file(ending: str) -> Response:
    """The table as a file; the same numbers as on the page."""
    if ending not in sheets.MEDIA or not indicators.methods():
        raise NotFound()
    choice, days = _choice(), _("Indicators")
    name = f"{days} {choice.period.first.isoformat()} {choice.period.last.isoformat()}"
    return sheets.answer(ending, name, [indicators.filed(indicators.table(choice))], _about(choice))


def _choice() -> Choice:
    """What the address asks for; raises NotFound for a method, a team or a region that is not the person's."""
    known = dict(indicators.methods())
    process = request.args.get("method") or next(iter(known), "")
    choice = reported.chosen(request.args, process, desk.now().date())
    places = desk.my_teams()
    teams, regions = {team.key for team in places}, {team.region for team in places}
    if process not in known or choice.team not in {None, *teams} or choice.region not in {None, *regions}:
        raise NotFound()
    return choice


def _places() -> dict[str, object]:
    teams = desk.my_teams()
    return {"teams": teams, "regions": sorted({team.region for team in teams if team.region})}


def _about(choice: Choice) -> list[tuple[str, str]]:
    """What a file is about."""
    teams = {team.key: team.title for team in desk.my_teams()}
    where = teams[choice.team] if choice.team else choice.region or _("All teams")
    return [
        (_("Method"), dict(indicators.methods())[choice.process].title),
        (_("Period"), reported.told(choice.period)),
        (_("Before"), reported.told(choice.period.before)),
        (_("Team"), where),
    ]


def _bars(choice: Choice, readings: list[Reading]) -> list[Bar]:
    values = [reading.value for reading in readings]
    highest = max((abs(value) for value in values if value is not None), default=Decimal(0)) or Decimal(1)
    bars = []
    for period, reading in zip(choice.period.row(PERIODS), readings, strict=True):
        height = abs(reading.value or Decimal(0)) / highest * 100
        bars.append(Bar(choice.at(period), reading, float(round(height, 1))))
    return bars


def _unseen(reading: Reading, ids: set[str]) -> Part | None:
    """What cases add that the person may count but not open."""
    if not ids:
        return None
    top = {case: share for case, share in reading.top.items() if case in ids}
    bottom = None if reading.bottom is None else {case: share for case, share in reading.bottom.items() if case in ids}
    return Part("", Reading(reading.indicator, top, bottom))


def _words() -> dict[str, object]:
    """How templates say numbers and periods."""
    return {
        "number": indicators.number,
        "amount": indicators.amount,
        "signed": indicators.signed,
        "told": reported.told,
        "brief": reported.brief,
    }
