"""Which flows a token leaves by."""

from engine.errors import N_, Stuck
from engine.kernel.plan import Flow, Node
from engine.kernel.run import Run
from engine.kernel.state import Token


def leave(run: Run, token: Token) -> None:
    """Go on by the outgoing flows: all of them, but conditional ones only when true (13.3.1)."""
    node = run.plan.nodes[token.node]
    flows = node.outgoing
    if any(flow.condition for flow in flows):
        flows = chosen(run, token, node)
    run.take(token, flows)


def arrive(run: Run, token: Token, node: Node) -> None:
    """A token ends at an end event, in the main process perhaps the case's exit."""
    at_root = run.scopes[token.scope].token is None
    if at_root and not (run.reached and run.plan.nodes[run.reached].outcome and not node.outcome):
        run.reached = node.id
    run.consume(token)


def chosen(run: Run, token: Token, node: Node) -> tuple[Flow, ...]:
    """Every flow whose condition is true or absent, else the default one. Raises Stuck."""
    flows = tuple(
        flow for flow in node.outgoing
        if flow.id != node.default and (not flow.condition or run.holds(flow.condition, node, token.scope))
    )  # fmt: skip
    return _told(run, node, flows)


def first(run: Run, token: Token, node: Node) -> tuple[Flow, ...]:
    """The first flow whose condition is true, in the order drawn, else the default one. Raises Stuck."""
    for flow in node.outgoing:
        if flow.id != node.default and flow.condition and run.holds(flow.condition, node, token.scope):
            return _told(run, node, (flow,))
    return _told(run, node, ())


def _told(run: Run, node: Node, flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
    because = "condition" if flows else "default"
    flows = flows or tuple(flow for flow in node.outgoing if flow.id == node.default)
    if not flows:
        raise Stuck(node.id, N_("no condition is true and there is no default flow"))
    run.tell("gateway.decided", node=node.id, flows=[flow.id for flow in flows], because=because)
    return flows
