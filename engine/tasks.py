"""Open user tasks and the promise each carries: who it is for and when it is due."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from engine.calendars import Calendar, Moment
from engine.deadlines import Extension, Pause, Rule, due
from engine.errors import Gone
from engine.history import Event
from engine.kernel.plan import Node, TaskInfo


@dataclass(frozen=True, slots=True)
class Delay:
    """A task that was done, or withdrawn, after it was due."""

    token: int
    node: str
    due: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A step that waits for a person.

    `stage` is the element of the main diagram it belongs to; `anchor_at` the moment its deadline
    counts from. A task with an assignee is claimed, one without is offered to its role. `lender` asked
    the assignee to do it, who may give it back; `follow_up` is when the assignee wants to come back to it;
    `cause` the element whose input opened it.
    """

    token: int
    node: str
    role: str
    seat: str
    offered_at: datetime
    stage: str | None = None
    assignee: str | None = None
    claimed_at: datetime | None = None
    anchor_at: datetime | None = None
    due: datetime | None = None
    warn_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    lender: str | None = None
    follow_up: datetime | None = None
    cause: str = ""

    def taken(self, by: str | None, at: datetime) -> "OpenTask":
        """The task in the hands of a person, or (None) offered to its role again."""
        return replace(self, assignee=by, claimed_at=at if by else None, lender=None, follow_up=None)

    def handed(self, event: Event) -> "OpenTask":
        """The task after somebody took it or gave it, or it was put off."""
        if event.kind == "task.put_off":
            until = event.data["until"]
            return replace(self, follow_up=datetime.fromisoformat(until) if until else None)
        to = self.taken(None if event.kind == "task.released" else event.data.get("to", event.principal), event.at)
        lends = event.kind == "task.delegated" and to.assignee != self.lender
        return replace(to, lender=self.assignee or event.principal) if lends else to

    def after(self, event: Event, rule: Rule, calendar: Calendar) -> "OpenTask":
        """The task after its deadline was extended, paused or resumed."""
        changed = _PROMISES[event.kind](self, event)
        if changed.anchor_at is None:
            return changed
        promise = due(rule, changed.anchor_at, calendar, changed.pauses, changed.extensions)
        return replace(changed, due=promise.at, warn_at=promise.warn_at)


@dataclass(frozen=True, slots=True)
class Anchors:
    """The moments deadlines may count from: the case's opening, values of facts, completed tasks."""

    opened_at: datetime
    values: Mapping[str, Any]
    reached: Mapping[str, datetime]

    def find(self, anchor: str, moment: Moment) -> datetime:
        """The anchor's moment; a fact that is not known yet counts from now."""
        kind, _, name = anchor.partition(":")
        known: Any = {"case": self.opened_at, "task": self.reached.get(name), "fact": self.values.get(name)}.get(kind)
        if isinstance(known, datetime):
            return known
        if isinstance(known, date):
            return moment.calendar.opens(known)
        return moment.now


def offer(token: int, node: Node, stage: str | None, anchors: Anchors, moment: Moment) -> OpenTask:
    """A task that just opened, with its deadline worked out (T2.1: one working day after the signal)."""
    info = node.task or TaskInfo()
    task = OpenTask(token, node.id, info.role, info.seat or info.role, moment.now, stage)
    if info.deadline is None:
        return task
    anchor_at = anchors.find(info.deadline.anchor, moment)
    promise = due(info.deadline, anchor_at, moment.calendar)
    return replace(task, anchor_at=anchor_at, due=promise.at, warn_at=promise.warn_at)


def _extended(task: OpenTask, event: Event) -> OpenTask:
    data = event.data
    extension = Extension(data["amount"], data["unit"], event.private["reason"])
    return replace(task, extensions=(*task.extensions, extension))


def _paused(task: OpenTask, event: Event) -> OpenTask:
    return replace(task, pauses=(*task.pauses, Pause(event.at, None, event.private["reason"])))


def _resumed(task: OpenTask, event: Event) -> OpenTask:
    *earlier, last = task.pauses
    return replace(task, pauses=(*earlier, replace(last, until=event.at)))


_PROMISES = {
    "deadline.extended": _extended,
    "deadline.paused": _paused,
    "deadline.resumed": _resumed,
}


@dataclass(frozen=True, slots=True)
class DeadlineChange:
    """An extension (amount and unit), a pause or its end; `reason` is in a person's words, so it is sealed."""

    kind: str
    reason: str
    amount: int = 0
    unit: str = "working_days"

    def check(self, task: OpenTask) -> None:
        """Raise Gone when the task has no deadline, or no pause to end."""
        paused = bool(task.pauses) and task.pauses[-1].until is None
        if task.anchor_at is None or paused != (self.kind == "deadline.resumed"):
            raise Gone()

    def data(self) -> dict[str, Any]:
        """What of it is not personal."""
        return {"amount": self.amount, "unit": self.unit} if self.kind == "deadline.extended" else {}


def late(task: OpenTask | None, at: datetime) -> tuple[Delay, ...]:
    """What a task leaves behind that is closed at this moment: a delay, if it was due before."""
    return (Delay(task.token, task.node, task.due, at),) if task and task.due and task.due < at else ()
