"""Activities around what they do: boundary events, the scopes they open, and going on afterwards."""

from engine.errors import N_, Stuck
from engine.kernel.plan import Flow, Node
from engine.kernel.run import Run
from engine.kernel.state import Instance, Token
from engine.kernel.waits import arm


def watch(run: Run, token: Token, node: Node) -> None:
    """Await the events on an activity's boundary while it is active."""
    for boundary in node.boundaries:
        arm(run, run.plan.nodes[boundary], token.scope, token.id)


def complete(run: Run, token: Token) -> None:
    """An activity is done: its boundary falls silent and the token goes on."""
    run.drop_waits(token.id)
    leave(run, token)


def leave(run: Run, token: Token) -> None:
    """Go on by the outgoing flows: all of them, but conditional ones only when true (13.3.1)."""
    node = run.plan.nodes[token.node]
    flows = node.outgoing
    if any(flow.condition for flow in flows):
        flows = _true(run, token, node)
    run.take(token, flows)


def begin(run: Run, instance: Instance) -> None:
    """Put tokens at the starts of a scope just opened and listen for its event sub-processes."""
    scope = run.plan.scopes[instance.key]
    for start in scope.starts:
        run.appear(start, instance.id)
    for listener in scope.listeners:
        arm(run, run.plan.nodes[listener], instance.id, None)
    if not scope.starts:
        run.emptied.append(instance.id)


def enter_scope(run: Run, token: Token, node: Node) -> None:
    """A call activity or a sub-process opens its scope and waits until no token is left in it."""
    assert node.inner
    begin(run, run.open(node.inner, token))


def close_scope(run: Run, scope: int) -> None:
    """The last token of a scope is gone: its activity is done, or the case."""
    instance = run.scopes.get(scope)
    if instance is None or any(token.scope == scope for token in run.tokens.values()):
        return
    if instance.token is None:
        run.end(run.reached or run.plan.root)
        return
    run.clear(scope, instance.key)
    del run.scopes[scope]
    caller = run.tokens[instance.token]
    run.tell("scope.closed", scope=scope, node=caller.node)
    complete(run, caller)


def _true(run: Run, token: Token, node: Node) -> tuple[Flow, ...]:
    """The flows whose condition is true or absent, else the default one. Raises Stuck."""
    others = [flow for flow in node.outgoing if flow.id != node.default]
    flows = tuple(flow for flow in others if not flow.condition or run.holds(flow.condition, node, token.scope))
    because = "condition" if flows else "default"
    flows = flows or tuple(flow for flow in node.outgoing if flow.id == node.default)
    if not flows:
        raise Stuck(node.id, N_("no condition is true and there is no default flow"))
    run.tell("gateway.decided", node=node.id, flows=[flow.id for flow in flows], because=because)
    return flows


BODIES = {"callActivity": enter_scope, "subProcess": enter_scope}
