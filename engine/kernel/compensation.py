"""Compensation: what was completed is undone, the latest first; and the cancelling of transactions (13.5.5).

The event that throws holds a scope of its own (`Instance.undo`), in which what compensates runs, one
after another. A completed sub-process that nothing compensates as a whole opens such a scope within.
"""

from dataclasses import replace

from engine.kernel.completed import INSIDE, pass_on
from engine.kernel.plan import Node
from engine.kernel.routing import arrive, leave
from engine.kernel.run import Run
from engine.kernel.state import Done, Instance, Token
from engine.kernel.thrown import interrupt


def begin(run: Run, token: Token, node: Node) -> None:
    """A compensation event undoes what it means; it waits for that unless it says otherwise."""
    meant = [done for done in _at_hand(run, token) if node.event.name in {"", done.node}]
    if not meant:
        _go_from(run, token, node)
        return
    goes_on = node.kind == "intermediateThrowEvent" and not node.event.waits
    _undo(run, _stand(run, node.id, token.scope) if goes_on else token, meant)
    if goes_on:
        leave(run, token)


def abort(run: Run, token: Token, node: Node) -> None:
    """A cancel end event: the rest of the transaction is withdrawn, what was completed in it is undone."""
    run.clear(token.scope, node.id)
    host = _stand(run, node.id, token.scope)
    _undo(run, host, [done for done in run.done.values() if done.holder == token.scope])


def go_on(run: Run, instance: Instance) -> None:
    """Undo the latest of what is left; with nothing left, the event that asked for it goes on."""
    left = [done.id for done in run.done.values() if done.holder == instance.id]
    if not left:
        _finish(run, instance)
        return
    done = run.done.pop(max(left))
    node = run.plan.nodes[done.node]
    run.scopes[instance.id] = replace(instance, values=done.values)
    if node.undo and run.plan.nodes[node.undo].kind != INSIDE:
        run.forget(done.id)
        run.appear(node.undo, instance.id)
    else:
        _undo_within(run, done, node, _stand(run, node.id, instance.id))


def _undo_within(run: Run, done: Done, node: Node, host: Token) -> None:
    """A completed sub-process or call is undone by its event sub-process, else piece by piece."""
    pieces = [other for other in run.done.values() if other.holder == done.id]
    if not node.undo:
        run.hold(host, "scope")
        inner = run.instance("", host.id, {}, undo=True)
        pass_on(run, pieces, inner.id)
        go_on(run, inner)
        return
    inner = run.open(node.inner or "", host)
    pass_on(run, pieces, inner.id)
    run.appear(node.undo, inner.id)


def _at_hand(run: Run, token: Token) -> list[Done]:
    """What was completed in the scope of an event; from within an event sub-process also around it."""
    instance = run.scopes[token.scope]
    holders = {instance.id}
    while instance.token is not None and run.plan.nodes[run.tokens[instance.token].node].kind == INSIDE:
        instance = run.scopes[run.tokens[instance.token].scope]
        holders.add(instance.id)
    return [done for done in run.done.values() if done.holder in holders]


def _undo(run: Run, host: Token, meant: list[Done]) -> None:
    instance = run.open(host.node, host, undo=True)
    pass_on(run, meant, instance.id)
    go_on(run, instance)


def _stand(run: Run, node: str, scope: int) -> Token:
    """A token of its own that stands at an element without entering it."""
    token = Token(run.new(), node, scope)
    run.tokens[token.id] = token
    run.tell("token.moved", token=token.id, flow=None, node=node)
    return token


def _finish(run: Run, instance: Instance) -> None:
    host = run.tokens[instance.token or 0]
    node = run.plan.nodes[host.node]
    run.close(instance, node.id)
    if run.scopes[host.scope].undo:
        run.consume(host)
    elif node.event.kind == "cancel":
        _leave_transaction(run, host)
    elif node.kind == "endEvent" or node.event.waits:
        _go_from(run, host, node)
    else:
        run.consume(host)


def _go_from(run: Run, token: Token, node: Node) -> None:
    if node.kind == "endEvent":
        arrive(run, token, node)
    else:
        leave(run, token)


def _leave_transaction(run: Run, token: Token) -> None:
    """The cancelled transaction is left by the cancel event on its boundary."""
    host = run.tokens[run.scopes[token.scope].token or 0]
    while run.is_run(host):
        host = run.tokens[run.scopes[host.scope].token or 0]
    nodes = (run.plan.nodes[key] for key in run.plan.nodes[host.node].boundaries)
    interrupt(run, next(node for node in nodes if node.event.kind == "cancel"), host.scope, host)
