"""The values of FEEL as Python values: kinds, equality and order, all with three-valued logic.

null None · boolean bool · number int or Decimal, never float · string str · date, time, date and time
(aware datetime) · days and time duration timedelta · years and months duration `Months` ·
list · context dict · range `Range` · function `Function`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import ge, gt, le, lt
from types import NoneType
from typing import Any, TypeGuard

from engine.feel.errors import TOO_BIG, FeelError
from engine.feel.limits import MAX_WALK

DAY_TIME = "days and time duration"
YEAR_MONTH = "years and months duration"
DATE_TIME = "date and time"
ORDERED = frozenset({"number", "string", "date", "time", DATE_TIME, DAY_TIME, YEAR_MONTH})


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A duration in calendar months, positive or negative."""

    count: int

    @property
    def years(self) -> int:
        return self.count // 12 if self.count >= 0 else -(-self.count // 12)

    @property
    def months(self) -> int:
        return self.count - 12 * self.years


@dataclass(frozen=True, slots=True)
class Range:
    """Values between two ends; an end of None is open for ever."""

    start: object
    end: object
    start_included: bool
    end_included: bool

    def holds(self, value: object) -> bool | None:
        """Whether the value lies inside; None where that cannot be said."""
        above = below = True if value is not None else None
        if self.start is not None:
            above = compare(">=" if self.start_included else ">", value, self.start)
        if self.end is not None:
            below = compare("<=" if self.end_included else "<", value, self.end)
        if above is False or below is False:
            return False
        return None if above is None or below is None else True


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function made by an expression, or (`standard`) one of the table: it takes what fits it."""

    parameters: tuple[str, ...]
    call: Callable[[list[object]], object]
    standard: bool = False


_KINDS: dict[type, str] = {
    NoneType: "null", bool: "boolean", int: "number", Decimal: "number", str: "string",
    datetime: DATE_TIME, date: "date", time: "time", timedelta: DAY_TIME, Months: YEAR_MONTH,
    list: "list", dict: "context", Range: "range", Function: "function",
}  # fmt: skip


def kind(value: object) -> str:
    """The name of the value's type; "unknown" for what FEEL has no word for, such as a float."""
    return _KINDS.get(type(value)) or _inherited(value)


def _inherited(value: object) -> str:
    return next((name for base, name in _KINDS.items() if isinstance(value, base)), "unknown")


def is_number(value: object) -> TypeGuard[int | Decimal]:
    return type(value) is int or (type(value) is Decimal and value.is_finite())


def equal(left: object, right: object) -> bool | None:
    """Nothing but null equals null; values of two different kinds cannot be compared."""
    if left is None or right is None:
        return left is right
    mine = kind(left)
    if mine != kind(right) or mine == "unknown":
        return None
    if mine == "number":
        return bool(left == right) if _is_finite(left) and _is_finite(right) else None
    if mine in {"list", "context", "range"}:
        return key(left) == key(right)
    return bool(left == right)


def _is_finite(value: object) -> bool:
    return not isinstance(value, Decimal) or value.is_finite()


_ORDERS: dict[str, Callable[[Any, Any], object]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def compare(op: str, left: object, right: object) -> bool | None:
    """`left op right`; None for nulls, for values of two kinds, and for kinds without an order."""
    if op == "=":
        return equal(left, right)
    if op == "!=":
        same = equal(left, right)
        return None if same is None else not same
    mine = kind(left)
    if mine not in ORDERED or mine != kind(right):
        return None
    try:
        return bool(_ORDERS[op](left, right))
    except (TypeError, ArithmeticError):  # a time with a zone against one without; a NaN
        return None


def key(value: object) -> object:
    """A hashable stand-in: two values of one kind are equal exactly when their keys are."""
    return _Walk().key(value)


class _Walk:
    """Counts what it sees: a list of lists of lists can be far larger than its text."""

    def __init__(self) -> None:
        self.seen = 0

    def key(self, value: object) -> object:
        self.seen += 1
        if self.seen > MAX_WALK:
            raise FeelError(TOO_BIG, limit=MAX_WALK)
        mine = kind(value)
        if isinstance(value, list):
            return mine, tuple(map(self.key, value))
        if isinstance(value, dict):
            return mine, frozenset((name, self.key(entry)) for name, entry in value.items())
        if isinstance(value, Range):
            ends = self.key(value.start), self.key(value.end)
            return mine, *ends, value.start_included, value.end_included
        if mine in {"unknown", "function"} or not _is_finite(value):
            return mine, id(value)
        return mine, value
