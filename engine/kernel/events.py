"""Events: starts, ends, what is thrown on the way, and what happens when an awaited event comes."""

from collections.abc import Callable

from engine.kernel.activities import complete, leave
from engine.kernel.plan import Node
from engine.kernel.run import Run
from engine.kernel.state import Token, Wait
from engine.kernel.waits import again, arm


def pass_on(run: Run, token: Token, node: Node) -> None:
    """A start, boundary or plain throwing event lets its token through."""
    leave(run, token)


def catch(run: Run, token: Token, node: Node) -> None:
    """An intermediate catching event waits."""
    run.hold(token, "event")
    arm(run, node, token.scope, token.id)


def throw(run: Run, token: Token, node: Node) -> None:
    """An intermediate throwing event says what it has to say and goes on."""
    if node.event.kind == "message":
        run.tell("message.sent", name=node.event.name, node=node.id)
    leave(run, token)


def end(run: Run, token: Token, node: Node) -> None:
    """An end event ends its token; a terminating one everything in its scope (13.5.6)."""
    if node.event.kind == "message":
        run.tell("message.sent", name=node.event.name, node=node.id)
    if node.opens:
        run.tell("case.requested", process=node.opens, node=node.id)
    at_root = run.scopes[token.scope].token is None
    if at_root:
        run.reached = node.id
    if node.event.kind == "terminate":
        _terminate(run, token, node, at_root)
    else:
        run.consume(token)


def _terminate(run: Run, token: Token, node: Node, at_root: bool) -> None:
    if at_root:
        run.end(node.id)
        return
    run.clear(token.scope, node.id)
    run.emptied.append(token.scope)


def happen(run: Run, wait: Wait) -> None:
    """An awaited event came: the one that awaited it goes on from there."""
    node = run.plan.nodes[wait.node]
    HAPPEN[node.kind](run, wait, node)


def _caught(run: Run, wait: Wait, node: Node) -> None:
    assert wait.token is not None
    token = run.tokens[wait.token]
    del run.waits[wait.id]
    complete(run, token)


def _on_boundary(run: Run, wait: Wait, node: Node) -> None:
    """An event on a boundary: a token of its own, and the activity withdrawn if it interrupts (13.5.3)."""
    assert wait.token is not None
    host = run.tokens[wait.token]
    if node.interrupting:
        del run.waits[wait.id]
        run.appear(node.id, host.scope)
        run.cancel(host, node.id)
    else:
        run.appear(node.id, host.scope)
        again(run, node, wait)


HAPPEN: dict[str, Callable[[Run, Wait, Node], None]] = {
    "intermediateCatchEvent": _caught,
    "receiveTask": _caught,
    "boundaryEvent": _on_boundary,
}

ENTER = {
    "startEvent": pass_on,
    "boundaryEvent": pass_on,
    "intermediateCatchEvent": catch,
    "intermediateThrowEvent": throw,
    "endEvent": end,
}

EVENTS: dict[str, frozenset[str]] = {
    "startEvent": frozenset({"none", "message", "timer"}),
    "boundaryEvent": frozenset({"message", "timer"}),
    "intermediateCatchEvent": frozenset({"message", "timer"}),
    "intermediateThrowEvent": frozenset({"none", "message"}),
    "endEvent": frozenset({"none", "message", "terminate"}),
}
"""The kinds of events that each element carries out."""
