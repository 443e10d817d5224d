"""One step in the making: a working copy of the state, the tokens on their way and the effects so far."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from engine.calendars import Moment
from engine.errors import N_, Stuck
from engine.feel import FeelError
from engine.kernel.effects import Effect
from engine.kernel.plan import Expression, Flow, Node, Plan
from engine.kernel.state import Instance, State, Token, Wait

T = TypeVar("T")

MOVES = 10_000
DEPTH = 64


class Run:
    """What handlers of elements work on; nothing here is seen before the step has succeeded.

    `queue` holds tokens that reached an element and must still enter it, `emptied` scopes whose
    last token is gone, `signals` what was thrown to everyone. All are worked off in order, so the
    same input gives the same step.
    """

    def __init__(self, plan: Plan, state: State, moment: Moment) -> None:
        self.plan, self.moment = plan, moment
        self.tokens, self.waits = dict(state.tokens), dict(state.waits)
        self.scopes, self.values = dict(state.scopes), dict(state.values)
        self.serial, self.reached, self.ended = state.serial, state.reached, state.ended
        self.done = dict(state.done)
        self.queue: deque[int] = deque()
        self.emptied: deque[int] = deque()
        self.signals: deque[str] = deque()
        self.effects: list[Effect] = []
        self.moves = 0

    def state(self) -> State:
        """The state as the step leaves it, in the order of its numbers: as it will be read back."""
        tokens, waits, scopes = _ordered(self.tokens), _ordered(self.waits), _ordered(self.scopes)
        return State(tokens, waits, scopes, self.values, self.serial, self.reached, self.ended, _ordered(self.done))

    def tell(self, kind: str, **data: Any) -> None:
        """Record an effect."""
        self.effects.append(Effect(kind, data))

    def new(self) -> int:
        """The next id."""
        self.serial += 1
        return self.serial

    # -- tokens

    def appear(self, node: str, scope: int, flow: str | None = None, token: int | None = None) -> int:
        """A token reaches an element: a new one, or `token` moved on. Raises Stuck on a runaway."""
        self.moves += 1
        if self.moves > MOVES:
            raise Stuck(node, N_("it is passed again and again with nothing to wait for"))
        token = self.new() if token is None else token
        self.tokens[token] = Token(token, node, scope, "moving", flow)
        self.tell("token.moved", token=token, flow=flow, node=node)
        self.queue.append(token)
        return token

    def hold(self, token: Token, kind: str) -> Token:
        """The token stays where it is and waits (see Token.kind)."""
        flow = token.flow if kind == "join" else None
        held = self.tokens[token.id] = Token(token.id, token.node, token.scope, kind, flow)
        return held

    def take(self, token: Token, flows: Iterable[Flow]) -> None:
        """The token goes on along the flows, multiplied; with none it ends here (implicit end).

        Each flow gets a token of its own number, so that a task's number never means two tasks.
        """
        ways = tuple(flows)
        if not ways:
            self.consume(token)
            return
        del self.tokens[token.id]
        for flow in ways:
            self.appear(flow.target, token.scope, flow.id)

    def consume(self, token: Token) -> None:
        """The token ends; its scope may be done with it."""
        del self.tokens[token.id]
        if not any(other.scope == token.scope for other in self.tokens.values()):
            if self.reached is None and self.scopes[token.scope].token is None:
                self.reached = token.node
            self.emptied.append(token.scope)

    # -- scopes

    def open(self, key: str, token: Token, values: Mapping[str, Any] | None = None, undo: bool = False) -> Instance:
        """A scope opens inside the activity at which `token` stays. Raises Stuck when nested too deep."""
        if len(self.around(token.scope)) >= DEPTH:
            raise Stuck(token.node, N_("processes call each other without end"))
        self.hold(token, "scope")
        instance = self.instance(key, token.id, values or {}, undo)
        self.tell("scope.opened", scope=instance.id, node=token.node)
        return instance

    def instance(self, key: str, token: int | None, values: Mapping[str, Any], undo: bool = False) -> Instance:
        """A new instance (see Instance)."""
        instance = Instance(self.new(), key, token, values, undo)
        self.scopes[instance.id] = instance
        return instance

    def close(self, instance: Instance, because: str) -> None:
        """A scope is gone, with whatever is left in it."""
        self.clear(instance.id, because)
        self.forget(instance.id)
        del self.scopes[instance.id]
        if instance.key and instance.token is not None:
            self.tell("scope.closed", scope=instance.id, node=self.tokens[instance.token].node)

    def is_run(self, token: Token) -> bool:
        """Whether the token is one run of a repeated activity, not the activity itself."""
        return self.scopes[token.scope].key == token.node

    def around(self, scope: int) -> list[Instance]:
        """The instance and those around it, innermost first."""
        found = [self.scopes[scope]]
        while (caller := found[-1].token) is not None:
            found.append(self.scopes[self.tokens[caller].scope])
        return found

    def inside(self, token: int) -> list[Instance]:
        """The instances that the activity at `token` has open."""
        return [instance for instance in self.scopes.values() if instance.token == token]

    # -- values

    def names(self, scope: int) -> Mapping[str, Any]:
        """What expressions in a scope see: the case's values, covered by the loops' own."""
        own = [instance.values for instance in self.around(scope) if instance.values]
        if not own:
            return self.values
        seen = dict(self.values)
        for values in reversed(own):
            seen.update(values)
        return seen

    def assign(self, scope: int, values: Mapping[str, Any]) -> None:
        """Set values where they live: in the loop that has the name, else in the case."""
        own = [instance for instance in self.around(scope) if instance.values]
        for name, value in values.items():
            home = next((instance for instance in own if name in instance.values), None)
            if home is None:
                self.values[name] = value
                continue
            fresh = self.scopes[home.id]
            self.scopes[home.id] = replace(fresh, values={**fresh.values, name: value})

    def evaluate(self, expression: Expression, node: Node, scope: int) -> Any:
        """An element's expression as seen in a scope, now. Raises Stuck when it has no value."""
        try:
            return expression.evaluate(self.names(scope), self.moment)
        except FeelError as error:
            raise Stuck(node.id, error) from error

    def holds(self, expression: Expression, node: Node, scope: int) -> bool:
        """Whether a condition is true; null is not. Raises Stuck when it gives anything else."""
        value = self.evaluate(expression, node, scope)
        if value is not None and not isinstance(value, bool):
            raise Stuck(node.id, N_("its condition gives neither true nor false"))
        return value is True

    # -- ending

    def drop(self, wait: Wait) -> None:
        """An awaited event is no longer awaited."""
        del self.waits[wait.id]
        if wait.kind in {"timer", "message"}:
            self.tell(f"{wait.kind}.cancelled", token=wait.id, node=wait.node)

    def drop_waits(self, token: int) -> None:
        """Nothing is awaited at the token any more."""
        for wait in [wait for wait in self.waits.values() if wait.token == token]:
            self.drop(wait)

    def cancel(self, token: Token, because: str) -> None:
        """Withdraw a token with everything inside and everything it waits for."""
        self.drop_waits(token.id)
        for instance in self.inside(token.id):
            self.close(instance, because)
        self.forget(token.id)
        del self.tokens[token.id]
        if token.kind == "task":
            self.tell("task.withdrawn", token=token.id, node=token.node, because=because)

    def clear(self, scope: int, because: str) -> None:
        """Withdraw everything in a scope; the scope itself stays."""
        for token in [token for token in self.tokens.values() if token.scope == scope]:
            self.cancel(token, because)
        for wait in [wait for wait in self.waits.values() if wait.scope == scope]:
            self.drop(wait)

    def forget(self, holder: int) -> None:
        """What was completed there can no longer be compensated, with all it consisted of."""
        for done in [done for done in self.done.values() if done.holder == holder]:
            del self.done[done.id]
            self.forget(done.id)

    def end(self, exit: str) -> None:
        """The case ends by an exit: nothing stays alive."""
        root = next(instance.id for instance in self.scopes.values() if instance.token is None)
        self.clear(root, exit)
        self.scopes.clear()
        self.done.clear()
        for left in (self.queue, self.emptied, self.signals):
            left.clear()
        self.reached, self.ended = None, exit
        self.tell("case.ended", exit=exit, node=exit)


def _ordered(parts: dict[int, T]) -> dict[int, T]:
    return dict(sorted(parts.items()))
