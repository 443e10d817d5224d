"""Files of a draft, for the editors: read, saved with the revision one saw, judged; who else is here.

GET  /studio/<id>/files/<name>   → {name, revision, text, state}; ?revision=N an earlier save
POST the same, {revision, text}  → {revision, at, findings}; 409 {error, theirs: {revision, who, at, text}}
POST /studio/<id>/here, {name}   → {others: [{who, name}], revision}: said every 20 seconds while a file is open
"""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _

from engine.studio import Clash, Closed, Draft, Edit
from engine.studio.store import Unfit
from persistence.queries import studio
from web import desk, findings, formatting, messages
from web.auth.permissions import requires

blueprint = Blueprint("studio_files", __name__, url_prefix="/studio/<draft_id>")


@blueprint.get("/files/<path:name>")
@requires("definitions.read")
def read(draft_id: str, name: str) -> Response:
    """A file as it stands, or as it was saved once; a file that is not there yet is empty."""
    services = desk.services()
    draft = services.studio.draft(desk.actor(), draft_id)
    wanted = request.args.get("revision", type=int)
    if wanted is None:
        return jsonify(name=name, revision=draft.revision(name), text=draft.files.get(name), state=draft.state)
    saved = services.studio.store.change(draft_id, name, wanted)
    return jsonify(name=name, revision=saved.revision, text=saved.text, state=draft.state)


@blueprint.post("/files/<path:name>")
@requires("definitions.edit")
def save(draft_id: str, name: str) -> Any:
    """Save a file, or take it away where `text` is null."""
    given = desk.told()
    text, revision = given.get("text"), given.get("revision")
    if not (text is None or isinstance(text, str)) or not isinstance(revision, int) or isinstance(revision, bool):
        return _refused(_("This form cannot be accepted"), 400)
    services = desk.services()
    try:
        services.studio.save(desk.actor(), draft_id, [Edit(name, revision, text)])
    except Clash as clash:
        theirs = clash.theirs
        told = {"revision": theirs.revision, "text": theirs.text, "who": studio.name_of(desk.viewer(), theirs.by),
                "at": formatting.stamp(desk.calendar().local(theirs.at))}  # fmt: skip
        return jsonify(error=messages.error(clash), theirs=told), 409
    except Closed as closed:
        return _refused(messages.error(closed), 423)
    except Unfit as unfit:
        return _refused(messages.error(unfit), 422)
    draft = services.studio.draft(desk.actor(), draft_id)
    return jsonify(revision=draft.revision(name), at=desk.now().strftime("%H:%M"), findings=_findings(draft))


@blueprint.get("/findings")
@requires("definitions.read")
def judged(draft_id: str) -> Response:
    """Everything the checks find in the draft."""
    return jsonify(findings=_findings(desk.services().studio.draft(desk.actor(), draft_id)))


@blueprint.post("/here")
@requires("definitions.edit")
def here(draft_id: str) -> Response:
    """I am at this file; who else is at the draft, and the file's newest revision."""
    services, given = desk.services(), desk.told()
    name = str(given.get("name", ""))
    draft = services.studio.attend(desk.actor(), draft_id, name)
    others = [{"who": found.account_name, "name": found.name} for found in studio.present(desk.viewer(), draft_id)]
    return jsonify(others=others, revision=draft.revision(name), state=draft.state)


def _findings(draft: Draft) -> list[dict[str, str]]:
    _definition, found = desk.services().studio.judged(draft)
    return [
        {"file": each.file, "element": each.element, "code": each.code, "severity": each.severity,
         "sentence": each.sentence, "name": each.name} for each in findings.said(found, files=draft.files)
    ]  # fmt: skip


def _refused(sentence: str, code: int) -> Any:
    return jsonify(error=sentence), code
