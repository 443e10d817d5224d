"""The form editor: a form of a draft piece by piece, saved with every change, with what is wrong and who uses it.

Every button is a plain post of the whole panel, so what was typed is saved before the button does its work.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import NotFound
from engine.studio import Change, Clash, Edit
from engine.studio.draft import OPEN, Draft
from engine.studio.store import Unfit
from engine.studio.usage import missing, own, steps, uses
from forms import editing, writing
from persistence.queries import studio
from web import desk, form_helps, form_pieces, form_reading, form_words, messages
from web.auth.permissions import requires
from web.form_templates import spoken

blueprint = Blueprint("studio_forms", __name__, url_prefix="/studio/<draft_id>/forms")
ENDING = ".form.json"
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """What the page is about: a form of a draft, and the piece that is looked at."""

    draft: Draft
    name: str
    address: str

    @property
    def key(self) -> str:
        return self.name.removesuffix(ENDING)

    @property
    def text(self) -> str:
        return self.draft.files[self.name]

    @property
    def revision(self) -> int:
        return self.draft.revision(self.name)


@blueprint.get("/<path:name>")
@requires("definitions.read")
def page(draft_id: str, name: str) -> Any:
    """The form and one of its pieces."""
    place = _place(draft_id, name, request.args.get("at", ""))
    raw = form_helps.read(name, place.text)
    if raw is None:
        flash(_("This form cannot be read piece by piece. Here it is as text."))
        return redirect(url_for("studio_texts.page", draft_id=draft_id, name=name))
    return _page(place, raw)


@blueprint.post("/<path:name>")
@requires("definitions.edit")
def change(draft_id: str, name: str) -> Any:
    """Save what the panel holds, then do what the button says."""
    place = _place(draft_id, name, request.form.get("at", ""))
    act, _colon, about = request.form.get("_act", "save").partition(":")
    revision = request.form.get("revision", -1, type=int)
    raw = form_helps.read(name, place.text)
    if raw is None or revision != place.revision:
        return _clash(place, raw)
    if act in ("undo", "redo"):
        return _wound(place, -1 if act == "undo" else 1)
    try:
        at = _changed(raw, place, act, about)
        return _saved(place, raw, at)
    except Clash:
        return _clash(_place(draft_id, name, place.address), form_helps.read(name, place.text))
    except Unfit as error:
        return _page(place, raw, problem=messages.error(error)), 422


def _changed(raw: Raw, place: Place, act: str, about: str) -> str:
    """The form after the panel and the button; the address to look at next. Raises NotFound."""
    try:
        form_pieces.apply(raw, place.address, request.form)
        if act == "remove":
            _tell_users(place, editing.piece(raw, about))
        return ACTS[act](raw, about, place.address) if act in ACTS else place.address
    except (KeyError, IndexError, ValueError):
        raise NotFound() from None


def _saved(place: Place, raw: Raw, at: str) -> Any:
    """Write the form where it became another one."""
    if raw != form_helps.read(place.name, place.text):
        edit = Edit(place.name, place.revision, writing.text(raw))
        desk.services().studio.save(desk.actor(), place.draft.id, [edit])
        return redirect(_address(place, at), 303)
    return redirect(_address(place, at, request.form.get("back"), request.form.get("top")), 303)


def _wound(place: Place, by: int) -> Any:
    """One save back, or forward again: the earlier text becomes the newest save."""
    back = request.form.get("back", place.revision, type=int)
    top = request.form.get("top", place.revision, type=int)
    wanted = desk.services().studio.store.change(place.draft.id, place.name, back + by)
    if back + by > top or wanted.text is None:
        raise NotFound()
    desk.services().studio.save(desk.actor(), place.draft.id, [Edit(place.name, place.revision, wanted.text)])
    return redirect(_address(place, place.address, str(back + by), str(top)), 303)


def _clash(place: Place, raw: Raw | None) -> Any:
    """Somebody saved before: his form, with what was typed here in its piece, to be saved once more or not."""
    theirs = place.draft.latest.get(place.name)
    seen = {key: request.form.get(f"seen-{key}", "") for key in ("name", "title")}
    at = editing.find(raw, seen, place.address) if raw else None
    if raw is None or at is None:
        typed = {"kind": request.form.get("p-kind", "line"), "fields": []}
        holder: Raw = {"sections": [{"fields": [typed]}]}
        form_pieces.apply(holder, "s0.f0", request.form)
        return _page(Place(place.draft, place.name, ""), raw or {}, theirs=theirs, stray=writing.text(typed)), 409
    form_pieces.apply(raw, at, request.form)
    return _page(Place(place.draft, place.name, at), raw, theirs=theirs), 409


def _tell_users(place: Place, piece: Raw) -> None:
    """Say what leans on a field that goes."""
    name = str(piece.get("name", ""))
    leaning = [use.title for use in uses(place.draft.files, place.key) if use.field == name]
    leaning += [paper for paper, names in _papers(place) if name in names]
    if leaning:
        flash(_("“%(name)s” was taken away. It was used here: %(places)s.", name=piece.get("label") or name,
                places="; ".join(dict.fromkeys(leaning))))  # fmt: skip


def _place(draft_id: str, name: str, address: str) -> Place:
    draft = desk.services().studio.draft(desk.actor(), draft_id)
    if name not in draft.files or not name.endswith(ENDING):
        raise NotFound()
    return Place(draft, name, address)


def _address(place: Place, at: str, back: str | None = None, top: str | None = None) -> str:
    wound = bool(back and top)
    return url_for("studio_forms.page", draft_id=place.draft.id, name=place.name, at=at or None,
                   back=back if wound else None, top=top if wound else None)  # fmt: skip


def _page(place: Place, raw: Raw, theirs: Change | None = None, **more: str) -> str:
    """The whole page."""
    viewer, text = desk.viewer(), writing.text(raw)
    try:
        piece = editing.piece(raw, place.address)
    except KeyError:
        place, piece = Place(place.draft, place.name, ""), raw
    wrong = form_reading.problems(place.key, text)
    what = editing.kind_of(place.address)
    leaning = uses(place.draft.files, place.key)
    lost = [_(form_reading.LOST) % {"name": use.field, "where": use.title}
            for use in missing(place.draft.files, place.key)]  # fmt: skip
    return render_template(
        "studio/form/page.html", draft=place.draft, name=place.name, key=place.key, at=place.address, piece=piece,
        what=what, raw=raw, attributes=form_pieces.attributes(piece, what), values=form_pieces.shown(piece, what),
        strangers=form_pieces.strangers(piece, what), parts=form_words.PARTS, kinds=form_words.KINDS,
        lines=list(form_reading.lines(raw, wrong)), wrong=wrong, lost=lost, steps=steps(place.draft.files, place.key),
        leaning=form_reading.by_name(leaning), papers=_papers(place), own=list(own(raw, str(piece.get("name", "")))),
        condition=form_reading.condition(raw, place.address), helps=_helps(place, raw, piece),
        revision=place.revision, wound=_wind(place), theirs=theirs,
        theirs_by=studio.name_of(viewer, theirs.by) if theirs else "",
        writable=place.draft.state == OPEN and desk.may("definitions.edit"), roles=desk.services().roles, **more,
    )  # fmt: skip


def _wind(place: Place) -> dict[str, int | bool]:
    """Where undo stands, and whether there is anything before and behind it."""
    back = request.args.get("back", place.revision, type=int)
    top = request.args.get("top", place.revision, type=int)
    first = 0 if place.name in place.draft.origin else 1
    return {"back": back, "top": top, "before": back > first, "behind": back < top}


def _helps(place: Place, raw: Raw, piece: Raw) -> dict[str, Any]:
    """What can be chosen from, as far as the piece asks for it."""
    files, what = place.draft.files, editing.kind_of(place.address)
    known = form_pieces.attributes(piece, what)
    told: dict[str, Any] = {
        "conditions": form_helps.conditions(raw, place.address) if what in ("field", "rule") else []
    }
    if "prefill" in known or "of" in known:
        told["sources"] = form_helps.sources(files, place.key, piece)
    if "export" in known or "prefill" in known:
        told["exports"] = form_helps.exports(files)
    if "seat" in known:
        told["seats"] = form_helps.seats(files)
    if "references" in known:
        told["references"] = [found.removesuffix(".md") for found in files if found.endswith(".md")]
    if what == "rule":
        told["names"] = [
            (str(f.get("name")), str(f.get("label"))) for at, f in editing.fields(raw) if at.count(".") == 1
        ]
    return told


def _papers(place: Place) -> list[tuple[str, frozenset[str]]]:
    return spoken(place.draft.process, place.key)


def _option(raw: Raw, about: str, at: str, by: int) -> str:
    """An option moved by one, or taken away where `by` is 0."""
    options, number = editing.piece(raw, at)["options"], int(about)
    found = options.pop(number)
    if by:
        options.insert(max(number + by, 0), found)
    return at


def _dropped(raw: Raw, about: str, at: str) -> str:
    editing.piece(raw, at).pop(about)
    return at


def _shown(raw: Raw, about: str, _at: str) -> str:
    editing.piece(raw, about)
    return about


ACTS: dict[str, Callable[[Raw, str, str], str]] = {
    "go": _shown,
    "up": lambda raw, about, _at: editing.move(raw, about, -1),
    "down": lambda raw, about, _at: editing.move(raw, about, 1),
    "copy": lambda raw, about, _at: editing.copy(raw, about),
    "remove": lambda raw, about, _at: editing.remove(raw, about),
    "add": lambda raw, about, _at: editing.add(raw, about, request.form.get("new-kind", "line")),
    "add-beside": lambda raw, about, _at: editing.add(raw, about, request.form.get("new-kind-2", "line")),
    "add-section": lambda raw, _about, _at: editing.add(raw, "", "section"),
    "add-rule": lambda raw, _about, _at: editing.add(raw, "", "rule"),
    "option-up": lambda raw, about, at: _option(raw, about, at, -1),
    "option-down": lambda raw, about, at: _option(raw, about, at, 1),
    "option-remove": lambda raw, about, at: _option(raw, about, at, 0),
    "drop": _dropped,
}
