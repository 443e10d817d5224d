"""FEEL, the expression language of DMN: compiled once to closures, never to Python source.

`compile_expression`, `compile_unary_tests` and `compile_condition` raise `FeelError` for what they
cannot take. Evaluation follows the specification: what cannot be said is null, not an error; only
asking for more than the limits allow (and for the time without a moment) raises `FeelError`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from engine.feel import loops, terms, truth
from engine.feel.conditions import compile_condition
from engine.feel.errors import TOO_DEEP, FeelError
from engine.feel.moments import MomentLike
from engine.feel.names import Names, collapsed
from engine.feel.nodes import Node
from engine.feel.parser import parse_expression, parse_unary_tests
from engine.feel.scope import FIRST_SLOT, Budget, Run, Scope
from engine.feel.values import Function, Months, Range

COMPILERS = (loops, terms, truth)
__all__ = [
    "Expression",
    "FeelError",
    "Function",
    "Months",
    "Range",
    "UnaryTests",
    "compile_condition",
    "compile_expression",
    "compile_unary_tests",
]


@dataclass(frozen=True, slots=True)
class Expression:
    """`names` are the free variables it reads; a missing value counts as null."""

    text: str
    names: frozenset[str]
    tree: Node = field(repr=False, compare=False)
    _run: Run = field(repr=False, compare=False)
    _slots: int = field(repr=False, compare=False)

    def evaluate(self, values: Mapping[str, object], moment: MomentLike | None = None) -> object:
        """Raises FeelError only beyond the limits, or for the time without a moment."""
        try:
            if not self._slots:
                return self._run(values, [moment])
            return self._run(values, [moment, Budget(), *[None] * self._slots])
        except RecursionError:
            raise FeelError(TOO_DEEP) from None


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """One cell of a decision table; `?` is the value that is tested."""

    text: str
    names: frozenset[str]
    tree: Node = field(repr=False, compare=False)
    _run: Run = field(repr=False, compare=False)
    _slots: int = field(repr=False, compare=False)

    def matches(self, value: object, values: Mapping[str, object], moment: MomentLike | None = None) -> bool:
        """Whether the value fits; what cannot be said does not fit."""
        try:
            found = self._run(values, [moment, Budget(), value, *[None] * self._slots])
        except RecursionError:
            raise FeelError(TOO_DEEP) from None
        return found is True


def compile_expression(text: str, names: Collection[str] | None = None) -> Expression:
    """`names` are all variables there are; without them any name is taken for a variable."""
    known = _known(names)
    tree = parse_expression(text, Names(known or (), open=known is None))
    scope = Scope(known)
    run = scope.run(tree)
    slots = scope.size - FIRST_SLOT + 1 if scope.size > FIRST_SLOT or scope.spends else 0
    return Expression(text, frozenset(scope.free), tree, run, slots)


def compile_unary_tests(text: str, names: Collection[str] | None = None) -> UnaryTests:
    """A dash fits every value; alternatives are separated by commas; `not(...)` turns them round."""
    known = _known(names)
    tree = parse_unary_tests(text, Names(known or (), open=known is None))
    scope = Scope(known)
    with scope.bound("?"):
        run = scope.run(tree)
    return UnaryTests(text, frozenset(scope.free), tree, run, scope.size - FIRST_SLOT)


def _known(names: Collection[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(map(collapsed, names))
