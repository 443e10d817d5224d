"""The scenarios of a draft: which go as they say, and which elements, flows and exits nobody has walked yet."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from engine.errors import OporaError
from engine.kernel.plan import Plan
from engine.studio import coverage
from engine.studio.coverage import Covered
from web import desk, findings, messages, outline
from web.auth.permissions import requires

blueprint = Blueprint("studio_coverage", __name__, url_prefix="/studio/<draft_id>/coverage")


@blueprint.get("")
@requires("definitions.read")
def page(draft_id: str) -> str:
    """The report of all scenarios, the exits, and one diagram with what is covered of it."""
    services = desk.services()
    draft = services.studio.draft(desk.actor(), draft_id)
    definition, found = services.studio.judged(draft)
    if definition is None:
        return render_template("studio/coverage.html", draft=draft, broken=findings.said(found))
    walks = services.publishing.walked(draft, definition)
    every = coverage.coverage(definition, walks)
    shown = next((one for one in every if one.scope.key == request.args.get("scope")), every[0])
    return render_template(
        "studio/coverage.html", draft=draft, every=every, shown=shown, kinds=outline.KINDS,
        walks=[(walk, _said(walk.problem)) for walk in walks], exits=coverage.exits(definition, walks),
        source=url_for("studio_trying.drawing", draft_id=draft.id, name=shown.scope.file),
        marks=_marks(definition.plan, shown, draft.id),
    )  # fmt: skip


def _marks(plan: Plan, shown: Covered, draft_id: str) -> dict[str, Any]:
    """What is uncovered, and on every element by how many scenarios it is covered."""
    missed = [node.id for node in shown.missed] + [way.id for way in shown.ways]
    heat = {key: {"level": 0, "text": str(count)} for key, count in shown.counts.items() if key in plan.nodes}
    stages = outline.stage_links(plan, shown.scope.key)
    links = {node: url_for("studio_coverage.page", draft_id=draft_id, scope=scope) for node, scope in stages.items()}
    return {"marks": {"uncovered": missed, "heat": heat}, "links": links}


def _said(problem: OporaError | LookupError | None) -> str:
    return messages.error(problem) if isinstance(problem, OporaError) else str(problem or "")
