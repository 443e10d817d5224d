"""Trying a plan out in memory: no database, no people, a clock wound by hand.

What is due fires, awaited messages that were given come, waiting tasks are completed in order, and
where nothing else can happen the clock is wound to the next timer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.calendars import Calendar, Moment
from engine.clock import ManualClock
from engine.functions import BUILT_IN, call
from engine.kernel import timers
from engine.kernel.effects import Effect
from engine.kernel.inputs import Complete, Fire, Input, Receive, Return, Start
from engine.kernel.plan import Node, Plan
from engine.kernel.state import State, Wait
from engine.kernel.step import step

Values = Mapping[str, Any]
VALUES = "values"
"""The entry of answers that the case begins with."""


@dataclass(frozen=True, slots=True)
class Took:
    """One step: what was `done` (started, completed, received, fired, served) to which element, and what came of it."""

    done: str
    node: Node
    at: datetime
    state: State
    effects: tuple[Effect, ...]

    @property
    def passed(self) -> list[str]:
        """The elements that tokens reached, in order."""
        return [effect.data["node"] for effect in self.effects if effect.kind == "token.moved"]

    @property
    def marking(self) -> list[str]:
        """The elements on which tokens stand, in order of their arrival."""
        return [token.node for token in self.state.tokens.values()]


class Answers:
    """What is answered when: element id or message name → values, a list of them for visit after visit, or null.

    A task without an entry is completed with nothing, one with null is left open, and the last of a
    list counts for all later visits. A message comes as often as there are values for it, as soon as
    it is awaited; a null in its list lets one other step go first.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        """Raises ValueError for what is neither values nor a list of them."""
        self._given = {key: self._turns(key, entry) for key, entry in given.items()}
        self._used: dict[str, int] = {}

    def strangers(self, plan: Plan) -> list[str]:
        """The entries that no element of the plan would ask for."""
        known = {VALUES, *plan.nodes, *(node.event.name for node in plan.nodes.values())}
        return sorted(self._given.keys() - known)

    def __contains__(self, key: str) -> bool:
        return key in self._given

    def opening(self, start: str) -> dict[str, Any]:
        """What the case begins with."""
        return {**(self._next(VALUES) or {}), **(self._next(start) or {})}

    def for_task(self, node: str) -> Values | None:
        """How the next visit is answered; None leaves it open."""
        return self._next(node, last=True) if node in self._given else {}

    def for_message(self, wait: Wait) -> Values | None:
        """What the message brings; None when it does not come."""
        return next((values for key in (wait.node, wait.name) if (values := self._next(key)) is not None), None)

    def _next(self, key: str, last: bool = False) -> Values | None:
        turns, used = self._given.get(key, []), self._used.get(key, 0)
        self._used[key] = used + 1
        if used < len(turns):
            return turns[used]
        return turns[-1] if last and turns else None

    @staticmethod
    def _turns(key: str, entry: Any) -> list[Values | None]:
        turns = entry if isinstance(entry, list) else [entry]
        if not all(turn is None or isinstance(turn, dict) for turn in turns):
            raise ValueError(key)
        return turns


class Trial:
    """One walk of a plan; `state` is where it stands, also after a step that failed.

    `at_work` is the element of the latest step, `stopped` whether there was more to do than allowed.
    """

    def __init__(self, plan: Plan, clock: ManualClock, calendar: Calendar, answers: Answers) -> None:
        self.plan, self.clock, self.calendar, self.answers = plan, clock, calendar, answers
        self.state = State()
        self.at_work: Node | None = None
        self.stopped = False
        self._left: set[int] = set()

    @property
    def now(self) -> datetime:
        """The trial's moment in the calendar's time zone."""
        return self.calendar.local(self.clock.now())

    def run(self, most: int) -> Iterator[Took]:
        """Take step after step until the end, until all is waiting, or `most` times. Raises as `step` does."""
        start, node = self._begin()
        given: tuple[str, str, Input] | None = ("started", start, Start(self.answers.opening(start), node))
        for _ in range(most):
            if given is None:
                return
            yield self._take(*given)
            given = None if self.state.ended else next(self._possible(), None)
        self.stopped = given is not None

    def _begin(self) -> tuple[str, str | None]:
        """Where it starts: at the timer start event that the answers name, at its first moment; else as people do."""
        start = self.plan.scopes[self.plan.root].start
        for node in self.plan.timed:
            if node.event.timer and (node.id in self.answers or node.id == start):
                self.clock.wind_to(timers.next_moment(node.event.timer, Moment(self.now, self.calendar)))
                return node.id, node.id
        return start, None

    def _take(self, done: str, key: str, given: Input) -> Took:
        self.at_work = self.plan.nodes.get(key)
        taken = step(self.plan, self.state, given, Moment(self.now, self.calendar))
        self.state = taken.state
        return Took(done, self.plan.nodes[key], self.now, self.state, taken.effects)

    def _possible(self) -> Iterator[tuple[str, str, Input]]:
        """What can happen now, the first thing first."""
        timers = sorted((due, key, node) for key, node, due in self.state.timers())
        yield from (("fired", node, Fire(key)) for due, key, node in timers if due <= self.clock.now())
        yield from self._services()
        yield from self._messages(wait for wait in self.state.waits.values() if wait.kind in {"message", "signal"})
        yield from self._tasks()
        for due, key, node in timers[:1]:
            self.clock.wind_to(due)
            yield "fired", node, Fire(key)

    def _services(self) -> Iterator[tuple[str, str, Input]]:
        """What was asked for: answered as given under the element's id, else by the function itself."""
        for key, node, _ in self.state.services():
            if key in self._left:
                continue
            wait, use = self.state.waits[key], self.plan.nodes[node].service
            given = self.answers.for_task(node)
            if given is None:
                self._left.add(key)
            elif given:
                yield "served", node, Return(key, given.get(use.result if use else ""))
            elif wait.name in BUILT_IN:
                moment = Moment(self.now, self.calendar)
                yield "served", node, Return(key, call(BUILT_IN, wait.name, wait.values, moment))

    def _messages(self, waits: Iterable[Wait]) -> Iterator[tuple[str, str, Input]]:
        for wait in waits:
            values = self.answers.for_message(wait)
            if values is not None:
                yield "received", wait.node, Receive(wait.name, values, wait.id)

    def _tasks(self) -> Iterator[tuple[str, str, Input]]:
        for token in self.state.tasks():
            if token.id in self._left:
                continue
            values = self.answers.for_task(token.node)
            if values is not None:
                yield "completed", token.node, Complete(token.id, values)
            self._left.add(token.id)
