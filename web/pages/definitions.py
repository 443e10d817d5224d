"""Deployed diagrams: drawn, and as an outline with role, form, deadline and source of every step."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import Markup

from engine.definitions import Definition
from engine.errors import NotFound
from engine.kernel.plan import Node
from engine.studio import packing
from engine.studio.draft import APPROVED, ASKED, OPEN
from persistence.queries import definitions, studio
from web import desk, explain, outline, references, sheet
from web.auth.permissions import requires
from web.sheet import Filling, Sheet

blueprint = Blueprint("definitions", __name__, url_prefix="/definitions")


@dataclass(frozen=True, slots=True)
class Step:
    """An element of a diagram in words."""

    node: Node
    deadline: str
    form: str
    rules: list[tuple[str, str]]


@blueprint.get("/")
@requires("definitions.read")
def page() -> str:
    """Every published version, by process: who wrote it, who approved it, and why."""
    viewer = desk.viewer()
    trails = {found.checksum: found for found in reversed(studio.publications(viewer))}
    living = studio.drafts(viewer, (OPEN, ASKED, APPROVED))
    return render_template("definitions/page.html", versions=definitions.versions(viewer), trails=trails, drafts=living)


@blueprint.get("/export.zip")
@requires("definitions.read")
def export_all() -> Response:
    """Everything in force, as a folder."""
    viewer = desk.viewer()
    found = {row.process: definitions.files(viewer, row.checksum) for row in definitions.in_force(viewer)}
    return attached("definitions", found)


@blueprint.get("/<checksum>/export.zip")
@requires("definitions.read")
def export(checksum: str) -> Response:
    """One version, as a folder."""
    row = definitions.version(desk.viewer(), checksum)
    return attached(f"{row.process}-{row.number}", {row.process: definitions.files(desk.viewer(), checksum)})


def attached(name: str, families: Mapping[str, Mapping[str, str]]) -> Response:
    """Families as an archive to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
    return Response(packing.pack(families), mimetype="application/zip", headers=headers)


@blueprint.get("/<checksum>")
@requires("definitions.read")
def version(checksum: str) -> str:
    """One version: a diagram at a time, its elements below."""
    row = definitions.version(desk.viewer(), checksum)
    definition = desk.services().store.definition(checksum)
    plan = definition.plan
    scope = request.args.get("stage") or plan.root
    if scope not in plan.scopes:
        raise NotFound()
    inner = outline.stage_links(plan, scope)
    viewer = desk.viewer()
    trail = next((one for one in studio.publications(viewer, row.process) if one.checksum == checksum), None)
    links = {key: url_for("definitions.version", checksum=checksum, stage=stage) for key, stage in inner.items()}
    return render_template(
        "definitions/version.html",
        row=row,
        trail=trail,
        older=definitions.open_elsewhere(viewer, row) if row.current else 0,
        definition=definition,
        scope=plan.scopes[scope],
        root=plan.root,
        inner=inner,
        marks={"marks": {}, "links": links},
        steps=[step(node, definition) for node in outline.drawn(plan, scope)],
        kinds=outline.KINDS,
    )


@blueprint.get("/<checksum>/diagrams/<path:name>")
@requires("definitions.read")
def drawing(checksum: str, name: str) -> Response:
    """A diagram's file."""
    definitions.version(desk.viewer(), checksum)
    files = desk.services().diagrams(checksum)
    if name not in files:
        raise NotFound()
    return Response(files[name], mimetype="application/xml", headers={"Cache-Control": "private, max-age=3600"})


@blueprint.get("/<checksum>/forms/<path:key>")
@requires("definitions.read")
def form(checksum: str, key: str) -> str:
    """A form as people will see it, empty."""
    row = definitions.version(desk.viewer(), checksum)
    definition = desk.services().store.definition(checksum)
    if key not in definition.forms:
        raise NotFound()
    shown: Sheet = sheet.build(definition.forms[key], Filling(), desk.now())
    return render_template("definitions/form.html", row=row, sheet=shown)


@blueprint.get("/<checksum>/references/<path:key>")
@requires("case.read")
def reference(checksum: str, key: str) -> str:
    """A reference page by itself."""
    definition = desk.services().store.definition(checksum)
    if key not in definition.references:
        raise NotFound()
    shown = references.page(key, definition.references[key])
    text: Markup = references.html(shown.text)
    return render_template("definitions/reference.html", definition=definition, reference=shown, text=text)


def step(node: Node, definition: Definition) -> Step:
    """An element in words."""
    rule = node.task.deadline if node.task else None
    found = definition.form_of(node)
    words = explain.rule_words(rule, definition) if rule else ""
    return Step(node, words, found.title if found else "", references.rules(node, definition))
