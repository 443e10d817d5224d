"""Which elements and flows of a draft its scenarios come through, and which nobody has walked yet."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.definitions import Definition
from engine.kernel.plan import Node, Scope
from engine.order import drawn, is_frame
from engine.studio.walking import Walked


@dataclass(frozen=True, slots=True)
class Way:
    """A flow that no scenario takes: from where, to where, what is written on it."""

    id: str
    name: str
    source: Node
    target: Node


@dataclass(frozen=True, slots=True)
class Covered:
    """One diagram: through how many scenarios each element and flow came; what none came through."""

    scope: Scope
    counts: Mapping[str, int]
    missed: tuple[Node, ...]
    ways: tuple[Way, ...]
    of: int = field(default=0)

    @property
    def walked(self) -> int:
        """How many of its elements and flows were walked."""
        return self.of - len(self.missed) - len(self.ways)


def coverage(definition: Definition, walks: Sequence[Walked]) -> list[Covered]:
    """Every diagram of the definition, as its scenarios cover it; those that went astray count as far as they came."""
    counts = Counter(key for walk in walks for key in walk.passed)
    return [_covered(definition, scope, counts) for scope in definition.plan.scopes.values() if not scope.parent]


def exits(definition: Definition, walks: Sequence[Walked]) -> list[tuple[Node, int]]:
    """The ends of the main process, each with how many scenarios end there."""
    counts = Counter(walk.exit for walk in walks)
    ends = (node for node in definition.plan.nodes.values() if node.scope == definition.plan.root)
    return [(node, counts[node.id]) for node in ends if node.kind == "endEvent"]


def _covered(definition: Definition, scope: Scope, counts: Mapping[str, int]) -> Covered:
    plan = definition.plan
    nodes = [node for node in drawn(plan, scope.key) if not is_frame(plan, node)]
    flows = [(flow, node) for node in drawn(plan, scope.key) for flow in node.outgoing]
    missed = tuple(node for node in nodes if not counts.get(node.id))
    ways = tuple(
        Way(flow.id, flow.name, node, plan.nodes[flow.target]) for flow, node in flows if not counts.get(flow.id)
    )
    known = {key: counts[key] for key in [*(n.id for n in nodes), *(f.id for f, _ in flows)] if counts.get(key)}
    return Covered(scope, known, missed, ways, len(nodes) + len(flows))
