"""Open cases go to another version: whom it touches, what is called otherwise, a look first, the move, the way back."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.definitions import Definition
from engine.errors import Gone, Invalid, NotFound, Refused
from engine.relocating import LOOK, Wanted
from persistence.queries import definitions, relocations
from persistence.queries.definitions import DefinitionRow
from web import desk, messages, relocation_form
from web.auth.permissions import requires
from web.relocation_form import BadLine

blueprint = Blueprint("relocating", __name__)
PLACE = "/definitions/<checksum>/move"
ONE = "/moves/<int:number>"


@blueprint.get(PLACE)
@requires("case.operate")
def page(checksum: str) -> str:
    """Where the open cases of other versions stand, and the map of names."""
    return _page(checksum)


@blueprint.post(PLACE)
@requires("case.operate")
def look(checksum: str) -> Any:
    """Look in the background what moving would meet; nothing is moved yet."""
    row = definitions.version(desk.viewer(), checksum)
    known = relocations.sources(desk.viewer(), row.process, checksum)
    sources = tuple(key for key in known if key in request.form.getlist("source"))
    try:
        renames = relocation_form.renames(request.form, _compiled(sources), _compiled([checksum])[0])
        cases = relocations.movable(desk.viewer(), row.process, checksum, sources)
        if not cases:
            return _page(checksum, [_("Choose a version that open cases come from.")]), 422
        desk.put_away()
        wanted = Wanted(LOOK, row.process, checksum, renames, sources)
        number = desk.services().relocating.begin(desk.actor(), wanted, dict.fromkeys(cases, checksum))
    except BadLine as line:
        return _page(checksum, [_(relocation_form.LINE, line=str(line))]), 422
    except Refused as refused:
        return _page(checksum, [messages.finding(found) for found in refused.findings]), 422
    return redirect(url_for("relocating.one", number=number), 303)


@blueprint.get(ONE)
@requires("case.operate")
def one(number: int) -> str:
    """How far it is, and what became of each case."""
    return _one(number)


@blueprint.post(f"{ONE}/apply")
@requires("case.operate")
def apply(number: int) -> Any:
    """Move what was looked at."""
    viewer = desk.viewer()
    wanted = relocations.progress(viewer, number).relocation.wanted
    if wanted.kind != LOOK:
        raise NotFound()
    cases = relocations.movable(viewer, wanted.process, wanted.to, wanted.sources)
    desk.put_away()
    going = dict.fromkeys(cases, wanted.to)
    return _begun(number, lambda why: desk.services().relocating.apply(desk.actor(), number, why, going))


@blueprint.post(f"{ONE}/undo")
@requires("case.operate")
def undo(number: int) -> Any:
    """Move back what was moved."""
    return _begun(number, lambda why: desk.services().relocating.undo(desk.actor(), number, why))


@blueprint.post(f"{ONE}/stop")
@requires("case.operate")
def stop(number: int) -> Any:
    """Leave the rest where it is."""
    return _turned(number, desk.services().relocating.stop)


@blueprint.post(f"{ONE}/resume")
@requires("case.operate")
def resume(number: int) -> Any:
    """Go on with the rest."""
    return _turned(number, desk.services().relocating.resume)


def _begun(number: int, begin: Any) -> Any:
    """Begun for a reason; without one nothing is."""
    desk.put_away()
    try:
        begun = begin(request.form.get("reason", ""))
    except Invalid:
        return _one(number, _("Say why.")), 422
    except Gone:
        return _one(number, _("There is nothing to move any more.")), 409
    return redirect(url_for("relocating.one", number=begun), 303)


def _turned(number: int, turn: Any) -> Any:
    desk.put_away()
    try:
        turn(number)
    except Gone:
        flash(_("It is over already."))
    return redirect(url_for("relocating.one", number=number), 303)


def _page(checksum: str, problems: Sequence[str] = ()) -> str:
    desk.put_away()
    viewer = desk.viewer()
    row = definitions.version(viewer, checksum)
    known = relocations.sources(viewer, row.process, checksum)
    numbers = dict(definitions.numbers(viewer, row.process))
    places = relocations.places(viewer, row.process, checksum)
    compiled = dict(zip(known, _compiled(list(known)), strict=True))
    return render_template(
        "relocating/page.html", row=row, sources=known, numbers=numbers, typed=request.form, problems=problems,
        standings=relocation_form.standings(places, compiled, _compiled([checksum])[0]),
        moves=relocations.moves(viewer, checksum),
    )  # fmt: skip


def _one(number: int, problem: str = "") -> str:
    viewer = desk.viewer()
    progress = relocations.progress(viewer, number)
    wanted = progress.relocation.wanted
    given = request.args.get("status", "")
    shown = [status for status in relocations.STATUSES if progress.counts.get(status)]
    status = given if given in shown else next(iter(shown), "")
    row: DefinitionRow = definitions.version(viewer, wanted.to)
    return render_template(
        "relocating/one.html", progress=progress, wanted=wanted, row=row, shown=shown, status=status,
        passengers=relocations.passengers(viewer, number, status, request.args.get("after") or None),
        undone=relocations.undone(viewer, number), said=messages.finding, problem=problem, typed=request.form,
        names=_names(wanted),
    )  # fmt: skip


def _names(wanted: Wanted) -> dict[str, str]:
    """Titles of the elements that a map names."""
    found: dict[str, str] = {}
    for definition in _compiled([*wanted.sources, wanted.to]):
        found |= {node.id: node.name for node in definition.plan.nodes.values() if node.name}
    return found


def _compiled(checksums: Sequence[str]) -> list[Definition]:
    return [desk.services().store.definition(checksum) for checksum in checksums]
