"""Activities around what they do: boundary events, and the scopes they open and close."""

from collections.abc import Callable

from engine.kernel import compensation, loops
from engine.kernel.completed import keep_scope
from engine.kernel.plan import Node
from engine.kernel.run import Run
from engine.kernel.state import Instance, Token
from engine.kernel.waits import arm

Body = Callable[[Run, Token, Node], None]


def activity(body: Body) -> Body:
    """An activity does what it does, as often as it says, and its boundary is watched while it waits."""

    def enter(run: Run, token: Token, node: Node) -> None:
        one_of_many = node.loop is not None and run.is_run(token)
        if node.loop and not one_of_many:
            loops.begin(run, token, node)
        else:
            body(run, token, node)
        if node.boundaries and not one_of_many:
            _watch(run, token.id, node)

    return enter


def _watch(run: Run, token: int, node: Node) -> None:
    """Await the events on an activity's boundary, if it is still active."""
    here = run.tokens.get(token)
    if here is None or here.node != node.id or here.kind == "moving":
        return
    for boundary in node.boundaries:
        arm(run, run.plan.nodes[boundary], here.scope, token)


def begin(run: Run, instance: Instance) -> None:
    """Put tokens at the starts of a scope just opened and listen for its event sub-processes."""
    scope = run.plan.scopes[instance.key]
    for start in scope.starts:
        run.appear(start, instance.id)
    listen(run, instance)
    if not scope.starts:
        run.emptied.append(instance.id)


def listen(run: Run, instance: Instance) -> None:
    """Await what would start the scope's event sub-processes."""
    for listener in run.plan.scopes[instance.key].listeners:
        arm(run, run.plan.nodes[listener], instance.id, None)


def enter_scope(run: Run, token: Token, node: Node) -> None:
    """A call activity or a sub-process opens its scope and waits until no token is left in it."""
    assert node.inner
    begin(run, run.open(node.inner, token))


def close_scope(run: Run, scope: int) -> None:
    """The last token of a scope is gone: its activity is done, or the case, or one thing is undone."""
    instance = run.scopes.get(scope)
    if instance is None or any(token.scope == scope for token in run.tokens.values()):
        return
    if instance.undo:
        compensation.go_on(run, instance)
        return
    if instance.token is None:
        run.end(run.reached or run.plan.root)
        return
    caller = run.tokens[instance.token]
    keep_scope(run, instance, caller)
    run.close(instance, caller.node)
    loops.complete(run, caller)


BODIES: dict[str, Body] = {
    "callActivity": enter_scope,
    "subProcess": enter_scope,
    "transaction": enter_scope,
    "eventSubProcess": enter_scope,
}
