"""Service tasks: a function is asked for, and answers, or fails and waits for an operator (13.3.3).

The kernel calls nothing: it says what is wanted and waits. What comes of it is an input, so a replay
needs no function.
"""

from dataclasses import replace

from engine.errors import N_, Gone, Stuck
from engine.kernel.inputs import Fail, Retry, Return
from engine.kernel.loops import complete
from engine.kernel.plan import Node
from engine.kernel.run import Run
from engine.kernel.state import Token, Wait
from engine.values import encode_all

KIND = "service"


def ask(run: Run, token: Token, node: Node) -> None:
    """A service task asks for its function and waits. Raises Stuck where its inputs cannot be told."""
    run.hold(token, "event")
    _request(run, Wait(run.new(), node.id, KIND, token.scope, token.id))


def returned(run: Run, given: Return) -> None:
    """The function answered: its answer lands in one routing value. Raises Gone."""
    wait = run.waits.get(given.token)
    if wait is None or wait.kind != KIND or wait.token is None:
        raise Gone()
    use = run.plan.nodes[wait.node].service
    if use and use.result:
        run.assign(wait.scope, {use.result: given.output})
    complete(run, run.tokens[wait.token])


def failed(run: Run, given: Fail) -> None:
    """A service or a timer was tried in vain: it waits for an operator. Raises Gone."""
    wait = run.waits.get(given.token)
    if wait is None or wait.kind not in {KIND, "timer"} or wait.incident:
        raise Gone()
    run.waits[wait.id] = replace(wait, incident=given.reason)
    run.tell("incident.raised", node=wait.node, reason=given.reason)


def retried(run: Run, given: Retry) -> None:
    """An operator lets what failed be tried again; a service's inputs are worked out anew. Raises Gone."""
    wait = run.waits.get(given.token)
    if wait is None or not wait.incident:
        raise Gone()
    run.waits[wait.id] = wait = replace(wait, incident="")
    if wait.kind == KIND:
        _request(run, wait)


def _request(run: Run, wait: Wait) -> None:
    node = run.plan.nodes[wait.node]
    use = node.service
    assert use
    inputs = {name: run.evaluate(expression, node, wait.scope) for name, expression in use.inputs.items()}
    try:
        encoded = encode_all(inputs)
    except TypeError as error:
        raise Stuck(node.id, N_("its inputs hold something that no case can keep")) from error
    run.waits[wait.id] = replace(wait, name=use.name, due=run.moment.now, values=inputs)
    run.tell("service.requested", token=wait.id, node=node.id, service=use.name, inputs=encoded)
