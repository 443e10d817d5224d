"""The table of standard functions: a name, its signatures, and how arguments are fitted to them.

A signature reads `string: string, start position: number, length?: number, *list: any`:
`?` marks what may be left out, `*` takes any number of values or one list, `**` values only.
An argument of another kind makes the result null, as the specification asks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from engine.feel.errors import UNKNOWN_FUNCTION, WRONG_ARGUMENTS, FeelError
from engine.feel.values import DATE_TIME, DAY_TIME, YEAR_MONTH, kind

KINDS = {"datetime": DATE_TIME, "span": DAY_TIME, "months": YEAR_MONTH}


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kinds: frozenset[str]  # none at all: any value, null included
    optional: bool
    many: bool
    whole: bool  # a single list is one of the many values


@dataclass(frozen=True, slots=True)
class Signature:
    parameters: tuple[Parameter, ...]
    body: Callable[..., object]
    timed: bool  # takes the moment as its first argument

    def order(self, count: int, names: Sequence[str]) -> tuple[int, ...] | None:
        """For each argument the index of its parameter; None when they do not fit."""
        if names:
            known = [parameter.name for parameter in self.parameters]
            if not set(names) <= set(known):
                return None
            order = tuple(map(known.index, names))
        else:
            last = len(self.parameters) - 1
            many = last >= 0 and self.parameters[last].many
            order = tuple(min(index, last) if many else index for index in range(count))
        required = {index for index, parameter in enumerate(self.parameters) if not parameter.optional}
        fits = required <= set(order) and all(index < len(self.parameters) for index in order)
        return order if fits else None

    def bound(self, order: Sequence[int], values: Sequence[object]) -> list[object] | None:
        """The arguments in the order of the parameters; None when one is of a wrong kind."""
        found: list[object] = [None] * len(self.parameters)
        collected: list[object] = []
        for index, value in zip(order, values, strict=True):
            parameter = self.parameters[index]
            if parameter.many:
                collected.append(value)
                continue
            fitted = _fitted(value, parameter.kinds)
            if fitted is _MISFIT:
                return None
            found[index] = fitted
        if self.parameters and self.parameters[-1].many:
            whole = self.parameters[-1].whole
            alone = len(collected) == 1 and isinstance(collected[0], list) and not whole
            found[-1] = collected[0] if alone else collected
        return found


_MISFIT: Any = object()
_FUNCTIONS: dict[str, list[Signature]] = {}


def _fitted(value: object, kinds: frozenset[str]) -> object:
    """A list of one value passes for that value, and a value for a list of one."""
    if not kinds or kind(value) in kinds:
        return value if not isinstance(value, Decimal) or _fair(value) else _MISFIT
    if isinstance(value, list) and len(value) == 1 and kind(value[0]) in kinds:
        return value[0]
    if "list" in kinds and value is not None:
        return [value]
    return _MISFIT


Body = TypeVar("Body", bound=Callable[..., object])


def _fair(value: Decimal) -> bool:
    """Neither infinite nor of more digits than an expression can make."""
    return value.is_finite() and abs(value.adjusted()) < 6_200


def function(name: str, signature: str = "", *, timed: bool = False) -> Callable[[Body], Body]:
    """Enter the decorated body into the table; a name may have several signatures."""

    def enter(body: Body) -> Body:
        parameters = tuple(_parameter(part.strip()) for part in signature.split(",") if part.strip())
        _FUNCTIONS.setdefault(name, []).append(Signature(parameters, body, timed))
        return body

    return enter


def _parameter(text: str) -> Parameter:
    name, _, kinds = text.partition(":")
    wanted = frozenset(KINDS.get(word.strip(), word.strip()) for word in kinds.split("|"))
    many, optional = name.startswith("*"), name.endswith("?")
    return Parameter(
        name.strip("*?"), frozenset() if "any" in wanted else wanted, optional, many, name.startswith("**")
    )


def names() -> frozenset[str]:
    """All names in the table."""
    return frozenset(_FUNCTIONS)


Fitting = tuple[Signature, tuple[int, ...]]


def fitting(name: str, count: int, argument_names: Sequence[str], at: int) -> tuple[Fitting, ...]:
    """The signatures that take so many arguments; raises FeelError when there are none."""
    if name not in _FUNCTIONS:
        raise FeelError(UNKNOWN_FUNCTION, at, name=name)
    orders = ((signature, signature.order(count, argument_names)) for signature in _FUNCTIONS[name])
    found = tuple((signature, order) for signature, order in orders if order is not None)
    if not found:
        raise FeelError(WRONG_ARGUMENTS, at, name=name)
    return found


def call(candidates: Sequence[Fitting], values: Sequence[object], moment: object) -> object:
    """The first signature whose kinds fit; null when none does or the result does not exist."""
    for signature, order in candidates:
        bound = signature.bound(order, values)
        if bound is None:
            continue
        try:
            return signature.body(moment, *bound) if signature.timed else signature.body(*bound)
        except (ArithmeticError, ValueError, TypeError, LookupError):
            return None
    return None
