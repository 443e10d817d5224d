"""Boxed expressions: contexts, lists, relations, invocations, functions, conditions, loops and filters.

Each is a logic of its own that asks the logics of its parts, so a decision table may stand anywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.decisions.model import Logic, Outcome, Values
from engine.feel import Function
from engine.feel.moments import MomentLike

RESULT = ""
"""The entry of a context that stands for the whole of it."""


def _names(*parts: Logic, own: frozenset[str] = frozenset()) -> frozenset[str]:
    return frozenset().union(*(part.names for part in parts)) - own


@dataclass(frozen=True, slots=True)
class Entries:
    """A context: each entry sees those before it; the entry without a name is the answer."""

    entries: tuple[tuple[str, Logic], ...]

    @property
    def names(self) -> frozenset[str]:
        found: set[str] = set()
        for number, (_, logic) in enumerate(self.entries):
            found |= logic.names - {name for name, _ in self.entries[:number]}
        return frozenset(found)

    def answer(self, values: Values, moment: MomentLike | None) -> Outcome:
        seen, made, rules = dict(values), dict[str, object](), tuple[str, ...]()
        for name, logic in self.entries:
            given = logic.answer(seen, moment)
            rules += given.rules
            if name == RESULT:
                return Outcome(given.outputs, rules)
            seen[name] = made[name] = given.outputs
        return Outcome(made, rules)


@dataclass(frozen=True, slots=True)
class Items:
    """A list, or a relation as a list of contexts."""

    items: tuple[Logic, ...]

    @property
    def names(self) -> frozenset[str]:
        return _names(*self.items)

    def answer(self, values: Values, moment: MomentLike | None) -> Outcome:
        return Outcome([item.answer(values, moment).outputs for item in self.items])


@dataclass(frozen=True, slots=True)
class Definition:
    """A function: of a business knowledge model, or boxed in a decision."""

    parameters: tuple[str, ...]
    body: Logic

    @property
    def names(self) -> frozenset[str]:
        return _names(self.body, own=frozenset(self.parameters))

    def answer(self, values: Values, moment: MomentLike | None) -> Outcome:
        def call(given: list[object]) -> object:
            seen = {**values, **dict(zip(self.parameters, given, strict=True))}
            return self.body.answer(seen, moment).outputs

        return Outcome(Function(self.parameters, call))


@dataclass(frozen=True, slots=True)
class Invocation:
    """A function called with its parameters by name; null for what is no such function."""

    callee: Logic
    bindings: Mapping[str, Logic]

    @property
    def names(self) -> frozenset[str]:
        return _names(self.callee, *self.bindings.values())

    def answer(self, values: Values, moment: MomentLike | None) -> Outcome:
        function = self.callee.answer(values, moment).outputs
        if not isinstance(function, Function) or set(function.parameters) != set(self.bindings):
            return Outcome(None)
        given = {name: logic.answer(values, moment).outputs for name, logic in self.bindings.items()}
        return Outcome(function.call([given[name] for name in function.parameters]))


@dataclass(frozen=True, slots=True)
class Choice:
    """If, then, else."""

    test: Logic
    then: Logic
    otherwise: Logic

    @property
    def names(self) -> frozenset[str]:
        return _names(self.test, self.then, self.otherwise)

    def answer(self, values: Values, moment: MomentLike | None) -> Outcome:
        holds = self.test.answer(values, moment).outputs is True
        return (self.then if holds else self.otherwise).answer(values, moment)


@dataclass(frozen=True, slots=True)
class Turns:
    """What is said of every item of a list, and what follows: `gather` makes the answer of both."""

    name: str
    source: Logic
    body: Logic
    gather: Callable[[list[object], list[object]], object]
    outside: frozenset[str] | None = None
    """Of a filter: the names that are not entries of its items."""

    @property
    def names(self) -> frozenset[str]:
        asked = _names(self.body, own=frozenset({self.name}))
        return self.source.names | (asked if self.outside is None else asked & self.outside)

    def answer(self, values: Values, moment: MomentLike | None) -> Outcome:
        source = self.source.answer(values, moment).outputs
        if source is None:
            return Outcome(None)
        items = source if isinstance(source, list) else [source]
        said = [self.body.answer(_inside(values, self.name, item), moment).outputs for item in items]
        return Outcome(self.gather(items, said))


def _inside(values: Values, name: str, item: object) -> Values:
    """In a filter the entries of an item are at hand by their names."""
    own = item if name == "item" and isinstance(item, dict) else {}
    return {**values, **own, name: item}


def every(_items: list[object], said: list[object]) -> object:
    """True when all are; null where it cannot be said."""
    return False if False in said else True if all(each is True for each in said) else None


def some(_items: list[object], said: list[object]) -> object:
    """True when one is; null where it cannot be said."""
    return True if True in said else False if all(each is False for each in said) else None


def returned(_items: list[object], said: list[object]) -> object:
    """What was said of each."""
    return said


def kept(items: list[object], said: list[object]) -> object:
    """The items of which it is true."""
    return [item for item, holds in zip(items, said, strict=True) if holds is True]
