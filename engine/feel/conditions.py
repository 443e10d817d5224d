"""The part of FEEL that a page can judge by itself: comparisons of fields, as a closed JSON tree.

The tree is the one of `forms.conditions`. It holds exactly when the expression is true.
"""

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from typing import Any

from engine.feel import nodes as n
from engine.feel.errors import NOT_FOR_FORMS, FeelError
from engine.feel.names import Names
from engine.feel.parser import parse_expression
from engine.feel.temporal import parse_both, parse_date

Tree = Any
_KEYS = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def compile_condition(text: str, fields: Collection[str]) -> dict[str, Any]:
    """Understands `= != < <= > >=`, `and or not`, `between`, `in`, `list contains`, `is defined` and fields
    of yes and no. Raises FeelError for everything else, and for a name that is no field.
    """
    tree = _tree(parse_expression(text, Names(fields)), False)
    return {"all": [tree]} if isinstance(tree, bool) else tree


def _tree(node: n.Node, negated: bool) -> Tree:
    """A `not` is carried down to the comparisons, so that a missing answer never makes it true by accident."""
    make = _MAKERS.get(type(node))
    if make is None:
        raise _refusal(node)
    return make(node, negated)


def _refusal(node: n.Node) -> FeelError:
    return FeelError(NOT_FOR_FORMS, node.at)


def _logic(node: n.Logic, negated: bool) -> Tree:
    key = "all" if (node.op == "and") is not negated else "any"
    return {key: [_tree(part, negated) for part in node.parts]}


def _field(node: n.Name, negated: bool) -> Tree:
    return {"eq": [{"field": node.name}, not negated]}


def _constant(node: n.Literal, negated: bool) -> Tree:
    if not isinstance(node.value, bool):
        raise _refusal(node)
    return node.value is not negated


def _comparison(node: n.Comparison, negated: bool) -> Tree:
    left, op, right = node.left, node.op, node.right
    if not isinstance(left, n.Name):
        left, op, right = right, _MIRRORED[op], left
    return _compared(left, op, right, negated)


def _compared(left: n.Node, op: str, right: n.Node, negated: bool) -> Tree:
    if not isinstance(left, n.Name):
        raise _refusal(left)
    if isinstance(right, n.Literal) and right.value is None:
        if op not in {"=", "!="}:
            raise _refusal(right)
        return _filled(left, negated is not (op == "="))
    return {_KEYS[_OPPOSITE[op] if negated else op]: [{"field": left.name}, _operand(right)]}


def _filled(field: n.Name, negated: bool) -> Tree:
    tree = {"filled": {"field": field.name}}
    return {"not": tree} if negated else tree


def _operand(node: n.Node) -> Any:
    return {"field": node.name} if isinstance(node, n.Name) else _value(node)


def _value(node: n.Node) -> Any:
    """A literal as JSON has it; dates as the text a record keeps."""
    if isinstance(node, n.Negative) and isinstance(node.operand, n.Literal):
        inner = _value(node.operand)
        if isinstance(inner, int | float) and not isinstance(inner, bool):
            return -inner
    if isinstance(node, n.Call) and node.function in {"date", "date and time"} and len(node.arguments) == 1:
        return _dated(node.arguments[0])
    if not isinstance(node, n.Literal):
        raise _refusal(node)
    value = node.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _json_number(value, node)
    if value is None or not isinstance(value, bool | int | str):
        raise _refusal(node)
    return value


def _dated(node: n.Node) -> str:
    text = node.value if isinstance(node, n.Literal) else None
    found = (parse_date(text) or parse_both(text)) if isinstance(text, str) else None
    if found is None:
        raise _refusal(node)
    return found.isoformat()


def _json_number(value: Decimal, node: n.Node) -> float:
    """A JSON number that says exactly the same."""
    number = float(value)
    if Decimal(repr(number)) != value:
        raise _refusal(node)
    return number


def _between(node: n.Between, negated: bool) -> Tree:
    ends = [(">=", node.low), ("<=", node.high)]
    return {"any" if negated else "all": [_compared(node.operand, op, end, negated) for op, end in ends]}


def _in(node: n.In, negated: bool) -> Tree:
    """Plain values become one `in`; ranges and comparisons their own comparisons."""
    field = node.operand
    if not isinstance(field, n.Name):
        raise _refusal(field)
    tests = [item for test in node.tests for item in (test.items if isinstance(test, n.Sequence) else (test,))]
    plain = [test for test in tests if not isinstance(test, n.Test | n.Interval)]
    trees = [_test(field, test, negated) for test in tests if isinstance(test, n.Test | n.Interval)]
    if plain:
        among = {"in": [{"field": field.name}, [_value(test) for test in plain]]}
        trees.insert(0, {"not": among} if negated else among)
    return trees[0] if len(trees) == 1 else {"all" if negated else "any": trees}


def _test(field: n.Name, test: n.Test | n.Interval, negated: bool) -> Tree:
    if isinstance(test, n.Test):
        return _compared(field, test.op, test.operand, negated)
    low, high = (">=" if test.start_included else ">"), ("<=" if test.end_included else "<")
    ends = [(low, test.start), (high, test.end)]
    return {"any" if negated else "all": [_compared(field, op, end, negated) for op, end in ends]}


def _call(node: n.Call, negated: bool) -> Tree:
    arguments = node.arguments
    if node.names:
        raise _refusal(node)
    if node.function == "not":
        return _tree(arguments[0], not negated)
    if node.function == "is defined" and isinstance(arguments[0], n.Name):
        return _filled(arguments[0], negated)
    if node.function == "list contains" and isinstance(arguments[0], n.Name):
        tree = {"contains": [{"field": arguments[0].name}, _operand(arguments[1])]}
        return {"not": tree} if negated else tree
    raise _refusal(node)


_MAKERS: dict[type[n.Node], Callable[[Any, bool], Tree]] = {
    n.Logic: _logic,
    n.Name: _field,
    n.Literal: _constant,
    n.Comparison: _comparison,
    n.Between: _between,
    n.In: _in,
    n.Call: _call,
}
