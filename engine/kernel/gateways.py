"""Gateways: which way on, and who waits for whom (13.4)."""

from engine.errors import N_, Stuck
from engine.kernel.activities import leave
from engine.kernel.plan import Flow, Node
from engine.kernel.run import Run
from engine.kernel.state import Token


def exclusive(run: Run, token: Token, node: Node) -> None:
    """Takes the first flow whose condition is true, in the order drawn, else the default (13.4.2)."""
    if len(node.outgoing) < 2:
        leave(run, token)
        return
    flow, because = _choice(run, token, node)
    run.tell("gateway.decided", node=node.id, flows=[flow.id], because=because)
    run.take(token, (flow,))


def parallel(run: Run, token: Token, node: Node) -> None:
    """Goes on once a token has come by every incoming flow; takes one from each (13.4.1)."""
    if len(node.incoming) > 1:
        here = run.hold(token, "join")
        waiting = _waiting(run, here)
        if any(flow.id not in waiting for flow in node.incoming):
            return
        token = _merge(run, waiting)
    run.take(token, node.outgoing)


def _waiting(run: Run, token: Token) -> dict[str, Token]:
    """The oldest token that waits at the same gateway, by the flow it came."""
    waiting: dict[str, Token] = {}
    for other in run.tokens.values():
        if other.kind == "join" and other.node == token.node and other.scope == token.scope and other.flow:
            waiting.setdefault(other.flow, other)
    return waiting


def _merge(run: Run, waiting: dict[str, Token]) -> Token:
    """One token of many: the oldest goes on."""
    first, *others = sorted(waiting.values(), key=lambda token: token.id)
    for other in others:
        del run.tokens[other.id]
    return first


def _choice(run: Run, token: Token, node: Node) -> tuple[Flow, str]:
    for flow in node.outgoing:
        if flow.id != node.default and flow.condition and run.holds(flow.condition, node, token.scope):
            return flow, "condition"
    for flow in node.outgoing:
        if flow.id == node.default:
            return flow, "default"
    raise Stuck(node.id, N_("no condition is true and there is no default flow"))


ENTER = {"exclusiveGateway": exclusive, "parallelGateway": parallel}
