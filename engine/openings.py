"""Cases that open by themselves: timer start events of a family's main process, as chores that wait for a moment.

A start says when (`timer`), and by `opora:each` for whom: one case per account that holds one of the roles, for
each team it holds it in; the account takes the named seat. Without `opora:each` one case opens, of no team.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from engine.calendars import Calendar, Moment
from engine.definitions import Definition
from engine.kernel.plan import Node
from engine.kernel.schedule import Schedule
from engine.kernel.timers import schedule_of
from engine.stores import Chore, Holder

START = "start"
"""The kind of these chores."""

ASKED_AGAIN = "date ="
"""How the text of a timer begins that is a date in FEEL."""


def chores(definition: Definition, moment: Moment) -> list[Chore]:
    """What waits from the publication of a version on: the next moment of each of its starts."""
    found = (_from(definition, node, moment) for node in definition.plan.timed)
    return [chore for chore in found if chore]


def following(definition: Definition, payload: Mapping[str, Any], due: datetime, calendar: Calendar) -> Chore | None:
    """What waits after the moment `due` of a start; None when that was the last.

    A date in FEEL is asked again after each moment: as long as it tells a later one, cases go on opening.
    """
    node = definition.plan.nodes[payload["node"]]
    if payload["timer"].startswith(ASKED_AGAIN):
        chore = _from(definition, node, Moment(calendar.local(due), calendar))
        return chore if chore and chore.due > due else None
    moment = Moment(calendar.local(datetime.fromisoformat(payload["set"])), calendar)
    found, number = _schedule(node, moment), int(payload["number"])
    return None if found.ends_with(number) else _chore(definition, node, moment, found, number + 1)


def latest(node: Node, moment: Moment, back: int = 0) -> datetime:
    """The latest moment of a start before now, or one so many moments `back`."""
    found = _schedule(node, moment)
    return found.due(found.anchor(moment), found.first(moment) - 1 - back, moment.calendar)


def is_kept(chore: Chore, payload: Mapping[str, Any]) -> bool:
    """Whether what waits already, with this payload, is the same schedule: a new version does not begin it anew."""
    return bool(payload.get("timer") == chore.payload["timer"])


def is_due(node: Node, payload: Mapping[str, Any]) -> bool:
    """Whether the start still has the schedule that a chore waited for."""
    return bool(node.event.timer and payload["timer"] == _text(node))


def prefix(process: str) -> str:
    """What the keys of a process's chores begin with."""
    return f"{START}:{process}:"


def whom(node: Node, holders: Sequence[Holder]) -> list[Holder | None]:
    """Whom cases open for, each person once per team; one case for nobody in particular without `opora:each`."""
    return list(dict.fromkeys(holders)) if node.each else [None]


def command(node: Node, process: str, due: datetime, holder: Holder | None) -> str:
    """What makes an opening count once: process, start, moment and account."""
    seated = f"{holder.account}:{holder.team}" if holder else ""
    return f"{START}:{process}:{node.id}:{due.astimezone(UTC).isoformat()}:{seated}"


def _from(definition: Definition, node: Node, given: Moment) -> Chore | None:
    """The next moment, counted from now; None when all lie in the past."""
    moment = Moment(given.calendar.local(given.now), given.calendar)
    found = _schedule(node, moment)
    chore = _chore(definition, node, moment, found, found.first(moment))
    return chore if chore.due >= moment.now else None


def _chore(definition: Definition, node: Node, moment: Moment, found: Schedule, number: int) -> Chore:
    due = found.due(found.anchor(moment), number, moment.calendar)
    payload = {"process": definition.key, "node": node.id, "timer": _text(node),
               "set": moment.now.isoformat(), "number": number}  # fmt: skip
    return Chore(START, prefix(definition.key) + node.id, due, payload)


def _schedule(node: Node, moment: Moment) -> Schedule:
    assert node.event.timer
    return schedule_of(node.event.timer, moment)


def _text(node: Node) -> str:
    timer = node.event.timer
    return f"{timer.kind} {timer.text}" if timer else ""
