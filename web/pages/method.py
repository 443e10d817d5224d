"""A published version as a whole: its service blueprint, its diagrams in words, its rules and what keeps them."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask_babel import gettext as _

from engine import order, simulation, traceability
from engine.blueprint import client, draw
from engine.definitions import Definition
from engine.kernel.plan import Flow, Node, Scope
from engine.simulation import Scenario
from persistence.queries import definitions
from web import desk, explain, outline, references
from web.auth.permissions import requires

blueprint = Blueprint("method", __name__, url_prefix="/definitions/<checksum>")


@dataclass(frozen=True, slots=True)
class Told:
    """An element in words, and where the flow goes from it."""

    node: Node
    form: str
    deadline: str
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A diagram in words."""

    scope: Scope
    steps: tuple[Told, ...]


@blueprint.get("/blueprint", endpoint="blueprint")
@requires("definitions.read")
def service(checksum: str) -> str:
    """What clients and staff do, before and behind the line of visibility, stage by stage."""
    row = definitions.version(desk.viewer(), checksum)
    definition = desk.services().store.definition(checksum)
    who, whose = client(definition, (_("the family"), _("of the family")))
    return render_template("definitions/blueprint.html", row=row, columns=draw(definition), who=who, whose=whose)


@blueprint.get("/words")
@requires("definitions.read")
def words(checksum: str) -> str:
    """Every diagram as a list, for screen readers and paper."""
    row = definitions.version(desk.viewer(), checksum)
    definition = desk.services().store.definition(checksum)
    scopes = order.diagrams(definition.plan)
    return render_template(
        "definitions/words.html",
        row=row,
        definition=definition,
        scopes=scopes,
        chapters=[_chapter(definition, key) for key in scopes],
        kinds=outline.KINDS,
    )


@blueprint.get("/rules")
@requires("definitions.read")
def rules(checksum: str) -> str:
    """Every rule of the source: the steps, forms, pages, deadlines and scenarios that name its code."""
    row = definitions.version(desk.viewer(), checksum)
    definition = desk.services().store.definition(checksum)
    return render_template(
        "definitions/rules.html",
        row=row,
        definition=definition,
        traces=traceability.trace(definition, _scenarios(checksum)),
        page=references.page,
        diagram=order.diagram,
        promised=explain.rule_words,
    )


def _scenarios(checksum: str) -> list[Scenario]:
    """The scenarios that were published with the version."""
    files = definitions.files(desk.viewer(), checksum)
    return [simulation.parse(text) for name, text in sorted(files.items()) if name.startswith("scenarios/")]


def _chapter(definition: Definition, key: str) -> Chapter:
    plan = definition.plan
    return Chapter(plan.scopes[key], tuple(_told(definition, node) for node in order.drawn(plan, key)))


def _told(definition: Definition, node: Node) -> Told:
    rule = node.task.deadline if node.task else None
    form = definition.form_of(node)
    ways = tuple(way for flow in node.outgoing if (way := _way(definition, flow)))
    return Told(node, form.title if form else "", explain.rule_words(rule, definition) if rule else "", ways)


def _way(definition: Definition, flow: Flow) -> str:
    """Where a flow leads, with its condition's name; "" where neither has a name."""
    target = definition.plan.nodes[flow.target].name
    return f"«{flow.name}» → {target}" if flow.name and target else target or flow.name
