"""Moving a running case to another version of its plan: the same tokens, by element id.

What waits goes on waiting: due dates, ids and values survive. Whatever is active must have a
counterpart of the same kind in the same scope, by its own id or by the rename map; otherwise the
move is refused with every obstacle at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.calendars import Moment
from engine.errors import N_
from engine.kernel.plan import Node, Plan
from engine.kernel.run import Run
from engine.kernel.state import Done, Instance, State, Token, Wait
from engine.kernel.step import Step
from engine.kernel.waits import WAITED, arm


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an active element cannot move, or (`only_tell`) what moving it changes."""

    node: str
    sentence: str
    params: Mapping[str, str]
    only_tell: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """From one plan to another; `renames` maps old ids of elements and scopes to new ones."""

    old: Plan
    new: Plan
    renames: Mapping[str, str]

    def name(self, key: str) -> str:
        """The id in the new plan of what had the id `key` in the old one."""
        return self.renames.get(key, key)

    def obstacles(self, state: State) -> list[Obstacle]:
        """Everything that keeps the state from moving, and what moving it would change."""
        found = [*self._lost_scopes(state), *self._lost_tokens(state)]
        if not any(not obstacle.only_tell for obstacle in found):
            found += self._changed_waits(state)
        return found

    def carry(self, state: State, moment: Moment) -> Step:
        """The state on the new plan; call `obstacles` first."""
        moved = State(
            {key: self._token(token) for key, token in state.tokens.items()},
            {key: self._wait(wait) for key, wait in state.waits.items()},
            {key: self._instance(instance) for key, instance in state.scopes.items()},
            state.values, state.serial, state.reached and self.name(state.reached), state.ended, self._done(state),
        )  # fmt: skip
        run = Run(self.new, moved, moment)
        for wait in state.waits.values():
            if self._dropped(wait, state):
                run.drop(run.waits[wait.id])
        for token, node in self._unwatched(moved):
            for boundary in node:
                arm(run, self.new.nodes[boundary], token.scope, token.id)
        return Step(run.state(), tuple(run.effects))

    # -- what does not fit

    def _lost_scopes(self, state: State) -> Iterator[Obstacle]:
        for instance in state.scopes.values():
            key = self.name(instance.key)
            is_scope = key in self.new.scopes or (instance.key in self.old.nodes and key in self.new.nodes)
            if instance.key and not is_scope:
                yield Obstacle(instance.key, N_("The new version has no stage %(name)s."), {"name": key})

    def _lost_tokens(self, state: State) -> Iterator[Obstacle]:
        if state.reached and self.name(state.reached) not in self.new.nodes:
            name = {"name": self.name(state.reached)}
            yield Obstacle(state.reached, N_("The new version has no element %(name)s."), name)
        for token in state.tokens.values():
            old, new = self.old.nodes[token.node], self.new.nodes.get(self.name(token.node))
            if new is None:
                yield Obstacle(old.id, N_("The new version has no element %(name)s."), {"name": self.name(old.id)})
            elif new.kind != old.kind or (new.loop is None) != (old.loop is None):
                kinds = {"name": new.id, "old": old.kind, "new": new.kind}
                yield Obstacle(old.id, N_("The element %(name)s was %(old)s and is %(new)s now."), kinds)
            elif new.scope != self.name(old.scope) or (old.inner and new.inner != self.name(old.inner)):
                yield Obstacle(old.id, N_("The element %(name)s belongs to another stage now."), {"name": new.id})
            elif token.kind == "join" and token.flow not in {flow.id for flow in new.incoming}:
                flow = {"name": new.id, "flow": token.flow or ""}
                yield Obstacle(old.id, N_("The gateway %(name)s has no flow %(flow)s any more."), flow)

    def _changed_waits(self, state: State) -> Iterator[Obstacle]:
        for wait in state.waits.values():
            if self._dropped(wait, state):
                yield Obstacle(wait.node, N_("The event %(name)s is no longer awaited."), {"name": wait.node}, True)
            elif self._wait(wait).name != wait.name:
                names = {"name": wait.node, "old": wait.name, "new": self._wait(wait).name}
                yield Obstacle(wait.node, N_("The event %(name)s awaited %(old)s and awaits %(new)s now."), names, True)
        for done in state.done.values():
            if done.id not in self._done(state):
                sentence = N_("The completed activity %(name)s can no longer be undone.")
                yield Obstacle(done.node, sentence, {"name": done.node}, True)
        for _, boundaries in self._unwatched(self._renamed(state)):
            for boundary in boundaries:
                yield Obstacle(boundary, N_("The event %(name)s is awaited from now on."), {"name": boundary}, True)

    # -- what moves

    def _renamed(self, state: State) -> State:
        tokens = {key: self._token(token) for key, token in state.tokens.items()}
        return replace(state, tokens=tokens, waits={key: self._wait(wait) for key, wait in state.waits.items()})

    def _token(self, token: Token) -> Token:
        return replace(token, node=self.name(token.node))

    def _wait(self, wait: Wait) -> Wait:
        """It awaits what the new version calls it; a service goes on being asked as it was."""
        node = self.new.nodes.get(self.name(wait.node))
        named = wait.kind in {"message", "signal"} and node is not None
        return replace(wait, node=self.name(wait.node), name=node.event.name if named and node else wait.name)

    def _done(self, state: State) -> dict[int, Done]:
        """What was completed and can still be undone in the new version, with all it consisted of."""
        kept: dict[int, Done] = {}
        holders = {*state.scopes, *state.tokens}
        for done in sorted(state.done.values(), key=lambda done: -done.id):
            if done.holder in holders and self.name(done.node) in self.new.undoable:
                kept[done.id] = replace(done, node=self.name(done.node))
                holders.add(done.id)
        return dict(sorted(kept.items()))

    def _instance(self, instance: Instance) -> Instance:
        return replace(instance, key=self.name(instance.key))

    def _dropped(self, wait: Wait, state: State) -> bool:
        """Whether the awaited event is gone from the element that waits, or awaits another thing."""
        node = self.new.nodes.get(self.name(wait.node))
        if wait.kind == "service":
            return False
        if node is None or node.event.kind != self._kind(wait):
            return True
        token = state.tokens.get(wait.token or 0)
        return bool(node.attached_to and token and node.attached_to != self.name(token.node))

    def _kind(self, wait: Wait) -> str:
        return "conditional" if wait.kind == "condition" else wait.kind

    def _unwatched(self, moved: State) -> Iterator[tuple[Token, list[str]]]:
        """Tokens at activities, with the boundary events that nobody awaits for them yet."""
        for token in moved.tokens.values():
            node: Node = self.new.nodes[token.node]
            awaited = {wait.node for wait in moved.waits.values() if wait.token == token.id}
            old = {self.name(key) for key in self._old_boundaries(node.id)}
            wanted = [key for key in node.boundaries if self.new.nodes[key].event.kind in WAITED]
            fresh = [key for key in wanted if key not in awaited and key not in old]
            apart = moved.scopes[token.scope].key == node.id or moved.scopes[token.scope].undo
            if fresh and token.kind != "join" and not apart:
                yield token, fresh

    def _old_boundaries(self, node: str) -> tuple[str, ...]:
        found = next((old for old in self.old.nodes.values() if self.name(old.id) == node), None)
        return found.boundaries if found else ()
