"""Gateways: which way on, and who waits for whom (13.4)."""

from collections.abc import Iterable

from engine.kernel.plan import Node
from engine.kernel.routing import chosen, first, leave
from engine.kernel.run import Run
from engine.kernel.state import Token
from engine.kernel.waits import arm


def exclusive(run: Run, token: Token, node: Node) -> None:
    """Takes the first flow whose condition is true, in the order drawn, else the default (13.4.2)."""
    if len(node.outgoing) < 2:
        leave(run, token)
    else:
        run.take(token, first(run, token, node))


def parallel(run: Run, token: Token, node: Node) -> None:
    """Goes on once a token has come by every incoming flow; takes one from each (13.4.1)."""
    if len(node.incoming) > 1:
        waiting = _waiting(run, run.hold(token, "join"))
        if len(waiting) < len(node.incoming):
            return
        token = _merge(run, waiting.values())
    run.take(token, node.outgoing)


def inclusive(run: Run, token: Token, node: Node) -> None:
    """Takes every flow whose condition is true; where flows join, waits for all that can still come (13.4.3)."""
    if len(node.incoming) > 1:
        run.hold(token, "join")
    else:
        _split(run, token, node)


def settle(run: Run) -> bool:
    """Let one inclusive join go on that nobody can reach any more; whether there was one."""
    for token in run.tokens.values():
        if token.kind != "join" or run.plan.nodes[token.node].kind != "inclusiveGateway":
            continue
        waiting = _waiting(run, token)
        if not _still_coming(run, token, waiting):
            _split(run, _merge(run, waiting.values()), run.plan.nodes[token.node])
            return True
    return False


def by_event(run: Run, token: Token, node: Node) -> None:
    """Waits for several events; the first one that happens decides (13.4.4)."""
    run.hold(token, "event")
    for flow in node.outgoing:
        arm(run, run.plan.nodes[flow.target], token.scope, token.id)


def _split(run: Run, token: Token, node: Node) -> None:
    if len(node.outgoing) < 2:
        leave(run, token)
    else:
        run.take(token, chosen(run, token, node))


def _waiting(run: Run, token: Token) -> dict[str, Token]:
    """The oldest token that waits at the same gateway, by the flow it came."""
    waiting: dict[str, Token] = {}
    for other in run.tokens.values():
        if other.kind == "join" and other.node == token.node and other.scope == token.scope:
            waiting.setdefault(other.flow or "", other)
    return waiting


def _still_coming(run: Run, token: Token, waiting: dict[str, Token]) -> bool:
    """Whether some token can reach a flow nobody came by, and none of the flows somebody came by."""
    upstream = run.plan.upstream[token.node]
    for other in run.tokens.values():
        if other.scope != token.scope or other.node == token.node:
            continue
        flows = [flow for flow, sources in upstream.items() if other.node in sources]
        if flows and not any(flow in waiting for flow in flows):
            return True
    return False


def _merge(run: Run, waiting: Iterable[Token]) -> Token:
    """One token of many: the oldest goes on."""
    oldest, *others = sorted(waiting, key=lambda token: token.id)
    for other in others:
        del run.tokens[other.id]
    return oldest


ENTER = {
    "exclusiveGateway": exclusive,
    "parallelGateway": parallel,
    "inclusiveGateway": inclusive,
    "eventBasedGateway": by_event,
}
