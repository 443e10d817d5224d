"""Awaited events: what a catching event needs to be woken by a clock, a message or a condition."""

from dataclasses import replace

from engine.errors import N_, Stuck
from engine.kernel import schedule
from engine.kernel.plan import Node
from engine.kernel.run import Run
from engine.kernel.schedule import Schedule
from engine.kernel.state import Wait

WAITED = {"timer": "timer", "message": "message", "signal": "signal", "conditional": "condition"}
"""Kinds of events that are awaited, and the kind of their wait; others are thrown at."""


def arm(run: Run, node: Node, scope: int, token: int | None) -> None:
    """Await the node's event. Raises Stuck when its timer says no moment."""
    event = node.event
    if event.kind not in WAITED:
        return
    wait = Wait(run.new(), node.id, WAITED[event.kind], scope, token, event.name)
    if event.kind == "timer":
        _set(run, node, wait, _schedule(run, node, wait))
        return
    run.waits[wait.id] = wait
    if event.kind == "message":
        run.tell("message.awaited", token=wait.id, node=node.id, name=event.name)


def again(run: Run, node: Node, wait: Wait) -> None:
    """After an event that does not interrupt: a cycle's next occurrence, a message's next arrival."""
    if wait.kind != "timer":
        return
    plan = _schedule(run, node, wait)
    if plan.ends_with(wait.number):
        del run.waits[wait.id]
        return
    _set(run, node, replace(wait, number=wait.number + 1), plan)


def _set(run: Run, node: Node, wait: Wait, plan: Schedule) -> None:
    try:
        anchor = wait.anchor or plan.anchor(run.moment)
        number = wait.number if wait.anchor else plan.first(run.moment)
        due = plan.due(anchor, number, run.moment.calendar)
    except (OverflowError, ValueError) as error:
        raise Stuck(node.id, N_("its timer lies beyond the calendar")) from error
    keeps = anchor if plan.repeats != 1 else None
    run.waits[wait.id] = replace(wait, due=due, anchor=keeps, number=number)
    run.tell("timer.set", token=wait.id, node=node.id, due=due.isoformat())


def _schedule(run: Run, node: Node, wait: Wait) -> Schedule:
    timer = node.event.timer
    assert timer
    if timer.fixed:
        return timer.fixed
    assert timer.expression
    try:
        return schedule.of_value(timer.kind, run.evaluate(timer.expression, node, wait.scope))
    except ValueError as error:
        raise Stuck(node.id, N_("its timer gives no moment")) from error
