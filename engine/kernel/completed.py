"""What is kept of completed activities that may be compensated later (13.5.5); of all others, nothing."""

from collections.abc import Mapping
from dataclasses import replace

from engine.kernel.plan import Node
from engine.kernel.run import Run
from engine.kernel.state import Done, Instance, Token

INSIDE = "eventSubProcess"


def keep(run: Run, token: Token) -> None:
    """An activity, or one run of it, is completed; its token still stands.

    Runs of a repeated activity are kept by its token until all of it is completed: what is still
    active is not compensated.
    """
    node, scope = run.plan.nodes[token.node], run.scopes[token.scope]
    if node.id not in run.plan.undoable or scope.undo:
        return
    if node.undo and not node.inner and (node.loop is None or run.is_run(token)):
        _add(run, node, token)
    holder, own = (scope.token or 0, scope.values) if run.is_run(token) else (scope.id, {})
    for done in _of(run, token.id):
        run.done[done.id] = replace(done, holder=holder, values={**own, **done.values})


def keep_scope(run: Run, instance: Instance, caller: Token) -> None:
    """A sub-process or call is completed: what was completed in it goes with it, unless one activity undoes it all."""
    node = run.plan.nodes[caller.node]
    if node.id not in run.plan.undoable or run.scopes[caller.scope].undo:
        return
    inner = _of(run, instance.id)
    if not inner and not node.undo:
        return
    kept = _add(run, node, caller)
    if not node.undo or run.plan.nodes[node.undo].kind == INSIDE:
        pass_on(run, inner, kept.id)


def pass_on(run: Run, completed: list[Done], holder: int) -> None:
    """What was completed is compensated by another holder from now on."""
    for done in completed:
        run.done[done.id] = replace(done, holder=holder)


def _add(run: Run, node: Node, token: Token) -> Done:
    done = Done(run.new(), node.id, token.id)
    run.done[done.id] = done
    return done


def _of(run: Run, holder: int) -> list[Done]:
    return [done for done in run.done.values() if done.holder == holder]


def undoable(nodes: Mapping[str, Node]) -> frozenset[str]:
    """The activities with something that compensates them, beside or within them, at any depth."""
    found = {node.id for node in nodes.values() if node.undo}
    while True:
        scopes = {nodes[key].scope for key in found}
        more = {node.id for node in nodes.values() if node.inner in scopes} - found
        if not more:
            return frozenset(found)
        found |= more
