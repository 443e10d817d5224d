"""Templates of documents: taken home, replaced, tried with made-up answers, put in force, and back again."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from engine.definitions import Definition
from engine.errors import NotFound
from engine.stores import File
from forms.papers.examine import Unknown, examine
from forms.papers.index import Document
from forms.papers.merge import LARGEST, BadTemplate
from persistence.queries import definitions
from persistence.queries import templates as query
from web import desk, documents, messages, patterns, trying_papers
from web.auth.permissions import requires
from web.patterns import Pattern

blueprint = Blueprint("templates", __name__, url_prefix="/templates")
LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a template that was sent in is not taken: a sentence, or names nobody knows; and the note typed."""

    sentence: str
    unknown: tuple[Unknown, ...]
    note: str


@blueprint.get("/")
@requires("documents.edit")
def page() -> str:
    """The documents of each method, and which version of its template each is made on."""
    methods = [(row, patterns.documents(row.process)) for row in definitions.in_force(desk.viewer())]
    told = [(row, found, query.chosen(desk.viewer(), row.process)) for row, found in methods if found]
    return render_template("papers/page.html", methods=told)


@blueprint.get("/<process>/<key>")
@requires("documents.edit")
def one(process: str, key: str) -> str:
    """A document's template: its versions, and a new one to be sent in."""
    return _show(process, patterns.find(process, key))


@blueprint.post("/<process>/<key>")
@requires("documents.edit")
def send(process: str, key: str) -> Any:
    """Take a new version, when everything it speaks of is known; it is not in force yet."""
    document, note = patterns.find(process, key), request.form.get("note", "").strip()[:LONGEST_NOTE]
    content = _read(request.files.get("template"))
    refused = _judged(process, document, content, note)
    if refused:
        return _show(process, document, refused), 422
    desk.put_away()
    number = desk.services().keeper.add_template(
        (process, key), Pattern(content, 0).checksum, content, note, (desk.actor().id, desk.services().clock.now())
    )
    flash(_("Version %(number)s is kept. Look at it, then put it in force.", number=number), "done")
    return redirect(url_for("templates.one", process=process, key=key), 303)


@blueprint.post("/<process>/<key>/<int:number>/choose")
@requires("documents.edit")
def choose(process: str, key: str, number: int) -> Any:
    """Put a version in force; documents issued before keep theirs."""
    patterns.version(process, patterns.find(process, key), number)
    desk.put_away()
    desk.services().keeper.choose_template((process, key), number, (desk.actor().id, desk.services().clock.now()))
    flash(_("From now on the document is made on this version."), "done")
    return redirect(url_for("templates.one", process=process, key=key), 303)


@blueprint.get("/<process>/<key>/<int:number>.<ending>")
@requires("documents.edit")
def download(process: str, key: str, number: int, ending: str) -> Any:
    """The template itself, or (PDF) the paper it makes of made-up answers."""
    document = patterns.find(process, key)
    pattern = patterns.version(process, document, number)
    if ending == "docx":
        return _sent(File(documents.MEDIA["docx"], pattern.content), key, number, ending)
    if ending != "pdf":
        raise NotFound()
    try:
        made = trying_papers.paper(document, _definition(process), pattern.content)
    except BadTemplate as error:
        flash(messages.say(error.message), "late")
        return redirect(url_for("templates.one", process=process, key=key), 303)
    return _sent(made["pdf"], key, number, ending)


def _read(sent: FileStorage | None) -> bytes:
    """At most one byte too many."""
    if sent is None:
        return b""
    with closing(sent):
        return bytes(sent.read(LARGEST + 1))


def _sent(file: File, key: str, number: int, ending: str) -> Response:
    return documents.sent(file, f"{key}-{number}", ending)


def _judged(process: str, document: Document, content: bytes, note: str) -> Refused | None:
    definition = _definition(process)
    try:
        unknown = examine(content, trying_papers.shape(document, definition))
        if unknown:
            return Refused(_("The template speaks of what nobody is asked:"), unknown, note)
        trying_papers.paper(document, definition, content)
    except BadTemplate as error:
        return Refused(messages.say(error.message), (), note)
    return None if note else Refused(_("Say what has changed."), (), note)


def _definition(process: str) -> Definition:
    row = next((row for row in definitions.in_force(desk.viewer()) if row.process == process), None)
    if row is None:
        raise NotFound()
    return desk.services().store.definition(row.checksum)


def _show(process: str, document: Document, refused: Refused | None = None) -> str:
    definition = _definition(process)
    return render_template(
        "papers/one.html",
        process=process,
        title=definition.title,
        document=document,
        versions=query.versions(desk.viewer(), process, document.key),
        chosen=query.chosen(desk.viewer(), process).get(document.key),
        shape=trying_papers.shape(document, definition),
        titles={
            name: definition.forms[keys[0]].title
            for name, keys in document.sources.items()
            if keys[0] in definition.forms
        },
        refused=refused,
        largest=LARGEST // 1024,
    )
