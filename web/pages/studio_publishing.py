"""From a draft to a version: what changes, the checks, the scenarios, a note, and a second person's approval."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.comparison import compare
from engine.definitions import Definition
from engine.errors import N_, OporaError, Refused
from engine.studio import Draft, Wanted, packing
from engine.studio.request import Behind
from engine.studio.store import Unfit
from engine.studio.walking import Walked
from forms.kinds.dates import read_moment
from forms.messages import BadAnswer
from persistence.queries import people, studio
from web import comparing, desk, findings, messages, presenting
from web.auth.permissions import requires
from web.comparing import Names
from web.pages.definitions import attached

blueprint = Blueprint("studio_publishing", __name__, url_prefix="/studio")


@dataclass(frozen=True, slots=True)
class Gone:
    """A scenario walked, and in words why it went astray."""

    name: str
    title: str
    problem: str


@blueprint.get("/<draft_id>/publish")
@requires("definitions.read")
def page(draft_id: str) -> str:
    """What would be published, and where its publication stands."""
    return _page(draft_id)


@blueprint.post("/<draft_id>/publish")
@requires("definitions.edit")
def ask(draft_id: str) -> Any:
    """Ask a second person for approval."""
    typed = {"note": request.form.get("note", ""), "due": request.form.get("due", "").strip()}
    try:
        wanted = Wanted(typed["note"], _due(typed["due"]), request.form.getlist("astray"))
        desk.services().publishing.ask(desk.actor(), draft_id, wanted)
    except (Unfit, Behind, Refused) as error:
        return _page(draft_id, typed, messages.error(error)), 422
    flash(_("Approval was asked for. The draft rests until it is decided."))
    return redirect(url_for("studio_publishing.page", draft_id=draft_id))


@blueprint.post("/<draft_id>/take-back")
@requires("definitions.edit")
def take_back(draft_id: str) -> Any:
    """Go on with the draft."""
    desk.services().publishing.take_back(desk.actor(), draft_id)
    flash(_("The draft can be changed again."))
    return redirect(url_for("studio_publishing.page", draft_id=draft_id))


@blueprint.post("/<draft_id>/send-back")
@requires("definitions.approve")
def send_back(draft_id: str) -> Any:
    """Decline with a remark."""
    try:
        desk.services().publishing.send_back(desk.actor(), draft_id, request.form.get("remark", ""))
    except Unfit as error:
        return _page(draft_id, {}, messages.error(error)), 422
    flash(_("The draft went back with your remark."))
    return redirect(url_for("studio_publishing.page", draft_id=draft_id))


@blueprint.post("/<draft_id>/approve")
@requires("definitions.approve")
def approve(draft_id: str) -> Any:
    """Approve another person's work."""
    definition = desk.services().publishing.approve(desk.actor(), draft_id)
    if definition is None:
        flash(_("Approved. It will be published at its time."))
        return redirect(url_for("studio_publishing.page", draft_id=draft_id))
    flash(_("Published: new cases open under this version, open ones go on under theirs."))
    return redirect(url_for("definitions.version", checksum=definition.checksum))


@blueprint.post("/<draft_id>/carry-over")
@requires("definitions.edit")
def carry_over(draft_id: str) -> Any:
    """Let the draft begin from the version in force."""
    desk.services().publishing.carry_over(desk.actor(), draft_id, request.form.getlist("mine"))
    flash(_("The draft now begins from the version in force."))
    return redirect(url_for("studio_publishing.page", draft_id=draft_id))


@blueprint.get("/<draft_id>/export.zip")
@requires("definitions.read")
def export(draft_id: str) -> Response:
    """The draft as a folder."""
    draft = desk.services().studio.draft(desk.actor(), draft_id)
    return attached(f"{draft.process}-draft", {draft.process: draft.files})


@blueprint.post("/import")
@requires("definitions.edit")
def bring_in() -> Any:
    """A draft for every method of an archive."""
    sent = request.files.get("archive")
    services = desk.services()
    families = packing.unpack(sent.read() if sent else b"")
    drafts = services.studio.bring_in(desk.actor(), families)
    flash(_("Taken in as drafts: %(titles)s. Nothing is published yet.", titles=", ".join(d.title for d in drafts)))
    return redirect(url_for("studio.page"))


def _due(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return read_moment(text, desk.now())
    except BadAnswer:
        raise Unfit(N_("Write the moment as 31.12.2026 18:00.")) from None


def _page(draft_id: str, typed: dict[str, str] | None = None, problem: str = "") -> str:
    services, viewer = desk.services(), desk.viewer()
    draft = services.studio.draft(desk.actor(), draft_id)
    definition, told = services.studio.judged(draft)
    asked = services.studio.store.request(draft_id)
    behind = services.publishing.is_behind(draft)
    own = asked is not None and desk.actor().id in {asked.asked_by, *draft.authors}
    names = {account.id: account.name for account in people.everybody(viewer.reader)}
    return render_template(
        "studio/publish.html",
        comparing=comparing, areas=comparing.told(compare(draft.origin, draft.files), Names(presenting.role_title)),
        draft=draft, changes=list(draft.changes()), saves=_latest(draft, names),
        findings=findings.said(told, files=draft.files),
        walks=_walks(draft, definition), asked=asked, names=names, own=own, behind=behind,
        clashes=services.publishing.clashes(draft) if behind else {}, typed=typed or {}, problem=problem,
        publications=studio.publications(viewer, draft.process, most=3),
    )  # fmt: skip


def _latest(draft: Draft, names: dict[str, str]) -> dict[str, tuple[str, datetime]]:
    """Who saved each file last, and when."""
    return {name: (names.get(change.by, ""), change.at) for name, change in draft.latest.items()}


def _walks(draft: Draft, definition: Definition | None) -> list[Gone]:
    if definition is None:
        return []
    return [_gone(walked) for walked in desk.services().publishing.walked(draft, definition)]


def _gone(walked: Walked) -> Gone:
    if walked.problem is None:
        return Gone(walked.name, walked.title, "")
    problem = walked.problem
    return Gone(walked.name, walked.title, messages.error(problem) if isinstance(problem, OporaError) else str(problem))
