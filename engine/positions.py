"""Where a case stands, as an operator needs to see it: what failed, and where each token could be put."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.case import Case
from engine.kernel.hands import NOWHERE
from engine.kernel.plan import Node, Plan
from engine.order import ordered


@dataclass(frozen=True, slots=True)
class Position:
    """A token at rest. `targets` are the elements of its stage on which it could be put instead."""

    token: int
    node: Node
    kind: str
    stage: str
    targets: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """What failed and waits for an operator: `wait` to retry, and the code of the reason."""

    wait: int
    node: Node
    reason: str


def positions(case: Case, plan: Plan) -> tuple[Position, ...]:
    """Every token of the case that waits for something, oldest first; those that hold others are left out."""
    return tuple(
        Position(token.id, plan.nodes[token.node], token.kind, _stage(case, plan, token.id),
                 tuple(_targets(plan, case.state.scopes[token.scope].key, token.node)))
        for token in case.state.tokens.values()
        if token.kind != "scope"
    )  # fmt: skip


def incidents(case: Case, plan: Plan) -> tuple[Incident, ...]:
    """Everything that waits for an operator."""
    return tuple(Incident(wait, plan.nodes[node], reason) for wait, node, reason in case.state.incidents())


def _stage(case: Case, plan: Plan, token: int) -> str:
    stage = case.state.stage(plan, token)
    return plan.nodes[stage].name if stage else ""


def _targets(plan: Plan, scope: str, here: str) -> Iterator[Node]:
    """A loop's run has no diagram of its own: nothing can be put elsewhere in it."""
    for node in ordered(plan, scope):
        if node.kind not in NOWHERE and node.id != here:
            yield node
