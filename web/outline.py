"""A diagram as a list: the same elements, in the order of the flow, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definitions import Definition
from engine.errors import N_
from engine.kernel.plan import Node, Plan
from engine.order import drawn, is_frame
from persistence.queries.case_page import Marking

__all__ = ["KINDS", "Stage", "drawn", "stage_links", "stages", "standing"]

ACTIVITIES = frozenset({
    "userTask", "manualTask", "callActivity", "subProcess", "transaction", "businessRuleTask", "scriptTask",
    "serviceTask", "sendTask", "receiveTask",
})  # fmt: skip

KINDS = {
    "startEvent": N_("Start"),
    "endEvent": N_("End"),
    "userTask": N_("Task"),
    "manualTask": N_("Task"),
    "callActivity": N_("Stage"),
    "subProcess": N_("Group of steps"),
    "transaction": N_("Steps that succeed or are undone together"),
    "eventSubProcess": N_("Steps on an event"),
    "task": N_("Task"),
    "businessRuleTask": N_("Decision table"),
    "scriptTask": N_("Calculation"),
    "serviceTask": N_("Automatic step"),
    "sendTask": N_("Message sent"),
    "receiveTask": N_("Message awaited"),
    "exclusiveGateway": N_("Choice of one way"),
    "parallelGateway": N_("Ways side by side"),
    "inclusiveGateway": N_("Choice of several ways"),
    "eventBasedGateway": N_("Whatever happens first"),
    "boundaryEvent": N_("Event"),
    "intermediateCatchEvent": N_("Waiting"),
    "intermediateThrowEvent": N_("Event"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the main diagram and how far the case is with it: done, here or ahead."""

    node: Node
    state: str
    steps: "tuple[Stage, ...]" = ()


def stages(definition: Definition, marking: Marking) -> list[Stage]:
    """The stages of the main diagram in the order of the flow; the inner steps of where the case is."""
    plan = definition.plan
    callers = {node.inner: node.scope for node in plan.nodes.values() if node.inner}
    active = {mark.node: _around(plan, mark.node, callers) for mark in marking.active}
    return [_stage(plan, node, active, marking) for node in drawn(plan, plan.root) if _is_step(plan, node)]


def _stage(plan: Plan, node: Node, active: Mapping[str, frozenset[str]], marking: Marking) -> Stage:
    """One stage; `active` holds for every element the case stands on the scopes it lies in."""
    within = any(node.inner in around for around in active.values())
    if not within and node.id not in active:
        return Stage(node, "done" if node.id in marking.done else "ahead")
    steps = (_stage(plan, step, active, marking) for step in drawn(plan, node.inner or "") if _is_step(plan, step))
    return Stage(node, "here", tuple(step for step in steps if step.state != "ahead"))


def _is_step(plan: Plan, node: Node) -> bool:
    """An activity that is not merely a frame around others on the same diagram."""
    return node.kind in ACTIVITIES and not is_frame(plan, node)


def _around(plan: Plan, key: str, callers: Mapping[str, str]) -> frozenset[str]:
    """The scopes an element lies in, at any depth."""
    found = []
    scope = plan.nodes[key].scope if key in plan.nodes else None
    while scope:
        found.append(scope)
        scope = callers.get(scope)
    return frozenset(found)


def standing(plan: Plan, marking: Marking) -> set[str]:
    """The elements a case stands on, with every stage around them; frames are left out."""
    callers = {node.inner: node for node in plan.nodes.values() if node.inner}
    found: dict[str, Node] = {}
    for mark in marking.active:
        node = plan.nodes.get(mark.node)
        while node is not None and node.id not in found:
            found[node.id] = node
            node = callers.get(node.scope)
    return {node.id for node in found.values() if not is_frame(plan, node)}


def stage_links(plan: Plan, scope: str) -> dict[str, str]:
    """Which diagram each element of this one opens: element → scope."""
    opening = (node for node in drawn(plan, scope) if not is_frame(plan, node))
    return {node.id: node.inner for node in opening if node.inner and node.inner in plan.scopes}
