"""Decision tables: which rules fit, and what the hit policy makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.decisions.errors import RulesDisagree
from engine.decisions.model import Outcome, Values
from engine.decisions.types import Type
from engine.feel import Expression, UnaryTests
from engine.feel.functions import lists
from engine.feel.moments import MomentLike
from engine.feel.values import key


@dataclass(frozen=True, slots=True)
class Input:
    label: str
    expression: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class Output:
    """`order` are the output values, the most important first; `default` stands in when no rule fits."""

    name: str
    type: Type
    order: tuple[object, ...] = ()
    default: Expression | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A cell of None fits everything."""

    id: str
    cells: tuple[UnaryTests | None, ...]
    answers: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that fits, with its answers worked out."""

    rule: str
    answers: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    policy: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]

    @property
    def names(self) -> frozenset[str]:
        cells = [cell.names for rule in self.rules for cell in rule.cells if cell is not None]
        answers = [answer.names for rule in self.rules for answer in rule.answers]
        asked = [column.expression.names for column in self.inputs]
        defaults = [column.default.names for column in self.outputs if column.default]
        return frozenset().union(*cells, *answers, *asked, *defaults)

    def answer(self, values: Values, moment: MomentLike | None) -> Outcome:
        """Raises WrongValue for an input or an answer that its column does not allow."""
        asked = []
        for column in self.inputs:
            value = column.expression.evaluate(values, moment)
            column.type.check(column.label, value)
            asked.append(value)
        hits = [
            Hit(rule.id, self._worked_out(rule.answers, values, moment))
            for rule in self.rules
            if _fits(rule, asked, values, moment)
        ]
        if not hits and any(column.default for column in self.outputs):
            return Outcome(self.shaped(self._defaults(values, moment)))
        return POLICIES[self.policy](self, hits)

    def _worked_out(
        self, answers: Sequence[Expression | None], values: Values, moment: MomentLike | None
    ) -> tuple[object, ...]:
        found = tuple(answer.evaluate(values, moment) if answer else None for answer in answers)
        for column, value in zip(self.outputs, found, strict=True):
            column.type.check(column.name or self.id, value)
        return found

    def _defaults(self, values: Values, moment: MomentLike | None) -> tuple[object, ...]:
        return self._worked_out([column.default for column in self.outputs], values, moment)

    def shaped(self, answers: Sequence[object]) -> object:
        """The answer itself of a single output, a context of several."""
        if len(self.outputs) == 1:
            return answers[0]
        return {column.name: answer for column, answer in zip(self.outputs, answers, strict=True)}


def _fits(rule: Rule, asked: Sequence[object], values: Values, moment: MomentLike | None) -> bool:
    pairs = zip(rule.cells, asked, strict=True)
    return all(cell is None or cell.matches(value, values, moment) for cell, value in pairs)


def _first(table: Table, hits: Sequence[Hit]) -> Outcome:
    return Outcome(table.shaped(hits[0].answers), (hits[0].rule,)) if hits else Outcome(None)


def _unique(table: Table, hits: Sequence[Hit]) -> Outcome:
    if len(hits) > 1:
        raise RulesDisagree(decision=table.id, rules=", ".join(hit.rule for hit in hits))
    return _first(table, hits)


def _any(table: Table, hits: Sequence[Hit]) -> Outcome:
    """Several rules may fit as long as they say the same."""
    if len({key(list(hit.answers)) for hit in hits}) > 1:
        raise RulesDisagree(decision=table.id, rules=", ".join(hit.rule for hit in hits))
    return Outcome(_first(table, hits).outputs, tuple(hit.rule for hit in hits))


def _by_priority(table: Table, hits: Sequence[Hit]) -> list[Hit]:
    """By the first output's order of values, then by the second's; equals stay in the order of rules."""
    ranks = [{key(value): rank for rank, value in enumerate(column.order)} for column in table.outputs]

    def rank(hit: Hit) -> list[int]:
        return [ranks[at].get(key(answer), len(ranks[at])) for at, answer in enumerate(hit.answers)]

    return sorted(hits, key=rank)


def _priority(table: Table, hits: Sequence[Hit]) -> Outcome:
    return _first(table, _by_priority(table, hits))


def _all(table: Table, hits: Sequence[Hit]) -> Outcome:
    """A list, an empty one when no rule fits."""
    return Outcome([table.shaped(hit.answers) for hit in hits], tuple(hit.rule for hit in hits))


def _output_order(table: Table, hits: Sequence[Hit]) -> Outcome:
    return _all(table, _by_priority(table, hits))


def _added_up(function: Callable[[list[object]], object]) -> Policy:
    def policy(table: Table, hits: Sequence[Hit]) -> Outcome:
        every = _all(table, hits)
        assert isinstance(every.outputs, list)
        return Outcome(function(every.outputs), every.rules)

    return policy


Policy = Callable[[Table, Sequence[Hit]], Outcome]
POLICIES: Mapping[str, Policy] = {
    "UNIQUE": _unique,
    "FIRST": _first,
    "PRIORITY": _priority,
    "ANY": _any,
    "RULE ORDER": _all,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _all,
    "COLLECT SUM": _added_up(lists.sum_of),
    "COLLECT MIN": _added_up(lists.minimum),
    "COLLECT MAX": _added_up(lists.maximum),
    "COLLECT COUNT": _added_up(lists.count),
}
