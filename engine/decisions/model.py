"""A decision as it is asked: what it requires, what it answers, and by which rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from engine.decisions.types import Type
from engine.feel import Expression
from engine.feel.moments import MomentLike

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, and the ids of the rules that gave it (none for an expression)."""

    outputs: object
    rules: tuple[str, ...] = ()

    @property
    def value(self) -> object:
        return self.outputs


class Logic(Protocol):
    """A table or an expression."""

    @property
    def names(self) -> frozenset[str]: ...

    def answer(self, values: Values, moment: MomentLike | None) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Formula:
    """A literal expression."""

    expression: Expression

    @property
    def names(self) -> frozenset[str]:
        return self.expression.names

    def answer(self, values: Values, moment: MomentLike | None) -> Outcome:
        return Outcome(self.expression.evaluate(values, moment))


@dataclass(frozen=True, slots=True)
class Decision:
    """`variable` is the name under which other decisions see the answer."""

    id: str
    name: str
    variable: str
    type: Type
    logic: Logic
    inputs: Mapping[str, Type] = field(default_factory=dict)
    requires: tuple[Decision, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The values it needs from outside, those of the decisions it requires included."""
        own = (self.logic.names | self.inputs.keys()) - {required.variable for required in self.requires}
        return own.union(*(required.names for required in self.requires))

    def decide(self, values: Values, moment: MomentLike | None = None) -> Outcome:
        """Raises WrongValue for a value of a wrong type, RulesDisagree where the hit policy is broken."""
        return self._answer(values, moment, {})

    def _answer(self, values: Values, moment: MomentLike | None, known: dict[str, Outcome]) -> Outcome:
        """A decision that several others require is made once."""
        if self.id in known:
            return known[self.id]
        for name, wanted in self.inputs.items():
            wanted.check(name, values.get(name))
        seen = dict(values)
        for required in self.requires:
            seen[required.variable] = required._answer(values, moment, known).outputs
        outcome = self.logic.answer(seen, moment)
        self.type.check(self.variable, outcome.outputs)
        known[self.id] = outcome
        return outcome
