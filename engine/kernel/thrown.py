"""What is thrown inside a case: links, signals, errors and escalations, and who catches them (13.5)."""

from collections.abc import Callable, Iterator

from engine.errors import N_, Stuck
from engine.kernel.plan import Node
from engine.kernel.run import Run
from engine.kernel.state import Instance, Token, Wait
from engine.kernel.waits import again

Throw = Callable[[Run, Token, Node], None]


def throw(run: Run, token: Token, node: Node) -> None:
    """Throw what the node's event is about; the token itself is not moved, but may be withdrawn."""
    if node.event.kind in THROWS:
        THROWS[node.event.kind](run, token, node)


def jump(run: Run, token: Token, node: Node) -> None:
    """A link: go on at the catching end of the same name."""
    for key in run.plan.scopes[node.scope].nodes:
        other = run.plan.nodes[key]
        if other.kind == "intermediateCatchEvent" and other.event == node.event:
            run.appear(key, token.scope, None, token.id)
            return
    raise Stuck(node.id, N_("its link leads nowhere"))


def interrupt(run: Run, node: Node, scope: int, host: Token | None) -> None:
    """A catching event on a boundary (of `host`) or of an event sub-process happens in `scope`."""
    if host is None:
        if node.interrupting:
            run.clear(scope, node.id)
        run.appear(node.scope, scope)
        return
    run.appear(node.id, host.scope)
    if node.interrupting:
        run.cancel(host, node.id)


def happen(run: Run, wait: Wait, node: Node) -> None:
    """An awaited event on a boundary or of an event sub-process came."""
    if node.interrupting:
        del run.waits[wait.id]
    else:
        again(run, node, wait)
    interrupt(run, node, wait.scope, run.tokens[wait.token] if wait.token is not None else None)


def _message(run: Run, token: Token, node: Node) -> None:
    run.tell("message.sent", name=node.event.name, node=node.id)


def _signal(run: Run, token: Token, node: Node) -> None:
    """Heard at once within the case; what is told lets a worker spread it to all others."""
    run.signals.append(node.event.name)
    run.tell("signal.thrown", name=node.event.name, node=node.id)


def _error(run: Run, token: Token, node: Node) -> None:
    """The innermost catcher takes it; with none, the case ends by this error."""
    caught = next(_catchers(run, token, node), None)
    if caught:
        interrupt(run, *caught)
        return
    run.tell("incident.raised", node=node.id, reason=N_("nothing catches this error"))
    run.end(node.id)


def _escalation(run: Run, token: Token, node: Node) -> None:
    """The innermost catcher takes it; with none, it passes unheard."""
    caught = next(_catchers(run, token, node), None)
    if caught:
        interrupt(run, *caught)


def _catchers(run: Run, token: Token, node: Node) -> Iterator[tuple[Node, int, Token | None]]:
    """Who catches the node's event, innermost first: event sub-processes, then boundaries, outwards."""
    for instance in run.around(token.scope):
        for listener in _matching(run, node, _listeners(run, instance)):
            yield listener, instance.id, None
        if instance.token is None:
            return
        host = run.tokens[instance.token]
        if not run.is_run(host):
            for boundary in _matching(run, node, run.plan.nodes[host.node].boundaries):
                yield boundary, host.scope, host


def _listeners(run: Run, instance: Instance) -> tuple[str, ...]:
    """The scope's event sub-processes that could still begin: one that interrupted has silenced the rest."""
    scope = run.plan.scopes.get(instance.key)
    if scope is None:
        return ()
    stopped = any(
        run.plan.nodes[token.node].kind == "eventSubProcess" and _interrupts(run, token.node)
        for token in run.tokens.values() if token.scope == instance.id
    )  # fmt: skip
    return () if stopped else scope.listeners


def _interrupts(run: Run, sub_process: str) -> bool:
    starts = run.plan.scopes[sub_process].starts
    return any(run.plan.nodes[start].interrupting for start in starts)


def _matching(run: Run, thrown: Node, keys: tuple[str, ...]) -> list[Node]:
    """Catchers of this kind: those of the same code before those of any."""
    nodes = [run.plan.nodes[key] for key in keys]
    fitting = [node for node in nodes if node.event.kind == thrown.event.kind]
    exact = [node for node in fitting if node.event.name and node.event.name == thrown.event.name]
    return exact + [node for node in fitting if not node.event.name]


THROWS: dict[str, Throw] = {
    "message": _message,
    "signal": _signal,
    "error": _error,
    "escalation": _escalation,
}
