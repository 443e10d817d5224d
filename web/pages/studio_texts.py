"""Files of a draft as plain text: settings, scenarios, pages, and any other where its editor does not help."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import NotFound
from engine.studio import Change, Clash, Edit
from engine.studio.draft import OPEN
from engine.studio.store import Unfit
from engine.studio.usage import readers
from persistence.queries import studio
from web import desk, findings, messages, references
from web.auth.permissions import requires
from web.pages.studio import address

blueprint = Blueprint("studio_texts", __name__, url_prefix="/studio/<draft_id>")


@blueprint.get("/texts/<path:name>")
@requires("definitions.read")
def page(draft_id: str, name: str) -> str:
    """The text, what the checks say of it, and its earlier saves."""
    return _page(draft_id, name)


@blueprint.post("/texts/<path:name>")
@requires("definitions.edit")
def save(draft_id: str, name: str) -> Any:
    """Save the text; who comes second sees both."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    revision = request.form.get("revision", 0, type=int)
    try:
        desk.services().studio.save(desk.actor(), draft_id, [Edit(name, revision, text)])
    except Clash as clash:
        return _page(draft_id, name, text, theirs=clash.theirs), 409
    except Unfit as error:
        return _page(draft_id, name, text, problem=messages.error(error)), 422
    flash(_("Saved."))
    return redirect(url_for("studio_texts.page", draft_id=draft_id, name=name))


@blueprint.post("/bring-back/<path:name>")
@requires("definitions.edit")
def bring_back(draft_id: str, name: str) -> Any:
    """Save an earlier save again; the saves between stay in the list."""
    studio_ = desk.services().studio
    text = studio_.store.change(draft_id, name, request.form.get("earlier", 0, type=int)).text
    try:
        studio_.save(desk.actor(), draft_id, [Edit(name, request.form.get("revision", 0, type=int), text)])
    except Clash:
        flash(_("Somebody saved this file meanwhile, so nothing was brought back. Look at the newest save first."))
    else:
        flash(_("The earlier save is the newest one again; those between are still in the list."), "done")
    return redirect(address(draft_id, name))


@blueprint.post("/page-preview/<path:name>")
@requires("definitions.read")
def preview(draft_id: str, name: str) -> str:
    """The text as typed, and how a reference page of it would look; nothing is saved."""
    return _page(draft_id, name, request.form.get("text", "").replace("\r\n", "\n"))


@blueprint.post("/remove/<path:name>")
@requires("definitions.edit")
def remove(draft_id: str, name: str) -> Any:
    """Take a file away; its saves stay."""
    revision = request.form.get("revision", 0, type=int)
    desk.services().studio.save(desk.actor(), draft_id, [Edit(name, revision, None)])
    flash(_("The file was taken away: %(name)s", name=name))
    return redirect(url_for("studio.draft", draft_id=draft_id))


def _page(draft_id: str, name: str, typed: str | None = None, theirs: Change | None = None, problem: str = "") -> str:
    services, viewer = desk.services(), desk.viewer()
    draft = services.studio.draft(desk.actor(), draft_id)
    if name not in draft.files and name not in draft.latest:
        raise NotFound()
    earlier = request.args.get("revision", type=int)
    shown = services.studio.store.change(draft_id, name, earlier).text if earlier is not None else draft.files.get(name)
    text = (shown or "") if typed is None else typed
    key = name.removesuffix(".md")
    return render_template(
        "studio/text.html", draft=draft, name=name, revision=draft.revision(name), earlier=earlier,
        text=text, theirs=theirs, problem=problem,
        page=references.page(key, text) if key != name else None, beside=readers(draft.files, key),
        theirs_by=studio.name_of(viewer, theirs.by) if theirs else "",
        findings=findings.said(services.studio.judged(draft)[1], name, draft.files),
        saves=studio.saves(viewer, draft_id, name, 20),
        writable=draft.state == OPEN and desk.may("definitions.edit"),
    )  # fmt: skip
