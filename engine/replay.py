"""Replay: what can be re-executed can be trusted.

Feeds the inputs of a case's history to the kernel under the pinned definition and calendars, and
compares what the engine derives now with what it derived then.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.calendars import Calendar
from engine.case import Case
from engine.definitions import Definition
from engine.history import Event
from engine.journal import split
from engine.kernel.effects import Effect


@dataclass(frozen=True, slots=True)
class Difference:
    """Where re-execution departs from the history: at event `seq`, what was stored, what came now.

    Both are told without what people answered: of sealed content only that it differs, and under which names.
    """

    seq: int
    stored: str
    derived: str


@dataclass(frozen=True)
class Replayed:
    """A case rebuilt from its history, and every difference found on the way."""

    case: Case
    events: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """Where replay finds the definitions and calendars that were in force, by checksum; and what is, by process."""

    definition: Callable[[str], Definition]
    calendar: Callable[[str], Calendar]
    current: Callable[[str], Definition] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One action re-executed: its input, the effects kept and those derived now, the case before and after it.

    `was` is the definition before, another one when the action moved the case to a new version.
    """

    given: Event
    stored: Sequence[Event]
    derived: Sequence[Effect]
    before: Case | None
    case: Case
    was: Definition
    definition: Definition
    calendar: Calendar

    @property
    def seq(self) -> int:
        """The number of the action's last event."""
        return self.given.seq + len(self.stored)


def walk(history: Sequence[Event], versions: Versions) -> Iterator[Turn]:
    """Re-execute a history (a non-empty list of events in order), action by action."""
    before: Case | None = None
    definition = versions.definition(history[0].data["definition"])
    for given, stored in actions(history):
        case = before.twin() if before else Case(given.case_id)
        calendar, was = versions.calendar(given.data["calendar"]), definition
        if given.kind == "case.migrated":
            definition = versions.definition(given.data["to"])
            effects = case.migrate(given, was, definition, calendar)
        else:
            effects = case.apply(given, definition, calendar)
        case.seq = given.seq + len(stored)
        case.version += 1
        yield Turn(given, stored, effects, before, case, was, definition, calendar)
        before = case


def differences(turn: Turn) -> tuple[Difference, ...]:
    """Where what is derived now is not what was kept."""
    return tuple(_compare(turn.given, turn.stored, [(effect.kind, split(effect)) for effect in turn.derived]))


def replay(history: Sequence[Event], versions: Versions) -> Replayed:
    """Re-execute a whole history (a non-empty list of events in order)."""
    found: list[Difference] = []
    for turn in walk(history, versions):
        found += differences(turn)
    return Replayed(turn.case, len(history), tuple(found))


def actions(history: Sequence[Event]) -> Iterator[tuple[Event, list[Event]]]:
    """The history as pairs of an input and the effects that followed from it."""
    given: Event | None = None
    effects: list[Event] = []
    for event in history:
        if not event.is_input:
            effects.append(event)
            continue
        if given:
            yield given, effects
        given, effects = event, []
    if given:
        yield given, effects


def _compare(given: Event, stored: Sequence[Event], derived: Sequence[tuple[str, Any]]) -> Iterator[Difference]:
    then = [(event.kind, {"data": dict(event.data), "private": dict(event.private)}) for event in stored]
    for offset in range(max(len(then), len(derived))):
        old = then[offset] if offset < len(then) else None
        new = derived[offset] if offset < len(derived) else None
        if old != new:
            yield Difference(given.seq + offset + 1, *_told(old, new))


def _told(old: tuple[str, Any] | None, new: tuple[str, Any] | None) -> tuple[str, str]:
    """What was stored and what came, fit to be read by anybody; "" for nothing."""
    same = old and new and old[1]["private"] == new[1]["private"]
    words = ["the same" if same else which for which in ("one answer", "another answer")]
    return _public(old, words[0]), _public(new, words[1])


def _public(event: tuple[str, Any] | None, answer: str) -> str:
    if event is None:
        return ""
    kind, content = event
    private = dict.fromkeys(sorted(content["private"]), answer)
    return f"{kind} {content['data']}" + (f" {private}" if private else "")
