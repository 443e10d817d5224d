"""Drafts of methods: which there are, begun and put away; one draft with its files and what the checks found."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import N_
from engine.studio import Edit
from engine.studio.draft import APPROVED, ASKED, DISCARDED, OPEN, PUBLISHED, Draft
from engine.studio.offers import offers
from engine.studio.store import Unfit
from persistence.queries import definitions, studio
from web import blank, desk, findings, messages, starters
from web.auth.permissions import requires

blueprint = Blueprint("studio", __name__, url_prefix="/studio")
LIVING = (OPEN, ASKED, APPROVED)
STATES = {
    OPEN: N_("being worked on"),
    ASKED: N_("waits for approval"),
    APPROVED: N_("approved, will be published at its time"),
    PUBLISHED: N_("published"),
    DISCARDED: N_("put away"),
}
ADDABLE = (
    ("diagram", N_("Diagram")),
    ("table", N_("Decision table")),
    ("form", N_("Form")),
    ("page", N_("Reference page")),
    ("scenario", N_("Scenario")),
)
EDITORS = (
    (".bpmn", "studio_diagrams.diagram"),
    (".dmn", "studio_diagrams.table"),
    (".form.json", "studio_forms.page"),
    ("", "studio_texts.page"),
)
"""Which page edits which files, by their ending; one more editor is one more line."""
KINDS = (
    (".bpmn", N_("Diagrams")),
    (".dmn", N_("Decision tables")),
    (".form.json", N_("Forms")),
    (".md", N_("Reference pages")),
    ("process.toml", N_("Settings")),
    ("/documents.toml", N_("Printed documents")),
    (".toml", N_("Scenarios")),
)


@blueprint.get("/")
@requires("definitions.read")
def page() -> str:
    """The drafts that live, and a way to begin one."""
    return _page({})


@blueprint.post("/begin")
@requires("definitions.edit")
def begin() -> Any:
    """A draft that begins from the version in force."""
    draft = desk.services().studio.begin(desk.actor(), request.form.get("process", ""))
    return redirect(url_for("studio.draft", draft_id=draft.id))


@blueprint.post("/begin-new")
@requires("definitions.edit")
def begin_new() -> Any:
    """A draft of a method that does not exist yet."""
    services, typed = desk.services(), {name: request.form.get(name, "").strip() for name in ("key", "title")}
    try:
        template = blank.files(services.settings.processes)
        draft = services.studio.begin_new(desk.actor(), typed["key"], typed["title"], template)
    except Unfit as error:
        return _page(typed, messages.error(error)), 422
    return redirect(url_for("studio.draft", draft_id=draft.id))


@blueprint.get("/<draft_id>")
@requires("definitions.read")
def draft(draft_id: str) -> str:
    """One draft: its files by kind, what was changed, who is at it, what the checks found."""
    services, viewer = desk.services(), desk.viewer()
    found = services.studio.draft(desk.actor(), draft_id)
    told = findings.said(services.studio.judged(found)[1], files=found.files)
    return render_template(
        "studio/draft.html", draft=found, states=STATES, groups=_groups(found), changes=dict(found.changes()),
        links={name: address(found.id, name) for name in found.files}, titles=titles_of(found), addable=ADDABLE,
        problems={each.file: each.severity for each in reversed(told)}, findings=told,
        present=studio.present(viewer, draft_id), saves=studio.saves(viewer, draft_id, most=8),
        writable=found.state == OPEN and desk.may("definitions.edit"),
    )  # fmt: skip


@blueprint.post("/<draft_id>/add")
@requires("definitions.edit")
def add(draft_id: str) -> Any:
    """A new, nearly empty file."""
    services = desk.services()
    found = services.studio.draft(desk.actor(), draft_id)
    kind, stem = request.form.get("kind", ""), request.form.get("stem", "").strip()
    name, text = starters.begun(kind, found.process, stem, services.settings.processes)
    if name in found.files:
        raise Unfit(N_("There already is a file %(name)s."), name=name)
    services.studio.save(desk.actor(), draft_id, [Edit(name, found.revision(name), text)])
    return redirect(address(draft_id, name))


@blueprint.post("/<draft_id>/discard")
@requires("definitions.edit")
def discard(draft_id: str) -> Any:
    """Put a draft away."""
    desk.services().studio.discard(desk.actor(), draft_id)
    flash(_("The draft was put away. Nothing that runs has changed."))
    return redirect(url_for("studio.page"))


def address(draft_id: str, name: str) -> str:
    """Where a file of a draft is edited."""
    editor = next(editor for ending, editor in EDITORS if name.endswith(ending))
    return url_for(editor, draft_id=draft_id, name=name)


def titles_of(found: Draft) -> dict[str, str]:
    """What people call the files, where a file says it."""
    known = offers(found.files)
    every = [*known.forms, *known.references, *known.decisions, *known.processes]
    return {named.file: named.title for named in reversed(every) if named.title}


def _groups(found: Draft) -> list[tuple[str, list[str]]]:
    """The names of the files by kind, those of a method's own family first."""
    taken: set[str] = set()
    groups = []
    for ending, title in KINDS:
        names = [name for name in found.files if name.endswith(ending) and name not in taken]
        taken.update(names)
        groups.append((_(title), names))
    return [(title, names) for title, names in groups if names]


def _page(typed: dict[str, str], problem: str = "") -> str:
    viewer = desk.viewer()
    return render_template(
        "studio/page.html",
        states=STATES,
        drafts=studio.drafts(viewer, LIVING),
        methods=definitions.in_force(viewer),
        typed=typed,
        problem=problem,
    )
