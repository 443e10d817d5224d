"""Where a case left the way its method foresees: by whom, when; why is in the event's sealed part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.case import Case
from engine.definitions import Definition
from engine.errors import N_
from engine.history import Event
from engine.tasks import OpenTask

LATE, OTHER_HAND, AFTERWARDS = "late", "other_hand", "afterwards"

KINDS = {
    "task.skipped": N_("Step skipped"),
    "token.placed": N_("Moved to another step"),
    "stage.rewound": N_("Stage begun again"),
    "case.cancelled": N_("Ended outside its diagram"),
    "case.suspended": N_("Stopped"),
    "incident.retried": N_("Tried again after a failure"),
    "deadline.extended": N_("Deadline extended"),
    "deadline.paused": N_("Deadline paused"),
    "record.corrected": N_("Record corrected"),
    "case.migrated": N_("Moved to another version of the method"),
    LATE: N_("Done late"),
    AFTERWARDS: N_("Approved after the fact"),
    OTHER_HAND: N_("Done by somebody else than the holder of the seat"),
}
"""Every kind of departure with its name: events that are one by themselves, and what steps show.

Forms by which something is approved that was done already are named by the family (`afterwards` in process.toml).
"""


@dataclass(frozen=True, slots=True)
class Departure:
    """One departure; `due` is the moment that was missed, `holder` who should have done the step."""

    seq: int
    kind: str
    node: str
    node_name: str
    at: datetime
    by: str | None
    due: datetime | None = None
    holder: str | None = None


def departures(events: Sequence[Event], before: Case | None, definition: Definition) -> Iterator[Departure]:
    """The departures of some actions; `before` is the case before them (None: it was not there)."""
    tasks = before.tasks if before else {}
    for event in events:
        token = event.data.get("token")
        task = tasks.get(token) if isinstance(token, int) else None
        key = str(event.data.get("node", "") or event.data.get("to", "")) if event.kind != "case.migrated" else ""
        node = definition.plan.nodes.get(task.node if task and not key else key)
        told = (node.id if node else key, node.name if node else "", event.at, event.actor)
        if event.kind in KINDS:
            yield Departure(event.seq, event.kind, *told)
        if event.data.get("form") in definition.settings.get(AFTERWARDS, ()):
            yield Departure(event.seq, AFTERWARDS, *told)
        if event.kind == "task.completed" and task:
            yield from _done(event, task, before, told)


def _done(
    event: Event, task: OpenTask, before: Case | None, told: tuple[str, str, datetime, str | None]
) -> Iterator[Departure]:
    """What the completion of a task shows: the moment it was due, the seat it belongs to."""
    if task.due and task.due < event.at:
        yield Departure(event.seq, LATE, *told, due=task.due)
    holder = before.seats.get(task.seat) if before else None
    if holder and holder not in (event.actor, event.on_behalf_of):
        yield Departure(event.seq, OTHER_HAND, *told, holder=holder)
