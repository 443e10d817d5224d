"""Norms of the methods watched: numbers, limits, who is in breach since when, and the cases behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, render_template, request
from flask_babel import format_decimal
from flask_babel import gettext as _

from engine import norms
from engine.errors import N_
from engine.norms import Norm, Reading
from persistence.queries import definitions
from persistence.queries import norms as queries
from persistence.queries.definitions import DefinitionRow
from web import desk
from web.auth.permissions import requires

blueprint = Blueprint("norms", __name__, url_prefix="/deadlines/norms")

UNITS = {
    "cases": N_("cases"),
    "days": N_("days"),
    "months": N_("months"),
    "hours": N_("hours"),
    "times": N_("times"),
    "roubles": N_("roubles"),
}


@dataclass(frozen=True, slots=True)
class Method:
    """A process and what its norms read."""

    row: DefinitionRow
    readings: tuple[Reading, ...]


@blueprint.get("/")
@requires("deadlines.read")
def page() -> str:
    """Every norm of every process in force, within reach."""
    teams = desk.my_teams()
    wanted = request.args.get("team")
    team = wanted if wanted in {one.key for one in teams} else None
    return render_template(
        "deadlines/norms.html",
        methods=list(_methods(team)),
        teams=teams,
        team=team,
        units=UNITS,
        limits=limits,
        number=number,
    )


def limits(norm: Norm) -> str:
    """A norm's limits in words: "10 to 15 cases, best 12"."""
    unit, least, most = _(UNITS.get(norm.unit, norm.unit)), norm.least, norm.most
    if least is not None and most is not None:
        told = _("%(least)s to %(most)s (%(unit)s)", least=number(least), most=number(most), unit=unit)
    elif most is not None:
        told = _("at most %(most)s (%(unit)s)", most=number(most), unit=unit)
    else:
        told = _("at least %(least)s (%(unit)s)", least=number(least or Decimal(0)), unit=unit)
    return _("%(limits)s, best %(best)s", limits=told, best=number(norm.best)) if norm.best is not None else told


def number(value: Decimal) -> str:
    """A number in the page's language."""
    return format_decimal(value)


def _methods(team: str | None) -> Iterator[Method]:
    viewer = desk.viewer()
    for row in definitions.current(viewer):
        settings = desk.services().store.definition(row.checksum).settings
        found = norms.of(settings)
        if found:
            watched = norms.watched(settings)
            cases, people = queries.cases(viewer, row.process, watched, team), queries.people(viewer, watched, team)
            yield Method(row, tuple(norms.read(norm, cases, viewer.now, people) for norm in found))
