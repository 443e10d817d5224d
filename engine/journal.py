"""The journal of one action: its input, then what the engine derived from it, numbered in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from engine.calendars import Calendar
from engine.case import Case
from engine.definitions import Definition
from engine.history import Event
from engine.kernel.effects import Effect
from engine.kernel.plan import Node
from engine.migration import Trip
from engine.roles import Actor
from engine.stores import Chore, Holder, Work
from engine.tasks import OpenTask
from engine.values import encode_all
from forms.schema import Validated

SIGNAL = "signal"
"""The kind of the chores that carry thrown signals to other cases (engine.signals)."""

PERSONAL = frozenset({"because", "inputs", "outputs", "values"})
"""What effects derive from answers: kept sealed beside them."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A case that the diagram asked to be opened after this one (T9: regress)."""

    process: str
    predecessor: str
    team: str
    actor: Actor | None
    values: Mapping[str, Any]


class Journal:
    """Collects the events of one case during one action."""

    def __init__(self, case: Case, definition: Definition, calendar: Calendar, now: datetime, work: Work) -> None:
        self.case, self.definition, self.calendar = case, definition, calendar
        self._now, self._work = now, work
        self.events: list[Event] = []

    def open(self, actor: Actor, team: str, given: Validated, command: str | None) -> None:
        """The case opens with the answers to its start form."""
        node = self.definition.start
        data = self._opening(team) | _asked(node, self.definition) | _seats(given)
        self.note("case.opened", actor, data, _answers(given), command)

    def begin(self, node: Node, due: datetime, holder: Holder | None, command: str) -> None:
        """The case opens by itself: a timer start event reached its moment `due`."""
        data = self._opening(holder.team if holder else "") | {"node": node.id, "due": due.astimezone(UTC).isoformat()}
        values: dict[str, Any] = {name: self.calendar.local(due) for name in self._opening_facts()}
        if holder and node.each:
            data["seats"] = {node.each.seat: holder.account}
            values |= {node.each.name: holder.name} if node.each.name else {}
        self.note("case.opened", None, data, {"values": encode_all(values)}, command)

    def answer(self, node: Node, team: str, command: str) -> None:
        """The case opens by itself: a signal that a start event awaits was thrown in another case."""
        values = {name: self.calendar.local(self._now) for name in self._opening_facts()}
        self.note("case.opened", None, self._opening(team) | {"node": node.id, "signal": node.event.name},
                  {"values": encode_all(values)}, command)  # fmt: skip

    def inherit(self, follow_up: FollowUp) -> None:
        """The case opens with what an earlier one knew; facts of the opening start afresh."""
        kept = self.definition.inherited(follow_up.values)
        fresh = {name: self.calendar.local(self._now) for name in self._opening_facts()}
        data = self._opening(follow_up.team) | {"predecessor": follow_up.predecessor}
        self.note("case.opened", follow_up.actor, data, {"values": encode_all(kept | fresh)})
        self.close()

    def complete(self, actor: Actor, task: OpenTask, given: Validated, command: str | None) -> None:
        """A person answered the task's form."""
        node = self.definition.plan.nodes[task.node]
        data = {"token": task.token, "node": task.node} | _asked(node, self.definition) | _seats(given)
        self.note("task.completed", actor, data, _answers(given), command)

    def receive(self, actor: Actor, to: tuple[int, str, Node], given: Validated, command: str | None) -> None:
        """A person sent a message that the case waits for."""
        token, name, node = to
        data = {"token": token, "name": name, "node": node.id} | _asked(node, self.definition) | _seats(given)
        self.note("message.received", actor, data, _answers(given), command)

    def correct(self, actor: Actor, earlier: Event, given: Validated, command: str | None, reason: str) -> None:
        """A person corrected the record that an earlier event holds, and said why."""
        told = earlier.first_told.isoformat()
        data = {"corrects": earlier.seq, "told": told, "node": earlier.data["node"], "form": earlier.data["form"]}
        self.note("record.corrected", actor, data, _answers(given) | {"reason": reason}, command)

    def migrate(self, actor: Actor, old: Definition, trip: Trip) -> None:
        """An operator moved the case from another version to this journal's."""
        data = {"from": old.checksum, "to": self.definition.checksum, "renames": dict(trip.renames)}
        marked = {**data, "calendar": self.calendar.checksum}
        why = {"reason": trip.reason} if trip.reason else {}
        event = self._event("case.migrated", **_by(actor), command=trip.command, data=marked, private=why)
        for effect in self.case.migrate(event, old, self.definition, self.calendar):
            self._event(effect.kind, **split(effect))

    def note(
        self,
        kind: str,
        actor: Actor | None,
        data: Mapping[str, Any],
        private: Mapping[str, Any] | None = None,
        command: str | None = None,
    ) -> None:
        """Take one input and write down what follows from it."""
        marked = {**data, "calendar": self.calendar.checksum}
        event = self._event(kind, **_by(actor), command=command, data=marked, private=private or {})
        for effect in self.case.apply(event, self.definition, self.calendar):
            self._event(effect.kind, **split(effect))

    def requested(self) -> list[FollowUp]:
        """The cases that the diagram asked to be opened."""
        return list(self._requested())

    def opened(self) -> tuple[OpenTask, ...]:
        """The tasks that this action opened and that are still open."""
        offered = {event.data["token"] for event in self.events if event.kind == "task.offered"}
        return tuple(task for token, task in self.case.tasks.items() if token in offered)

    def close(self) -> None:
        """Hand the case and its events to the unit of work; thrown signals go on to other cases once this commits."""
        self._work.record(self.case, self.events)
        for event in self.events:
            if event.kind == "signal.thrown":
                about = {"name": event.data["name"], "case": event.case_id}
                self._work.add_chore(Chore(SIGNAL, f"{SIGNAL}:{event.case_id}:{event.seq}", event.at, about))

    def _opening(self, team: str) -> dict[str, Any]:
        year = self.calendar.local(self._now).year
        n = self._work.number(self.definition.key, year)
        number = self.definition.number(year, n)
        key, checksum = self.definition.key, self.definition.checksum
        told = {"process": key, "definition": checksum, "number": number, "team": team}
        return told | ({"predecessor": self.case.predecessor} if self.case.predecessor else {})

    def _opening_facts(self) -> list[str]:
        return [str(name) for name in self.definition.settings.get("opening_facts", [])]

    def _requested(self) -> Iterator[FollowUp]:
        case = self.case
        for event in self.events:
            if event.kind == "case.requested":
                actor = _of(self.events[0])
                yield FollowUp(event.data["process"], case.id, case.team, actor, case.state.values)

    def _event(self, kind: str, **parts: Any) -> Event:
        self.case.seq += 1
        event = Event(self.case.id, self.case.seq, kind, self._now, **parts)
        self.events.append(event)
        return event


def _by(actor: Actor | None) -> dict[str, str | None]:
    """Who did it, and for whom where he stood in for somebody."""
    if actor is None:
        return {}
    return {"actor": actor.person, "on_behalf_of": actor.id if actor.hand else None}


def _of(event: Event) -> Actor | None:
    """Who did it, as one who may do it again."""
    return Actor(event.principal, "", (), event.actor if event.on_behalf_of else None) if event.principal else None


def split(effect: Effect) -> dict[str, dict[str, Any]]:
    """An effect's data in two: what auditors see, and what is personal."""
    private = {key: value for key, value in effect.data.items() if key in PERSONAL}
    return {"data": {key: value for key, value in effect.data.items() if key not in PERSONAL}, "private": private}


def _asked(node: Node, definition: Definition) -> dict[str, str]:
    form = definition.form_of(node)
    return {"node": node.id, "form": form.key} if form else {"node": node.id}


def _seats(given: Validated) -> dict[str, dict[str, str]]:
    return {"seats": dict(given.seats)} if given.seats else {}


def _answers(given: Validated) -> dict[str, Any]:
    return {"record": dict(given.record), "values": encode_all(given.exports)}
