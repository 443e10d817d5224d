"""Is a process sound? The kernel itself is driven through every way, within bounds.

A way that ends in a join for ever, tokens that meet where only one is meant to be, elements no way
leads to: each is told with the way that led there. Conditions are taken as free choices, so what
is told may be impossible for the values that really occur: warnings, not errors. Side branches that
leave their activity running may meet the main way; that is not told.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from engine.calendars import Calendar, Hours, Moment
from engine.checks import Finding
from engine.errors import N_, Stuck
from engine.kernel.inputs import Complete, Fire, Input, Receive, Return, Start
from engine.kernel.plan import Node, Plan
from engine.kernel.state import State, Token
from engine.kernel.step import Step, step
from engine.rehearsal import Enough, Oracle, rehearsal

STEPS = 3_000
"""Steps per process; where they do not suffice, nothing is said of what was not seen."""

NOW = Moment(datetime(2026, 1, 1, tzinfo=UTC), Calendar("UTC", (Hours.parse("09:00-18:00"),) * 7))
DEAD_END = N_(
    "After %(way)s the case stops here: it waits for a token that can no longer come. Check what splits and joins."
)
RUNAWAY = N_(
    "After %(way)s it is passed again and again with nothing to wait for. Let the loop pass a task or a timer."
)
MULTIPLIED = N_(
    "After %(way)s several tokens are here at once, so it may be done twice. Join what runs in parallel before it."
)
NEVER = N_("No way through the process leads here. Check the flows before it.")
TELLING = {
    "it waits for a token that can no longer come": ("dead-end", DEAD_END),
    "it is passed again and again with nothing to wait for": ("runaway", RUNAWAY),
}
"""What of the kernel's refusals speaks of the drawing; others depend on values."""

Seen = tuple[object, ...]


def explore(plan: Plan) -> list[Finding]:
    """What is unsound in every process of a plan."""
    processes = [scope.key for scope in plan.scopes.values() if scope.kind == "process"]
    return [finding for key in processes for finding in Exploration(plan, key).findings()]


@dataclass(frozen=True)
class Place:
    """A state, the side branches already taken, and the way that led there."""

    state: State
    aside: frozenset[str] = frozenset()
    way: tuple[str, ...] = ()


