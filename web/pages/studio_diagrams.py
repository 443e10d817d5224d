"""The modeller: a diagram of a draft, drawn in the browser; the same in words where no diagram can be drawn."""

import json
from dataclasses import asdict
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for

from engine.definitions import Definition
from engine.errors import NotFound
from engine.studio.draft import OPEN, Draft
from persistence.queries import studio
from web import desk, editor_words, findings, outline, plain_tables
from web.auth.permissions import requires
from web.pages.definitions import Step, step
from web.pages.studio import address, titles_of
from web.security import EDITOR_POLICY

blueprint = Blueprint("studio_diagrams", __name__, url_prefix="/studio/<draft_id>")


@blueprint.get("/diagrams/<path:name>")
@requires("definitions.read")
def diagram(draft_id: str, name: str) -> Any:
    """A diagram in the modeller."""
    draft = desk.services().studio.draft(desk.actor(), draft_id)
    if not name.endswith(".bpmn") or name not in draft.files:
        raise NotFound()
    vocabulary = (desk.services().settings.processes / "opora.json").read_text(encoding="utf-8")
    definition, _found = desk.services().studio.judged(draft)
    return _editor(
        "studio/diagram.html", draft, name, steps=_steps(definition, name), kinds=outline.KINDS,
        vocabulary=json.loads(vocabulary), words=editor_words.diagrams(),
    )  # fmt: skip


@blueprint.get("/tables/<path:name>")
@requires("definitions.read")
def table(draft_id: str, name: str) -> Any:
    """A decision table in its editor."""
    draft = desk.services().studio.draft(desk.actor(), draft_id)
    if not name.endswith(".dmn") or name not in draft.files:
        raise NotFound()
    tables = plain_tables.plain(name, draft.files[name])
    return _editor("studio/table.html", draft, name, words=editor_words.tables(), tables=tables)


def _editor(template: str, draft: Draft, name: str, **more: Any) -> Any:
    """A page with a heavy editor: only such pages may be styled by their scripts."""
    _definition, told = desk.services().studio.judged(draft)
    earlier = request.args.get("revision", type=int)
    may = draft.state == OPEN and desk.may("definitions.edit")
    names = [each for each in draft.files if each.endswith(name[name.rindex(".") :])]
    answer = make_response(render_template(
        template, draft=draft, name=name, siblings=names, titles=titles_of(draft),
        findings=[asdict(each) for each in findings.said(told, files=draft.files)],
        said=editor_words.said(), writable=may and earlier is None,
        may_return=may, earlier=earlier, saves=studio.saves(desk.viewer(), draft.id, name, 20),
        places={
            "file": url_for("studio_files.save", draft_id=draft.id, name=name, revision=earlier),
            "here": url_for("studio_files.here", draft_id=draft.id),
            "ask": url_for("studio_asking.ask", draft_id=draft.id),
            "offers": url_for("studio_asking.offered", draft_id=draft.id),
            "proof": url_for("studio_asking.proof", draft_id=draft.id),
            "home": url_for("studio.draft", draft_id=draft.id),
        }, addresses={each: address(draft.id, each) for each in draft.files}, **more,
    ))  # fmt: skip
    answer.headers["Content-Security-Policy"] = EDITOR_POLICY
    return answer


def _steps(definition: Definition | None, name: str) -> list[Step]:
    """The elements of the file in words; none while the draft does not compile."""
    if definition is None:
        return []
    plan = definition.plan
    scopes = [key for key, scope in plan.scopes.items() if scope.file == name]
    return [step(node, definition) for key in scopes for node in outline.drawn(plan, key) if node.name]
