"""An operator's hands: moving a case where its diagram did not foresee the way."""

from engine.errors import N_, Gone, Stuck
from engine.kernel import activities, loops
from engine.kernel.inputs import Cancel, Place, Skip
from engine.kernel.run import Run

NOWHERE = frozenset({"startEvent", "boundaryEvent"})
BECAUSE = "operator"
CANCELLED = "cancelled"
"""The exit of a case that an operator ended; no diagram draws it."""


def skip(run: Run, given: Skip) -> None:
    """A task passes undone; its token goes on as if it had been completed. Raises Gone."""
    token = run.tokens.get(given.token)
    if token is None or token.kind != "task":
        raise Gone()
    run.tell("task.withdrawn", token=token.id, node=token.node, because=BECAUSE)
    loops.complete(run, token, skipped=True)


def place(run: Run, given: Place) -> None:
    """A token is put on another element of its stage. Raises Gone, and Stuck where none can stand."""
    token, node = run.tokens.get(given.token), run.plan.nodes.get(given.node)
    if token is None:
        raise Gone()
    if node is None or node.kind in NOWHERE or node.scope != run.scopes[token.scope].key:
        raise Stuck(given.node, N_("no token of that stage can be put there"))
    if given.alone:
        run.clear(token.scope, BECAUSE)
        activities.listen(run, run.scopes[token.scope])
    else:
        run.cancel(token, BECAUSE)
    run.appear(node.id, token.scope)


def cancel(run: Run, given: Cancel) -> None:
    """The case ends outside its diagram; everything in it is withdrawn. Raises Gone."""
    if not run.scopes:
        raise Gone()
    run.end(CANCELLED)
