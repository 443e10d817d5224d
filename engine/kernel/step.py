"""`step`: the pure function that moves a case. The same plan, state, input and moment give the same step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.calendars import Moment
from engine.errors import N_, Gone, Stuck
from engine.kernel import activities, events, gateways, hands, loops, services, tasks
from engine.kernel.effects import Effect
from engine.kernel.inputs import (
    Cancel,
    Complete,
    Fail,
    Fire,
    Hear,
    Input,
    Notice,
    Place,
    Receive,
    Retry,
    Return,
    Skip,
    Start,
)
from engine.kernel.plan import Node, Plan
from engine.kernel.run import Run
from engine.kernel.state import State, Token

__all__ = ["ENTER", "Complete", "Fire", "Input", "Receive", "Start", "Step", "step"]

Enter = Callable[[Run, Token, Node], None]

ENTER: dict[str, Enter] = {
    **{kind: activities.activity(body) for group in (tasks.BODIES, activities.BODIES) for kind, body in group.items()},
    **gateways.ENTER,
    **events.ENTER,
}
"""What each kind of element does with a token that reaches it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A new state, and what followed from the input, in order."""

    state: State
    effects: tuple[Effect, ...]


def step(plan: Plan, state: State, given: Input, moment: Moment) -> Step:
    """Move the case by one input; the old state stays as it was.

    Raises Gone when what the input is for no longer waits, and Stuck when the diagram offers no
    way on: then nothing has happened.
    """
    run = Run(plan, state, moment)
    TAKE[type(given)](run, given)
    _drive(run)
    return Step(run.state(), tuple(run.effects))


def _start(run: Run, given: Start) -> None:
    if run.serial:
        raise Gone()
    run.values.update(given.values)
    root = run.instance(run.plan.root, None, {})
    if given.node is None:
        activities.begin(run, root)
        return
    node = run.plan.nodes.get(given.node)
    if node is None or node.kind != "startEvent" or node.scope != run.plan.root:
        raise Stuck(given.node, N_("no case begins there"))
    run.appear(node.id, root.id)


def _complete(run: Run, given: Complete) -> None:
    token = run.tokens.get(given.token)
    if token is None or token.kind != "task":
        raise Gone()
    run.assign(token.scope, given.values)
    loops.complete(run, token)


def _fire(run: Run, given: Fire) -> None:
    wait = run.waits.get(given.token)
    if wait is None or wait.kind != "timer":
        raise Gone()
    events.happen(run, wait)


def _receive(run: Run, given: Receive) -> None:
    waiting = [
        wait for wait in run.waits.values()
        if wait.kind in {"message", "signal"} and wait.name == given.name and given.token in (None, wait.id)
    ]  # fmt: skip
    if not waiting:
        raise Gone()
    for wait in waiting:
        if wait.id in run.waits:
            run.assign(wait.scope, given.values)
            events.happen(run, wait)


def _hear(run: Run, given: Hear) -> None:
    if not any(wait.kind == "signal" and wait.name == given.name for wait in run.waits.values()):
        raise Gone()
    run.signals.append(given.name)


def _notice(run: Run, given: Notice) -> None:
    run.values.update(given.values)


def _drive(run: Run) -> None:
    """Move tokens until every one of them waits."""
    while True:
        if run.queue:
            if token := run.tokens.get(run.queue.popleft()):
                node = run.plan.nodes[token.node]
                ENTER[node.kind](run, token, node)
        elif run.emptied:
            activities.close_scope(run, run.emptied.popleft())
        elif not (events.settle(run) or gateways.settle(run)):
            break
    _still_alive(run)


def _still_alive(run: Run) -> None:
    """Refuse a step after which nothing could ever move the case again."""
    if run.ended or run.waits or any(token.kind == "task" for token in run.tokens.values()):
        return
    stuck = next((token for token in run.tokens.values() if token.kind == "join"), None)
    node = stuck.node if stuck else run.plan.root
    raise Stuck(node, N_("it waits for a token that can no longer come"))


TAKE: dict[type[Input], Callable[[Run, Any], None]] = {
    Start: _start,
    Complete: _complete,
    Fire: _fire,
    Receive: _receive,
    Return: services.returned,
    Fail: services.failed,
    Retry: services.retried,
    Skip: hands.skip,
    Place: hands.place,
    Cancel: hands.cancel,
    Notice: _notice,
    Hear: _hear,
}
"""How each kind of input is taken."""
