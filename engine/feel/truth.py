"""Closures of comparisons and logic, with three values: true, false and null for what cannot be said."""

from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from engine.feel import nodes as n
from engine.feel.scope import Frame, Run, Scope, compiles, weight
from engine.feel.values import Range, compare, equal

Values = Mapping[str, object]
_PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip


@compiles(n.Comparison)
def comparison(scope: Scope, node: n.Comparison) -> Run:
    left, op = scope.run(node.left), node.op
    constant = node.right.value if isinstance(node.right, n.Literal) else None
    if type(constant) in {str, int}:
        return _with_constant(op, left, constant)
    right = scope.run(node.right)
    if scope.turns:
        return _charged(op, left, right, node.at)
    return lambda values, frame: compare(op, left(values, frame), right(values, frame))


def _with_constant(op: str, left: Run, constant: object) -> Run:
    """The commonest condition by far, `name = "value"`, at the price of one Python comparison."""
    same, plain = type(constant), _PLAIN[op]
    if op == "=":

        def equals(values: Values, frame: Frame) -> object:
            value = left(values, frame)
            return value == constant if type(value) is same else equal(value, constant)

        return equals

    def run(values: Values, frame: Frame) -> bool | None:
        value = left(values, frame)
        return plain(value, constant) if type(value) is same else compare(op, value, constant)

    return run


def _charged(op: str, left: Run, right: Run, at: int) -> Run:
    def run(values: Values, frame: Frame) -> bool | None:
        first, second = left(values, frame), right(values, frame)
        frame[1].spend(weight(first) + weight(second), at)
        return compare(op, first, second)

    return run


@compiles(n.Logic)
def logic(scope: Scope, node: n.Logic) -> Run:
    """Stops at the first part that decides."""
    parts = tuple(scope.run(part) for part in node.parts)
    deciding = node.op == "or"

    def run(values: Values, frame: Frame) -> object:
        known = True
        for part in parts:
            value = part(values, frame)
            if value is deciding:
                return deciding
            known = known and value is not deciding and isinstance(value, bool)
        return (not deciding) if known else None

    return run


@compiles(n.Between)
def between(scope: Scope, node: n.Between) -> Run:
    operand, low, high = map(scope.run, (node.operand, node.low, node.high))

    def run(values: Values, frame: Frame) -> bool | None:
        value = operand(values, frame)
        above = compare(">=", value, low(values, frame))
        below = compare("<=", value, high(values, frame))
        return None if above is None or below is None else above and below

    return run


@compiles(n.In)
def membership(scope: Scope, node: n.In) -> Run:
    operand, slot = scope.run(node.operand), scope.slot()
    fits = any_of(scope, node.tests, slot)

    def run(values: Values, frame: Frame) -> bool | None:
        frame[slot] = operand(values, frame)
        found: bool | None = fits(values, frame)
        return found

    return run


@compiles(n.Tests)
def cell(scope: Scope, node: n.Tests) -> Run:
    """The alternatives of a decision table's cell, over the value in the slot of `?`."""
    if not node.tests:
        return lambda _values, _frame: True
    slot = next(layer["?"] for layer in scope.layers if isinstance(layer, dict) and "?" in layer)
    fits = any_of(scope, node.tests, slot, in_cell=True)
    if not node.negated:
        return fits

    def negated(values: Values, frame: Frame) -> bool | None:
        found = fits(values, frame)
        return None if found is None else not found

    return negated


def any_of(scope: Scope, tests: tuple[n.Node, ...], slot: int, *, in_cell: bool = False) -> Run:
    """True when one test fits, null when none does and one of them cannot be said."""
    runs = tuple(_test(scope, test, slot, in_cell) for test in tests)
    if len(runs) == 1:
        return runs[0]

    def run(values: Values, frame: Frame) -> bool | None:
        known = True
        for test in runs:
            found = test(values, frame)
            if found is True:
                return True
            known = known and found is False
        return False if known else None

    return run


def _test(scope: Scope, node: n.Node, slot: int, in_cell: bool) -> Run:
    if isinstance(node, n.Test):
        operand, op = scope.run(node.operand), node.op
        return lambda values, frame: compare(op, frame[slot], operand(values, frame))
    run, at, turns = scope.run(node), node.at, scope.turns
    asserts = in_cell and not isinstance(node, n.Literal | n.Name | n.Path)  # `age > 17`, whatever the column
    if in_cell and _mentions_input(node):
        return run

    def fits(values: Values, frame: Frame) -> bool | None:
        target, value = run(values, frame), frame[slot]
        if turns:
            frame[1].spend(weight(target), at)
        if asserts and isinstance(target, bool) and not isinstance(value, bool):
            return target
        return within(value, target)

    return fits


def _mentions_input(node: n.Node) -> bool:
    if isinstance(node, n.Name) and node.name == "?":
        return True
    return any(map(_mentions_input, n.children(node)))


def within(value: object, target: object) -> bool | None:
    """The value is the target, lies in the range, or is among the items of the list."""
    if isinstance(target, Range):
        return target.holds(value)
    if not isinstance(target, list):
        return equal(value, target)
    if isinstance(value, list) and equal(value, target):
        return True
    return any(within(value, item) is True for item in target if not isinstance(item, list)) or any(
        isinstance(item, list) and equal(value, item) is True for item in target
    )
