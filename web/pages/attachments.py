"""Files beside a case: laid there, looked at without running anything in them, taken away with a reason."""

import io
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from engine.errors import Invalid
from engine.stores import File
from engine.talk import PERMISSION, Attachment
from persistence.queries import case_page, talk
from persistence.queries.talk import FileRow
from web import desk, messages, uploads
from web.auth.permissions import requires

blueprint = Blueprint("attachments", __name__, url_prefix="/cases/<case_id>/files")
STILL = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
"""For a file shown in a page: nothing in it may run or ask for anything."""
MOST_NOTE = 500


@blueprint.post("")
@requires(PERMISSION)
def add(case_id: str) -> Any:
    """Lay one or several files beside the case or a task."""
    case_page.head(desk.viewer(), case_id, PERMISSION)
    token = request.form.get("task", "")
    here = int(token) if token.isdecimal() and len(token) < 10 else None
    sent = [one for one in request.files.getlist("file") if one.filename]
    allowed = uploads.limits()
    desk.put_away()
    kept = 0
    for number, one in enumerate(sent):
        found = uploads.take(one, allowed.kinds)
        if found is None:
            wrong = _("%(name)s was not taken: choose %(kinds)s of at most %(most)s MB.", name=one.filename,
                      kinds=", ".join(allowed.kinds), most=allowed.megabytes)  # fmt: skip
            flash(wrong, "late")
            continue
        command = request.form.get("command")
        attachment = Attachment(
            uploads.name(one, found[0]), found[1], request.form.get("note", "").strip()[:MOST_NOTE], here,
            f"{command}-{number}" if command else None,
        )  # fmt: skip
        desk.services().talk.attach(desk.actor(), case_id, attachment)
        kept += 1
    if kept:
        flash(_("The file is there.") if kept == 1 else _("The files are there."), "done")
    elif not sent:
        flash(_("Choose a file first."), "late")
    return redirect(url_for("talk.page", case_id=case_id, task=here, _anchor="files"), 303)


@blueprint.get("/<int:seq>")
@requires("case.read")
def look(case_id: str, seq: int) -> str:
    """A page with a picture or a PDF in it; of other files, what they are."""
    head = case_page.head(desk.viewer(), case_id)
    row, _file = talk.attached_at(desk.viewer(), desk.services().vault, head, seq)
    shows = "image" if row.media in uploads.IMAGES else "pdf" if row.media == "application/pdf" else ""
    return render_template("cases/file.html", head=head, row=row, shows=shows)


@blueprint.get("/<int:seq>/content")
@requires("case.read")
def content(case_id: str, seq: int) -> Response:
    """The file itself: shown where that is safe, else downloaded."""
    head = case_page.head(desk.viewer(), case_id)
    row, file = talk.attached_at(desk.viewer(), desk.services().vault, head, seq)
    return _sent(row, file, "download" not in request.args)


@blueprint.post("/<int:seq>/remove")
@requires(PERMISSION)
def remove(case_id: str, seq: int) -> Any:
    """Take a file away and say why; the history keeps that it was there."""
    head = case_page.head(desk.viewer(), case_id, PERMISSION)
    talk.attached_at(desk.viewer(), desk.services().vault, head, seq)
    desk.put_away()
    try:
        desk.services().talk.remove_file(desk.actor(), case_id, seq, request.form.get("reason", "").strip())
    except Invalid as error:
        told = [messages.say(message) for found in error.errors.values() for message in found]
        flash(" ".join(told), "late")
        return redirect(url_for("talk.page", case_id=case_id, _anchor=f"file-{seq}"), 303)
    flash(_("The file is taken away; the history keeps it."), "done")
    return redirect(url_for("talk.page", case_id=case_id, _anchor="files"), 303)


def _sent(row: FileRow, file: File, shown: bool) -> Response:
    safe = file.media in uploads.IMAGES or file.media == "application/pdf"
    answer = send_file(
        io.BytesIO(file.content), mimetype=file.media, as_attachment=not (shown and safe), download_name=row.name
    )
    answer.headers["Content-Security-Policy"] = STILL
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
