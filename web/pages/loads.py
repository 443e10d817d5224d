"""Loads: people's cases weighed against the norms, free capacity, and who should take the next case."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from engine import loads as rules
from engine.errors import N_
from engine.loads import Load, Scale
from persistence.queries import loads
from persistence.queries.loads import TeamLoad
from web import advice, choosing, desk, formatting, sheets
from web.auth.permissions import requires
from web.choosing import Choice
from web.tables import NUMBER, Cell, Column, Table

blueprint = Blueprint("loads", __name__, url_prefix="/deadlines/loads")
PLENTY = Decimal(2)  # so much free is worth saying


@blueprint.get("/")
@requires("reports.read")
def page() -> Any:
    """Everybody's load, the teams' capacity, and whom to appoint next."""
    choice = choosing.read(with_apart=False)
    definition = choice.definition
    of = advice.leading(choice.chosen.process, definition, choice.chosen.team)
    scale = rules.scale(definition.settings)
    found = loads.loads(desk.viewer(), of, scale)
    people, teams = _people(choice, found, scale), _teams(found, scale)
    if request.args.get("file") in sheets.MEDIA:
        return sheets.answer(request.args["file"], _("Loads"), [people, teams], choice.words()[:3])
    return render_template(
        "work/loads.html",
        choice=choice,
        scale=scale,
        people=people,
        teams=teams,
        role=desk.services().roles.title(of.role),
        next=list(_next(found, scale)),
        periods=choosing.PERIODS,
        weights=_weights(scale),
    )


def _next(found: tuple[TeamLoad, ...], scale: Scale) -> Iterator[tuple[str, tuple[advice.Advice, ...]]]:
    """Team by team, who should take the next case."""
    off = advice.away()
    for title, rows in groupby(found, key=lambda one: one.team_title):
        yield title, advice.next_in([one.load for one in rows], scale, off)[: advice.SHOWN]


def _weights(scale: Scale) -> str:
    """What a case weighs, in words."""
    told = [f"{scale.titles.get(name, name)} — {formatting.number(weight)}" for name, weight in scale.weights.items()]
    return ", ".join(told)


def _people(choice: Choice, found: tuple[TeamLoad, ...], scale: Scale) -> Table:
    columns = [Column(_("Who")), Column(_("Team"), aside=True), Column(_("Cases"), NUMBER)]
    columns += [Column(scale.titles.get(name, name).capitalize(), NUMBER) for name in scale.weights]
    columns += [Column(_("Not weighed yet"), NUMBER)] if scale.weights else []
    columns += [Column(_("In light stages"), NUMBER)] if scale.stages else []
    columns += [Column(_("Load"), NUMBER), Column(_("Free"), NUMBER), Column(_("Tasks"), NUMBER)]
    columns += [Column(_("Late tasks"), NUMBER), Column(_("Verdict"), aside=True)]
    most = max([float(one.load.weighed(scale)) for one in found] + [float(scale.most or 0) * 1.2, 1.0])
    rows = tuple(_row(choice, one, scale, most) for one in found)
    return Table("people", _("Loads"), tuple(columns), rows)


def _row(choice: Choice, one: TeamLoad, scale: Scale, longest: float) -> tuple[Cell, ...]:
    load, weighed = one.load, one.load.weighed(scale)
    plain = [held for held in load.held if held.stage is None]
    by_value = {name: sum(held.count for held in plain if held.value == name) for name in scale.weights}
    apart = sum(held.count for held in load.held if held.stage is not None)
    bar = (float(weighed) / longest, _part(scale.best, longest), _part(scale.most, longest))
    may = desk.may("task.assign") and load.cases + load.tasks
    link = url_for("reassigning.page", holder=load.account, process=choice.chosen.process) if may else None
    over = list(load.breaks(scale))
    told = " · ".join(words for words in (one.team_title, _verdict(load, scale)) if words)
    cells = [Cell(load.name, link, note=told), Cell(one.team_title), Cell(load.cases)]
    cells += [Cell(count) for count in by_value.values()]
    cells += [Cell(sum(held.count for held in plain) - sum(by_value.values()))] if scale.weights else []
    cells += [Cell(apart)] if scale.stages else []
    cells += [Cell(weighed, bar=bar, tone="late" if over else ""), Cell(load.free(scale)), Cell(load.tasks)]
    cells += [Cell(load.late, tone="late" if load.late else "")]
    return (*cells, Cell(_verdict(load, scale)))


def _part(limit: Decimal | None, longest: float) -> float | None:
    return None if limit is None else float(limit) / longest


def _verdict(load: Load, scale: Scale) -> str:
    """The load beside the norms in words."""
    over, free = list(load.breaks(scale)), load.free(scale)
    if over:
        return _("more than the norm: %(norms)s", norms=", ".join(norm.title.lower() for norm in over))
    if free is None:
        return ""
    if free >= PLENTY:
        return _("can take more: %(count)s", count=formatting.number(free))
    return _("near the best") if free >= 0 else _("more than best, within the norm")


TEAMS = (N_("Team"), N_("People"), N_("Cases"), N_("Load"), N_("Best in all"), N_("Free"), N_("Beyond the norm"))


def _teams(found: tuple[TeamLoad, ...], scale: Scale) -> Table:
    columns = tuple(Column(_(title), NUMBER if place else "text") for place, title in enumerate(TEAMS))
    rows = []
    for title, group in groupby(found, key=lambda one: one.team_title):
        people = [one.load for one in group]
        weighed = sum((load.weighed(scale) for load in people), Decimal())
        best = scale.best * len(people) if scale.best is not None else None
        over = sum(any(load.breaks(scale)) for load in people)
        free = None if best is None else best - weighed
        values = (len(people), sum(load.cases for load in people), weighed, best, free)
        rows.append((Cell(title), *(Cell(value) for value in values), Cell(over, tone="late" if over else "")))
    return Table("teams", _("Teams"), columns, tuple(rows))