@dataclass
class Exploration:
    """One process, explored breadth first."""

    plan: Plan
    process: str
    oracle: Oracle = field(default_factory=Oracle)

    def __post_init__(self) -> None:
        self.drawn = rehearsal(self.plan, self.process, self.oracle)
        self.reached: set[str] = set()
        self.seen: set[Seen] = set()
        self.found: dict[tuple[str, str], Finding] = {}
        self.left = STEPS

    def findings(self) -> list[Finding]:
        """Everything found, in the order of the drawing.

        What no way leads to is told only when every way was walked and went well.
        """
        places = deque(self._begin())
        while places and self.left > 0:
            places += self._from(places.popleft())
        if not places and self.left > 0 and not self.found:
            for node in self._never():
                self._tell(node.id, "never-reached", NEVER, ())
        order = {key: number for number, key in enumerate(self.drawn.nodes)}
        return sorted(self.found.values(), key=lambda finding: order[finding.element])

    def _begin(self) -> list[Place]:
        nodes = [self.drawn.nodes[key] for key in self.drawn.scopes[self.process].nodes]
        events = [node.id for node in nodes if node.kind == "startEvent" and node.event.kind != "none"]
        starts = self.drawn.scopes[self.process].starts
        begins = [Start()] if not set(starts) & set(events) else []
        given = [*begins, *(Start(node=key) for key in events)]
        return [place for start in given for place in self._take(Place(State()), start, start.node or "")]

    def _from(self, place: Place) -> Iterator[Place]:
        for given, node in self._possible(place):
            yield from self._take(place, given, node)

    def _possible(self, place: Place) -> Iterator[tuple[Input, str]]:
        """What may happen; an event that leaves its activity running does once."""
        for token in place.state.tasks():
            yield Complete(token.id), token.node
        for wait in place.state.waits.values():
            if wait.kind == "timer":
                yield Fire(wait.id), wait.node
            elif wait.kind == "service":
                yield Return(wait.id), wait.node
            elif wait.node not in place.aside:
                yield Receive(wait.name, {}, wait.id), wait.node

    def _take(self, place: Place, given: Input, key: str) -> Iterator[Place]:
        """The places one input leads to, one for every set of answers of the oracle."""
        told: list[bool] | None = []
        way = (*place.way, key) if key else place.way
        node = self.drawn.nodes.get(key)
        aside = place.aside | {key} if node and not node.interrupting else place.aside
        while told is not None and self.left > 0:
            self.left -= 1
            self.oracle.begin(told)
            try:
                taken = step(self.drawn, place.state, given, NOW)
            except Stuck as stuck:
                self._stuck(stuck, way)
            except Enough:
                return
            else:
                yield from self._arrive(taken, aside, way)
            told = self.oracle.next()

    def _arrive(self, taken: Step, aside: frozenset[str], way: tuple[str, ...]) -> Iterator[Place]:
        self.reached |= {effect.data["node"] for effect in taken.effects if effect.kind == "token.moved"}
        crowd = _crowded(taken.state, self.drawn) if not aside else []
        for node in crowd:
            self._tell(node, "multiplied", MULTIPLIED, way)
        key = _shape(taken.state, aside)
        if key not in self.seen and not taken.state.ended and not crowd:
            self.seen.add(key)
            yield Place(taken.state, aside, way)

    def _stuck(self, stuck: Stuck, way: tuple[str, ...]) -> None:
        code, sentence = TELLING.get(str(stuck.params.get("reason", "")), ("", ""))
        node = str(stuck.params.get("node", ""))
        if code and node in self.drawn.nodes:
            self._tell(node, code, sentence, way)

    def _never(self) -> Iterator[Node]:
        for node in self.drawn.nodes.values():
            thrown = node.kind == "boundaryEvent" and node.event.kind in {"error", "escalation", "compensate", "cancel"}
            host = self.drawn.nodes.get(node.attached_to or "")
            if node.id not in self.reached and not thrown and not (host and host.id not in self.reached):
                yield node

    def _tell(self, node: str, code: str, sentence: str, way: tuple[str, ...]) -> None:
        names = [self.plan.nodes[key].name or key for key in way[-5:]] or ["–"]
        params = {"way": " → ".join(names)} if "%(way)s" in sentence else {}
        finding = Finding(self.plan.scopes[self.process].file, node, code, sentence, params, "warning")
        self.found.setdefault((node, code), finding)


def _crowded(state: State, plan: Plan) -> list[str]:
    """Elements at which several tokens of one scope stand that no join brings together."""
    standing = Counter((token.node, token.scope) for token in state.tokens.values() if token.kind != "join")
    undoing = {instance.id for instance in state.scopes.values() if instance.undo}
    return [
        node for (node, scope), count in standing.items()
        if count > 1 and scope not in undoing and plan.nodes[node].kind != "eventSubProcess"
    ]  # fmt: skip


def _shape(state: State, aside: frozenset[str]) -> Seen:
    """The state without its numbers: equal for states that go on alike."""
    tokens = sorted((_path(state, token), token.node, token.kind, token.flow or "") for token in state.tokens.values())
    waits = sorted((wait.node, wait.kind, _place(state, wait.scope)) for wait in state.waits.values())
    scopes = sorted((_place(state, key), str(one.values.get("loopCounter", ""))) for key, one in state.scopes.items())
    done = Counter(each.node for each in state.done.values())
    return tuple(tokens), tuple(waits), tuple(scopes), tuple(sorted(done.items())), aside, state.reached


def _path(state: State, token: Token) -> str:
    return _place(state, token.scope)


def _place(state: State, scope: int) -> str:
    """Where a scope lies: the activities around it, outermost first."""
    instance, found = state.scopes[scope], ""
    while instance.token is not None:
        caller = state.tokens[instance.token]
        found = f"{caller.node}/{found}"
        instance = state.scopes[caller.scope]
    return found
