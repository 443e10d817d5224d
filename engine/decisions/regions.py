"""The cases a table speaks of, cut into finitely many boxes: where every rule's answer is the same.

Along each column the written values and the gaps between them are *atoms*, each with a sample value;
a rule covers an atom when its cell fits the sample. A box is one bit mask of atoms per column.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engine.decisions.table import Input, Rule, Table
from engine.feel import UnaryTests, compile_expression
from engine.feel import nodes as n
from engine.feel.errors import FeelError
from engine.feel.values import DAY_TIME, kind

MAX_BOXES = 3_000
Box = tuple[int, ...]
_SHAPES = (n.Tests, n.Test, n.Interval, n.Literal, n.Negative, n.Comparison, n.Logic, n.Between, n.In, n.Sequence)
_FIXED_CALLS = frozenset({"date", "duration", "not"})
_STEPS: dict[str, Any] = {
    "number": 1, "date": timedelta(days=1), "date and time": timedelta(days=1), DAY_TIME: timedelta(days=1),
}  # fmt: skip
_OTHER = "\N{HORIZONTAL ELLIPSIS}"  # a text that no cell names


class TooManyError(Exception):
    """More boxes than can be looked through."""


@dataclass(frozen=True, slots=True)
class Column:
    """The samples of one input; `label` says which input it is."""

    label: str
    samples: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Regions:
    columns: tuple[Column, ...]
    boxes: dict[str, Box]  # by rule id, without the undecided ones
    undecided: tuple[str, ...]

    @property
    def whole(self) -> Box:
        return tuple((1 << len(column.samples)) - 1 for column in self.columns)


def regions(table: Table) -> Regions:
    """Rules with a cell that depends on more than its own column and fixed values are left undecided."""
    undecided = [rule.id for rule in table.rules if not all(map(_is_fixed, rule.cells))]
    rules = [rule for rule in table.rules if rule.id not in undecided]
    columns = tuple(_column(column, at, rules) for at, column in enumerate(table.inputs))
    boxes = {rule.id: tuple(map(_mask, rule.cells, columns)) for rule in rules}
    return Regions(columns, boxes, tuple(undecided))


def _mask(cell: UnaryTests | None, column: Column) -> int:
    fitting = (cell is None or cell.matches(sample, {}) for sample in column.samples)
    return sum(1 << at for at, fits in enumerate(fitting) if fits)


def _is_fixed(cell: UnaryTests | None) -> bool:
    return cell is None or (not cell.names and _shaped(cell.tree))


def _shaped(node: n.Node) -> bool:
    if isinstance(node, n.Name):
        return node.name == "?"
    if isinstance(node, n.Call):
        return node.function in _FIXED_CALLS and all(map(_shaped, node.arguments))
    return isinstance(node, _SHAPES) and all(map(_shaped, n.children(node)))


def _column(column: Input, at: int, rules: Iterable[Rule]) -> Column:
    cells = [rule.cells[at] for rule in rules]
    tests = [cell for cell in (*cells, column.type.allowed) if cell is not None and _is_fixed(cell)]
    values = [value for cell in tests for value in _written(cell.tree)]
    samples = _samples(values, column.type.kind)
    allowed = column.type.allowed
    kept = [sample for sample in samples if allowed is None or allowed.matches(sample, {})]
    return Column(column.label, tuple(kept or samples))


def _written(node: n.Node) -> Iterator[object]:
    """Fixed values: literals, negative numbers, dates and durations written as calls."""
    if isinstance(node, n.Literal):
        yield node.value
    elif isinstance(node, n.Negative) or (isinstance(node, n.Call) and node.function != "not"):
        yield _constant(node)
    else:
        for child in n.children(node):
            yield from _written(child)


def _constant(node: n.Node) -> object:
    inner = next(n.children(node))
    if not isinstance(inner, n.Literal):
        return None
    text = f"{node.function}(x)" if isinstance(node, n.Call) else "-x"
    try:
        return compile_expression(text).evaluate({"x": inner.value})
    except FeelError:
        return None


def _samples(values: Sequence[object], declared: str) -> list[object]:
    kinds = {kind(value) for value in values if value is not None} | ({declared} - {"Any"})
    if kinds == {"boolean"}:
        return [True, False]
    if kinds == {"string"}:
        return [*sorted({value for value in values if isinstance(value, str)}), _OTHER]
    if len(kinds) == 1 and (step := _STEPS.get(next(iter(kinds)))):
        return list(_along(sorted({value for value in values if value is not None}), step))
    return [None]


def _along(points: Sequence[Any], step: Any) -> Iterator[object]:
    """Before, on, between and after the written values."""
    if not points:
        yield None
        return
    yield points[0] - step
    for at, point in enumerate(points):
        yield point
        if at + 1 < len(points):
            yield from _between(point, points[at + 1])
    yield points[-1] + step


def _between(low: Any, high: Any) -> Iterator[object]:
    """One value strictly inside; between two neighbouring days there is none."""
    if isinstance(low, date) and not isinstance(low, datetime):
        middle: Any = low + timedelta(days=1)
    else:
        middle = (Decimal(low) + Decimal(high)) / 2 if isinstance(low, int | Decimal) else low + (high - low) / 2
    if low < middle < high:
        yield int(middle) if isinstance(middle, Decimal) and middle == int(middle) else middle


def meet(first: Box, second: Box) -> Box | None:
    """What two boxes share."""
    both = tuple(a & b for a, b in zip(first, second, strict=True))
    return both if all(both) else None


def without(boxes: Sequence[Box], taken: Box) -> list[Box]:
    """The boxes with one cut out of each; raises TooManyError when they fall into too many pieces."""
    left: list[Box] = []
    for box in boxes:
        if meet(box, taken) is None:
            left.append(box)
            continue
        for at, mask in enumerate(box):
            outside = mask & ~taken[at]
            if outside:
                inside = tuple(a & b for a, b in zip(box[:at], taken[:at], strict=True))
                left.append((*inside, outside, *box[at + 1 :]))
    if len(left) > MAX_BOXES:
        raise TooManyError
    return left
