"""Events: starts, ends, what is thrown on the way, and what happens when an awaited event comes."""

from dataclasses import replace

from engine.kernel import compensation, thrown
from engine.kernel.loops import complete
from engine.kernel.plan import Node
from engine.kernel.routing import arrive, leave
from engine.kernel.run import Run
from engine.kernel.state import Token, Wait
from engine.kernel.waits import arm


def pass_on(run: Run, token: Token, node: Node) -> None:
    """A start or boundary event lets its token through."""
    leave(run, token)


def catch(run: Run, token: Token, node: Node) -> None:
    """An intermediate catching event waits; the far end of a link does not."""
    if node.event.kind == "link":
        leave(run, token)
        return
    run.hold(token, "event")
    arm(run, node, token.scope, token.id)


def throw(run: Run, token: Token, node: Node) -> None:
    """An intermediate throwing event says what it has to say and goes on, unless that withdrew it."""
    if node.event.kind in JUMPS:
        JUMPS[node.event.kind](run, token, node)
        return
    thrown.throw(run, token, node)
    if token.id in run.tokens:
        leave(run, token)


def end(run: Run, token: Token, node: Node) -> None:
    """An end event ends its token; a terminating one everything in its scope (13.5.6).

    The last one reached in the main process is the case's exit; one marked as an exit is not undone
    by the end of a side branch.
    """
    if node.opens:
        run.tell("case.requested", process=node.opens, node=node.id)
    if node.event.kind in ENDS:
        ENDS[node.event.kind](run, token, node)
        return
    thrown.throw(run, token, node)
    if token.id in run.tokens:
        arrive(run, token, node)


def _terminate(run: Run, token: Token, node: Node) -> None:
    if run.scopes[token.scope].token is None:
        run.end(node.id)
    else:
        run.clear(token.scope, node.id)
        run.emptied.append(token.scope)


def happen(run: Run, wait: Wait) -> None:
    """An awaited event came: who awaited it goes on from there."""
    node = run.plan.nodes[wait.node]
    if node.kind in {"boundaryEvent", "startEvent"}:
        thrown.happen(run, wait, node)
        return
    assert wait.token is not None
    token = run.tokens[wait.token]
    del run.waits[wait.id]
    if token.node != node.id:
        token = _decided(run, token, node)
    complete(run, token)


def _decided(run: Run, token: Token, node: Node) -> Token:
    """The event was one of several that an event-based gateway awaited."""
    run.drop_waits(token.id)
    flow = next(flow for flow in node.incoming if flow.source == token.node)
    run.tell("gateway.decided", node=token.node, flows=[flow.id], because="event")
    run.tell("token.moved", token=token.id, flow=flow.id, node=node.id)
    moved = run.tokens[token.id] = replace(token, node=node.id)
    return moved


def settle(run: Run) -> bool:
    """Let one signal just thrown, or one condition that came true, happen; whether there was one."""
    if run.signals:
        name = run.signals.popleft()
        for wait in [wait for wait in run.waits.values() if wait.kind == "signal" and wait.name == name]:
            if wait.id in run.waits:
                happen(run, wait)
        return True
    return any(_came_true(run, wait) for wait in list(run.waits.values()) if wait.kind == "condition")


def _came_true(run: Run, wait: Wait) -> bool:
    """Conditions happen when they turn true; `number` 0 marks one that is true and has happened."""
    node = run.plan.nodes[wait.node]
    condition = node.event.condition
    true = condition is not None and run.holds(condition, node, wait.scope)
    happens = true and wait.number == 1
    run.waits[wait.id] = wait = replace(wait, number=0 if true else 1)
    if happens:
        happen(run, wait)
    return happens


JUMPS = {"link": thrown.jump, "compensate": compensation.begin}
"""Throwing events that say themselves when and where their token goes on."""

ENDS = {"terminate": _terminate, "compensate": compensation.begin, "cancel": compensation.abort}
"""End events that do more than throw."""

ENTER = {
    "startEvent": pass_on,
    "boundaryEvent": pass_on,
    "intermediateCatchEvent": catch,
    "intermediateThrowEvent": throw,
    "endEvent": end,
}

EVENTS: dict[str, frozenset[str]] = {
    "startEvent": frozenset({"none", "message", "timer", "signal", "conditional", "error", "escalation", "compensate"}),
    "boundaryEvent": frozenset(
        {
            "message",
            "timer",
            "signal",
            "conditional",
            "error",
            "escalation",
            "compensate",
            "cancel",
        }
    ),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal", "escalation", "link", "compensate"}),
    "endEvent": frozenset({"none", "message", "terminate", "signal", "error", "escalation", "compensate", "cancel"}),
}
"""The kinds of events that each element carries out."""
