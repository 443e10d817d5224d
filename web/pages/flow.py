"""Flow: how cases pass through the stages week by week, what grows old, how cases end, where lateness gathers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from engine import order, visits
from engine.errors import N_
from persistence.queries import flow as queries
from persistence.queries.flow import Daily, Exit, Flow
from web import choosing, desk, formatting, sheets
from web.auth.permissions import requires
from web.choosing import Choice
from web.tables import DAY, NUMBER, SHARE, WORKED, Cell, Column, Table

blueprint = Blueprint("flow", __name__, url_prefix="/deadlines/flow")

WEEKS_UP_TO, WEEK, MONTH = 186, 7, 30  # days
AGES = (
    (7, N_("up to a week")), (14, N_("up to two weeks")), (30, N_("up to a month")), (91, N_("up to three months")),
    (182, N_("up to half a year")), (365, N_("up to a year")), (548, N_("up to a year and a half")),
)  # fmt: skip
OLDER = N_("longer")
OUTCOMES = {"good": N_("good"), "neutral": N_("neutral"), "bad": N_("bad")}


@dataclass(frozen=True, slots=True)
class Report:
    """A table and the chart that draws it; `note` says how to read it."""

    table: Table
    chart: Mapping[str, Any]
    note: str


@blueprint.get("/")
@requires("reports.read")
def page() -> Any:
    """Four reports on the stages of a process, each a table and a chart of it."""
    choice = choosing.read()
    reports = list(_reports(choice))
    if request.args.get("file") in sheets.MEDIA:
        tables = [report.table for report in reports]
        return sheets.answer(request.args["file"], _("Flow"), tables, choice.words())
    return render_template("work/flow.html", choice=choice, reports=reports, periods=choosing.PERIODS)


def _reports(choice: Choice) -> Iterator[Report]:
    plan = choice.definition.plan
    names = {node.id: node.name for node in order.drawn(plan, plan.root) if visits.is_stage(plan, node.id)}
    viewer, chosen = desk.viewer(), choice.chosen
    found = queries.flow(viewer, chosen, [*names, plan.root])
    days = _days(chosen.since, chosen.until)
    yield _cumulative(found, names, days, plan.root)
    yield _late(found, names, days)
    yield _ageing(queries.ages(viewer, chosen, [*names, plan.root]), names, plan.root)
    yield _exits(choice, queries.exits(viewer, chosen, plan.root))


def _days(since: date, until: date) -> list[date]:
    """The last days of the weeks of a period; of stretches of thirty days where it is long."""
    step = timedelta(days=WEEK if (until - since).days <= WEEKS_UP_TO else MONTH)
    found = [until]
    while found[-1] - step >= since:
        found.append(found[-1] - step)
    return found[::-1]


def _labels(days: Sequence[date]) -> list[str]:
    return [formatting.day(day, desk.now(), weekday=False) for day in days]


def _cumulative(found: Flow, names: Mapping[str, str], days: Sequence[date], root: str) -> Report:
    """How many cases stood in each stage at the end of each week, over those that ended since the period began."""
    ended = [sum(count for day, count in found.ended.get(root, {}).items() if day <= last) for last in days]
    standing = {node: [found.standing(node, day) for day in days] for node in names}
    first = (Column(_("At the end of the day"), DAY), Column(_("Ended since the beginning"), NUMBER))
    columns = (*first, *(Column(name, NUMBER) for name in names.values()))
    rows = tuple(
        (Cell(day), Cell(ended[place]), *(Cell(standing[node][place]) for node in names))
        for place, day in enumerate(days)
    )
    series = [{"label": _("Ended since the beginning"), "data": ended}]
    series += [{"label": name, "data": standing[node]} for node, name in names.items()]
    chart = {"kind": "areas", "labels": _labels(days), "series": series}
    note = _("A band that widens is a stage where cases gather. A case in two stages at once counts in both.")
    return Report(Table("flow", _("Cumulative flow"), columns, rows), chart, note)


def _late(found: Flow, names: Mapping[str, str], days: Sequence[date]) -> Report:
    """How many visits of each stage ended late, week by week."""
    span = days[1] - days[0] if len(days) > 1 else timedelta(days=WEEK)
    late = {node: [_within(found.late.get(node, {}), day, span) for day in days] for node in names}
    rows = tuple((Cell(day), *(Cell(late[node][place]) for node in names)) for place, day in enumerate(days))
    columns = (Column(_("Stretch up to"), DAY), *(Column(name, NUMBER) for name in names.values()))
    series = [{"label": name, "data": late[node]} for node, name in names.items() if any(late[node])]
    chart = {"kind": "bars", "labels": _labels(days), "series": series}
    note = _("Stages that ended with a step late, by the day they ended.")
    return Report(Table("late", _("Late by stage over time"), columns, rows if series else ()), chart, note)


def _within(counts: Mapping[date, int], last: date, span: timedelta) -> int:
    return sum(count for day, count in counts.items() if last - span < day <= last)


def _ageing(found: Daily, names: Mapping[str, str], root: str) -> Report:
    """How long what is open has been open: cases, and stays in each stage."""
    titles = [_(title) for _days, title in AGES] + [_(OLDER)]
    places = {root: _("Cases as a whole"), **names}
    aged = {node: _aged(found.get(node, {})) for node in places}
    columns = (Column(_("Open now")), *(Column(title, NUMBER) for title in titles), Column(_("The oldest since"), DAY))
    rows = tuple(
        (Cell(name), *(Cell(count) for count in aged[node]), Cell(min(found.get(node, {}), default=None)))
        for node, name in places.items()
    )
    series = [{"label": title, "data": [aged[node][place] for node in places]} for place, title in enumerate(titles)]
    chart = {"kind": "rows", "labels": list(places.values()), "series": series}
    note = _("Counted in days from the day it was opened or the stage was entered, until today.")
    return Report(Table("ageing", _("Ageing"), columns, rows), chart, note)


def _aged(opened: Mapping[date, int]) -> list[int]:
    today, found = desk.now().date(), [0] * (len(AGES) + 1)
    for day, count in opened.items():
        age = (today - day).days
        found[next((place for place, (limit, _title) in enumerate(AGES) if age <= limit), len(AGES))] += count
    return found


def _exits(choice: Choice, found: Sequence[Exit]) -> Report:
    """How the cases of the period ended, and how long they had been open."""
    nodes = {key: node for older in (*choice.older, choice.definition) for key, node in older.plan.nodes.items()}
    titles = {one.key: nodes[one.key].name if one.key in nodes else _("Cancelled by an operator") for one in found}
    outcomes = {one.key: OUTCOMES.get(nodes[one.key].outcome or "") for one in found if one.key in nodes}
    every = sum(one.count for one in found)
    columns = (
        Column(_("How it ended")), Column(_("Outcome")), Column(_("Cases"), NUMBER), Column(_("Share"), SHARE),
        Column(_("Was open, median"), WORKED), Column(_("Nine of ten within"), WORKED),
    )  # fmt: skip
    rows = tuple(
        (Cell(titles[one.key]), Cell(_(outcomes[one.key]) if outcomes.get(one.key) else ""), Cell(one.count),
         Cell(round(one.count / every, 4)), Cell(one.spread.median), Cell(one.spread.ninetieth))
        for one in found
    )  # fmt: skip
    chart = {"kind": "rows", "labels": [titles[one.key] for one in found],
             "series": [{"label": _("Cases"), "data": [one.count for one in found]}]}  # fmt: skip
    note = _("Cases that ended in the period.")
    return Report(Table("exits", _("Exits by reason"), columns, rows), chart, note)
