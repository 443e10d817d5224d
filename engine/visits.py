"""Visits: the times a case is open, stands in a stage, or waits at a step for a person; how each ends.

A visit is numbered by what holds it in the state: a step by its token, a stage by its scope, the case itself by 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.case import Case
from engine.definitions import Definition
from engine.history import Event
from engine.kernel.plan import Plan
from engine.kernel.state import State
from engine.order import is_frame
from engine.tasks import OpenTask

STEP, STAGE, WHOLE = "step", "stage", "case"
DONE, SKIPPED, WITHDRAWN = "done", "skipped", "withdrawn"
STAGES = frozenset({"callActivity", "subProcess", "transaction"})
ITSELF = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """One that goes on: `stage` is the outermost stage it belongs to, `around` the stages it lies in by number."""

    id: int
    kind: str
    node: str
    stage: str | None
    opened_at: datetime
    task: OpenTask | None = None
    around: tuple[int, ...] = ()


def is_stage(plan: Plan, node: str) -> bool:
    """Whether the element is a stage: it calls or holds steps, and is more than a frame on its own diagram."""
    found = plan.nodes.get(node)
    return found is not None and found.kind in STAGES and not is_frame(plan, found)


def going_on(case: Case | None, definition: Definition) -> Mapping[int, Visit]:
    """The visits that go on in a case."""
    if case is None or case.exit or case.opened_at is None:
        return {}
    plan, state = definition.plan, case.state
    found = {ITSELF: Visit(ITSELF, WHOLE, plan.root, None, case.opened_at)}
    for scope, since in case.begun.items():
        holder = state.tokens[state.scopes[scope].token or 0]
        if state.scopes[scope].key and is_stage(plan, holder.node):
            stage = state.stage(plan, holder.id) or holder.node
            found[scope] = Visit(scope, STAGE, holder.node, stage, since)
    for task in case.tasks.values():
        around = tuple(scope for scope in _scopes(state, task.token) if scope in found)
        found[task.token] = Visit(task.token, STEP, task.node, task.stage, task.offered_at, task, around)
    return found


def fleeting(events: Iterable[Event], plan: Plan, known: Iterable[int]) -> Iterable[Visit]:
    """Stages that began and ended within one action."""
    seen = frozenset(known)
    for event in events:
        scope, node = event.data.get("scope"), event.data.get("node", "")
        if event.kind == "scope.opened" and isinstance(scope, int) and scope not in seen and is_stage(plan, node):
            yield Visit(scope, STAGE, node, node, event.at)


def outcome(visit: Visit, case: Case, events: Sequence[Event], plan: Plan) -> str:
    """How the action ended the visit: done, skipped, or withdrawn undone; of the case itself its exit."""
    if visit.kind == STEP:
        given = events[0]
        mine = given.data.get("token") == visit.id
        return {"task.completed": DONE, "task.skipped": SKIPPED}.get(given.kind, WITHDRAWN) if mine else WITHDRAWN
    if visit.kind == WHOLE:
        return case.exit or DONE
    node = plan.nodes[visit.node]
    ways = {flow.id for flow in node.outgoing}
    went_on = any(event.kind == "token.moved" and event.data.get("flow") in ways for event in events)
    return DONE if went_on or not ways or node.loop else WITHDRAWN


def _scopes(state: State, token: int) -> Iterable[int]:
    """The scopes a token lies in, from the innermost outwards."""
    holder = state.tokens.get(token)
    while holder:
        yield holder.scope
        caller = state.scopes[holder.scope].token
        holder = state.tokens.get(caller) if caller is not None else None
