"""Tasks: steps for people, messages sent and awaited, FEEL scripts, decision tables."""

from collections.abc import Mapping
from typing import Any

from engine.errors import N_, OporaError, Stuck
from engine.kernel import services
from engine.kernel.loops import complete
from engine.kernel.plan import Node
from engine.kernel.run import Run
from engine.kernel.state import Token
from engine.kernel.waits import arm
from engine.values import decode_all, encode


def offer(run: Run, token: Token, node: Node) -> None:
    """A user, manual or plain task waits for a person (13.3.3)."""
    run.hold(token, "task")
    run.tell("task.offered", token=token.id, node=node.id, scope=token.scope)


def send(run: Run, token: Token, node: Node) -> None:
    """A send task hands its message over and completes."""
    run.tell("message.sent", name=node.event.name, node=node.id)
    complete(run, token)


def receive(run: Run, token: Token, node: Node) -> None:
    """A receive task waits for its message."""
    run.hold(token, "event")
    arm(run, node, token.scope, token.id)


def script(run: Run, token: Token, node: Node) -> None:
    """A script task sets routing values. Raises Stuck when its FEEL gives nothing to set."""
    assert node.script
    value = run.evaluate(node.script.expression, node, token.scope)
    _assign(run, token, node, value, node.script.result)
    complete(run, token)


def decide(run: Run, token: Token, node: Node) -> None:
    """A business-rule task asks its decision table; the answer lands in one routing value. Raises Stuck."""
    use = node.decision
    assert use
    try:
        answer = use.table.decide(run.names(token.scope), run.moment)
    except OporaError as error:
        raise Stuck(node.id, error) from error
    outputs = _kept(node, answer.value)
    run.tell("decision.made", node=node.id, table=use.ref, outputs=outputs, rules=list(answer.rules))
    _assign(run, token, node, answer.value, use.result)
    complete(run, token)


def _assign(run: Run, token: Token, node: Node, value: Any, result: str) -> None:
    values: Mapping[str, Any] = {result: value} if result else value
    if not isinstance(values, dict):
        raise Stuck(node.id, N_("its script gives no named values"))
    encoded = {name: _kept(node, item) for name, item in values.items()}
    run.assign(token.scope, decode_all(encoded))
    run.tell("values.set", node=node.id, values=encoded)


def _kept(node: Node, value: Any) -> Any:
    """The value as it will be stored: what is read back is what is gone on with. Raises Stuck."""
    try:
        return encode(value)
    except TypeError as error:
        raise Stuck(node.id, N_("its script gives something that no case can keep")) from error


BODIES = {
    "userTask": offer,
    "manualTask": offer,
    "task": offer,
    "sendTask": send,
    "receiveTask": receive,
    "scriptTask": script,
    "businessRuleTask": decide,
    "serviceTask": services.ask,
}
