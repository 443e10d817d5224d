"""Conditions between answers: a small closed tree, evaluated here and by a few lines of JavaScript.

A node has one key: `all` `any` (list of nodes), `not` (node), `eq` `ne` `gt` `ge` `lt` `le` (two operands),
`in` (operand, list), `contains` (operand that is a list, operand), `filled` (operand); `true` and `false`
are nodes too. An operand is `{"field": name}` or a literal. Logic is three-valued as in FEEL: a comparison
with a missing answer, or of unlike things, is None, and only True holds. `tests/forms/condition_cases.json`
binds both implementations.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from forms.fields import Field

Answers = Mapping[str, Any]
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?")


def holds(tree: Any, answers: Answers) -> bool:
    """True when the condition is certainly true."""
    return value(tree, answers) is True


def value(tree: Any, answers: Answers) -> bool | None:
    """True, False, or None when it cannot be told. Raises ValueError for something that is no condition."""
    if isinstance(tree, bool):
        return tree
    if not isinstance(tree, Mapping) or len(tree) != 1:
        raise ValueError(f"not a condition: {tree!r}")
    kind, body = next(iter(tree.items()))
    if kind in {"all", "any"}:
        return _many([value(part, answers) for part in body], ends=kind == "any")
    if kind == "not":
        inner = value(body, answers)
        return None if inner is None else not inner
    if kind == "filled":
        return _operand(body, answers) not in (None, "", [])
    if kind not in COMPARE:
        raise ValueError(f"not a condition: {kind}")
    return COMPARE[kind](_operand(body[0], answers), _operand(body[1], answers))


def names(tree: Any) -> set[str]:
    """The fields a condition looks at."""
    if isinstance(tree, Mapping):
        found = {tree["field"]} if isinstance(tree.get("field"), str) else set()
        return found.union(*(names(part) for part in tree.values()))
    if isinstance(tree, list | tuple):
        return set().union(*(names(part) for part in tree))
    return set()


def misfits(tree: Any, fields: Mapping[str, Field]) -> Iterable[tuple[str, str]]:
    """Field and literal of every comparison with a value that is none of the field's options."""
    if not isinstance(tree, Mapping):
        return
    for kind, body in tree.items():
        if kind in {"all", "any"}:
            for part in body:
                yield from misfits(part, fields)
        elif kind == "not":
            yield from misfits(body, fields)
        elif kind in {"eq", "ne", "in", "contains"}:
            yield from _strangers(body, fields)


def _strangers(body: Sequence[Any], fields: Mapping[str, Field]) -> Iterable[tuple[str, str]]:
    for this, that in (body, reversed(body)):
        field = fields.get(this.get("field", "")) if isinstance(this, Mapping) else None
        if field is None or not field.options:
            continue
        for literal in that if isinstance(that, list) else [that]:
            if isinstance(literal, str) and field.option(literal) is None:
                yield field.name, literal


def _operand(operand: Any, answers: Answers) -> Any:
    return answers.get(operand["field"]) if isinstance(operand, Mapping) else operand


def _many(parts: list[bool | None], ends: bool) -> bool | None:
    """`any` when `ends` is true, `all` when it is false: the value that decides, else unknown, else the rest."""
    if ends in parts:
        return ends
    return None if None in parts else not ends


def _eq(this: Any, that: Any) -> bool | None:
    if this is None or that is None:
        return this is that
    pair = _alike(this, that)
    return pair and pair[0] == pair[1]


def _ne(this: Any, that: Any) -> bool | None:
    same = _eq(this, that)
    return None if same is None else not same


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool | None]:
    def compare(this: Any, that: Any) -> bool | None:
        pair = _alike(this, that)
        if pair is None or isinstance(pair[0], bool | list):
            return None
        return test(*pair)

    return compare


def _in(this: Any, those: Any) -> bool | None:
    return _many([_eq(this, that) for that in those], ends=True)


def _contains(these: Any, that: Any) -> bool | None:
    """A list that was not answered holds nothing."""
    return _many([_eq(this, that) for this in these or []], ends=True)


def _alike(this: Any, that: Any) -> tuple[Any, Any] | None:
    """Both as things that compare: a text beside a number is read as one; None when they are unlike."""
    if _is_number(this) or _is_number(that):
        pair = (_number(this), _number(that))
        return None if None in pair else pair
    for kind in (bool, str, list):
        if isinstance(this, kind) and isinstance(that, kind):
            return this, that
    return None


def _is_number(thing: Any) -> bool:
    return isinstance(thing, int | float | Decimal) and not isinstance(thing, bool)


def _number(thing: Any) -> Decimal | None:
    if _is_number(thing):
        return Decimal(str(thing))
    return Decimal(thing) if isinstance(thing, str) and _NUMBER.fullmatch(thing) else None


COMPARE: Mapping[str, Callable[[Any, Any], bool | None]] = {
    "eq": _eq,
    "ne": _ne,
    "gt": _ordered(lambda this, that: this > that),
    "ge": _ordered(lambda this, that: this >= that),
    "lt": _ordered(lambda this, that: this < that),
    "le": _ordered(lambda this, that: this <= that),
    "in": _in,
    "contains": _contains,
}
