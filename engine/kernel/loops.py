"""Activities that run several times: standard loops and multi-instance, sequential or parallel (13.3.6, 13.3.7).

The activity's token stays; every run is an instance with values of its own (`loopCounter`, the
item) and a token at the same element. A board, an instance without a key, keeps what the runs of a
multi-instance share. Nothing of a finished run remains.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.errors import N_, Stuck
from engine.kernel.completed import keep
from engine.kernel.plan import Loop, Node
from engine.kernel.routing import leave
from engine.kernel.run import Run
from engine.kernel.state import Instance, Token
from engine.values import decode, encode, encode_all

COUNTER = "loopCounter"
MOST = 1_000


def complete(run: Run, token: Token, skipped: bool = False) -> None:
    """An activity is done: its next run begins, or its boundary falls silent and the token goes on.

    What compensates ends here: the next of what is to be undone follows.
    """
    if not skipped:
        keep(run, token)
    if run.is_run(token):
        _after(run, token)
        return
    run.drop_waits(token.id)
    if run.scopes[token.scope].undo:
        run.consume(run.tokens[token.id])
    else:
        leave(run, token)


def begin(run: Run, token: Token, node: Node) -> None:
    """The first run of a repeated activity, or all of them. Raises Stuck when nobody can say how many."""
    loop = node.loop
    assert loop
    here = run.hold(token, "scope")
    if loop.kind == "standard":
        if loop.test_before and not _goes_on(run, node, token.scope, 0):
            complete(run, here)
        else:
            _open(run, here, {COUNTER: 1})
        return
    items = _items(run, node, token.scope)
    if not items:
        _finish(run, here, loop, [])
        return
    run.instance("", token.id, {"items": items, "outputs": [None] * len(items)})
    for number in range(1, len(items) + 1 if loop.kind == "parallel" else 2):
        _open(run, here, _own(loop, number, items))


def _after(run: Run, token: Token) -> None:
    """One run is done."""
    instance = run.scopes[token.scope]
    caller, node = run.tokens[instance.token or 0], run.plan.nodes[token.node]
    assert node.loop
    number = int(instance.values[COUNTER])
    if node.loop.kind == "standard":
        goes_on = _goes_on(run, node, instance.id, number)
        _close(run, token)
        if goes_on:
            _open(run, caller, {COUNTER: number + 1})
        else:
            complete(run, caller)
        return
    _next_instance(run, token, caller, node.loop)


def _next_instance(run: Run, token: Token, caller: Token, loop: Loop) -> None:
    instance = run.scopes[token.scope]
    board = next(found for found in run.inside(caller.id) if not found.key)
    number, items = int(instance.values[COUNTER]), board.values["items"]
    outputs = [*board.values["outputs"]]
    outputs[number - 1] = instance.values.get(loop.output)
    enough = loop.condition is not None and run.holds(loop.condition, run.plan.nodes[token.node], instance.id)
    _close(run, token)
    if loop.kind == "sequential" and number < len(items) and not enough:
        _open(run, caller, _own(loop, number + 1, items))
    elif enough or len(run.inside(caller.id)) == 1:
        _withdraw_rest(run, caller)
        _finish(run, caller, loop, outputs)
        return
    run.scopes[board.id] = Instance(board.id, "", caller.id, {"items": items, "outputs": outputs})


def _withdraw_rest(run: Run, caller: Token) -> None:
    for instance in run.inside(caller.id):
        run.close(instance, caller.node)


def _finish(run: Run, caller: Token, loop: Loop, outputs: list[Any]) -> None:
    if loop.outputs:
        values = {loop.outputs: outputs}
        run.assign(caller.scope, values)
        run.tell("values.set", node=caller.node, values=encode_all(values))
    complete(run, caller)


def _open(run: Run, caller: Token, values: Mapping[str, Any]) -> None:
    instance = run.open(caller.node, caller, values)
    run.appear(caller.node, instance.id)


def _close(run: Run, token: Token) -> None:
    instance = run.scopes[token.scope]
    del run.tokens[token.id]
    run.close(instance, token.node)


def _goes_on(run: Run, node: Node, scope: int, done: int) -> bool:
    loop = node.loop
    assert loop
    if loop.maximum is not None and done >= loop.maximum:
        return False
    return loop.condition is None or run.holds(loop.condition, node, scope)


def _items(run: Run, node: Node, scope: int) -> list[Any]:
    loop = node.loop
    assert loop
    if loop.collection:
        value = run.evaluate(loop.collection, node, scope)
        if isinstance(value, list | tuple) and len(value) <= MOST:
            return list(decode(encode(value)))
        raise Stuck(node.id, N_("what it repeats over is no list"))
    assert loop.cardinality
    count = run.evaluate(loop.cardinality, node, scope)
    whole = isinstance(count, int | Decimal) and not isinstance(count, bool) and count == int(count)
    if not whole or not 0 <= count <= MOST:
        raise Stuck(node.id, N_("how often it repeats is no number"))
    return list(range(1, int(count) + 1))


def _own(loop: Loop, number: int, items: list[Any]) -> dict[str, Any]:
    """The values of one run."""
    own: dict[str, Any] = {COUNTER: number}
    if loop.item:
        own[loop.item] = items[number - 1]
    if loop.output and loop.output not in own:
        own[loop.output] = None
    return own
