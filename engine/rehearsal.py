"""A process made ready to be explored: everything that depends on values becomes a choice.

Conditions ask an oracle, scripts and decisions set nothing, calls are steps, clocks run once. What is
left is the flow itself, executed by the kernel as it always is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.calendars import Moment
from engine.kernel.completed import undoable
from engine.kernel.paths import upstream
from engine.kernel.plan import DecisionUse, Event, Flow, Loop, Node, Plan, Scope, Script, ServiceUse, Timer
from engine.kernel.schedule import Schedule, Span

CHOICES = 16
"""A step that asks more often is given up: nobody draws so many ways in one go."""


class Enough(Exception):
    """A step asked the oracle too often."""


@dataclass
class Oracle:
    """Answers conditions: first as told, then with no; remembers what was asked.

    Within one step the same condition gets the same answer, as it would from the same values.
    """

    told: list[bool] = field(default_factory=list)
    asked: list[bool] = field(default_factory=list)
    known: dict[str, bool] = field(default_factory=dict)

    def begin(self, told: list[bool]) -> None:
        """Another step, with these answers."""
        self.told, self.asked, self.known = told, [], {}

    def answer(self, text: str) -> bool:
        """The answer to a condition. Raises Enough."""
        if text not in self.known:
            if len(self.asked) >= CHOICES:
                raise Enough
            number = len(self.asked)
            self.known[text] = self.told[number] if number < len(self.told) else False
            self.asked.append(self.known[text])
        return self.known[text]

    def next(self) -> list[bool] | None:
        """What to tell the same step next; None when every way was taken."""
        told = [*self.asked]
        while told and told[-1]:
            told.pop()
        return [*told[:-1], True] if told else None


@dataclass(frozen=True, slots=True)
class Choice:
    """A condition that asks the oracle."""

    text: str
    oracle: Oracle
    names: frozenset[str] = frozenset()

    def evaluate(self, values: Mapping[str, Any], moment: Moment | None = None) -> Any:  # noqa: ARG002
        return self.oracle.answer(self.text)


@dataclass(frozen=True, slots=True)
class Fixed:
    """An expression with one value."""

    value: Any
    text: str = ""
    names: frozenset[str] = frozenset()

    def evaluate(self, values: Mapping[str, Any], moment: Moment | None = None) -> Any:  # noqa: ARG002
        return self.value


@dataclass(frozen=True, slots=True)
class Silence:
    """A decision that answers nothing."""

    value: Any = None
    rules: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()

    def decide(self, values: Mapping[str, Any], moment: Moment | None = None) -> "Silence":  # noqa: ARG002
        return self


TIMER = Event("timer", "", Timer("duration", "P1D", Schedule(Span(days=1))))
RUNS = 2
"""So many runs of a repeated activity stand for any number."""


def rehearsal(plan: Plan, process: str, oracle: Oracle) -> Plan:
    """One process of a plan, by itself, with what lies in it."""
    scopes = {key: scope for key, scope in plan.scopes.items() if _process(plan, scope) == process}
    inside = {key: _plain(node, oracle) for key, node in plan.nodes.items() if node.scope in scopes}
    nodes = {key: _boundary(node, inside) for key, node in inside.items()}
    return Plan(plan.key, process, scopes, nodes, upstream(nodes), undoable(nodes))


def _process(plan: Plan, scope: Scope) -> str:
    while scope.parent:
        scope = plan.scopes[scope.parent]
    return scope.key


def _plain(node: Node, oracle: Oracle) -> Node:
    calls = node.kind == "callActivity"
    return replace(
        node,
        kind="userTask" if calls else node.kind,
        calls=None, inner=None if calls else node.inner, opens=None, task=None,
        incoming=tuple(_flow(flow, oracle) for flow in node.incoming),
        outgoing=tuple(_flow(flow, oracle) for flow in node.outgoing),
        event=_event(node),
        loop=_loop(node.loop, node.id, oracle) if node.loop else None,
        script=Script(Fixed({})) if node.script else None,
        decision=DecisionUse("", Silence(), node.decision.result) if node.decision else None,
        service=ServiceUse(node.service.name) if node.service else None,
    )  # fmt: skip


def _flow(flow: Flow, oracle: Oracle) -> Flow:
    return replace(flow, condition=Choice(flow.condition.text, oracle)) if flow.condition else flow


def _event(node: Node) -> Event:
    """A condition comes like a message; every clock runs once."""
    if node.event.kind == "conditional":
        return Event("message", node.id)
    return TIMER if node.event.kind == "timer" else node.event


def _loop(loop: Loop, key: str, oracle: Oracle) -> Loop:
    condition = Choice(loop.condition.text or key, oracle) if loop.condition else None
    if loop.kind == "standard":
        return Loop("standard", condition, loop.test_before, RUNS)
    return Loop(loop.kind, condition, cardinality=Fixed(RUNS))


def _boundary(node: Node, nodes: Mapping[str, Node]) -> Node:
    """Whatever a step inside, or a called process, may throw comes to the boundary like a message."""
    host = nodes.get(node.attached_to or "")
    if host is None or node.event.kind not in {"error", "escalation"} or host.inner:
        return node
    return replace(node, event=Event("message", node.id))
