"""Functions on numbers, with 34 significant digits."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from engine.feel.arithmetic import NUMBERS, Number, divide, exact
from engine.feel.functions.registry import function

_EXTREME = 6_111  # as far as the specification lets a scale go


def _rounded(value: Number, scale: Number | None, rounding: str) -> Number | None:
    """A whole result is an int; null for a scale outside -6111..6176."""
    places = int(scale or 0)
    if not -_EXTREME <= places <= 6_176:
        return None
    number = Decimal(value)
    if places >= 0 and -number.as_tuple().exponent <= places:  # type: ignore[operator]
        return exact(value)
    shifted = number.scaleb(places, NUMBERS).to_integral_value(rounding)
    return exact(shifted.scaleb(-places, NUMBERS))


@function("decimal", "n: number, scale: number")
def decimal(value: Number, scale: Number) -> Number | None:
    return _rounded(value, scale, ROUND_HALF_EVEN)


@function("floor", "n: number, scale?: number")
def floor(value: Number, scale: Number | None) -> Number | None:
    return _rounded(value, scale, ROUND_FLOOR)


@function("ceiling", "n: number, scale?: number")
def ceiling(value: Number, scale: Number | None) -> Number | None:
    return _rounded(value, scale, ROUND_CEILING)


@function("round up", "n: number, scale?: number")
def round_up(value: Number, scale: Number | None) -> Number | None:
    return _rounded(value, scale, ROUND_UP)


@function("round down", "n: number, scale?: number")
def round_down(value: Number, scale: Number | None) -> Number | None:
    return _rounded(value, scale, ROUND_DOWN)


@function("round half up", "n: number, scale?: number")
def round_half_up(value: Number, scale: Number | None) -> Number | None:
    return _rounded(value, scale, ROUND_HALF_UP)


@function("round half down", "n: number, scale?: number")
def round_half_down(value: Number, scale: Number | None) -> Number | None:
    return _rounded(value, scale, ROUND_HALF_DOWN)


@function("modulo", "dividend: number, divisor: number")
def modulo(dividend: Number, divisor: Number) -> Number | None:
    """The sign is the divisor's: `modulo(-12, 5)` is 3."""
    if isinstance(dividend, int) and isinstance(divisor, int):
        return dividend % divisor
    rest = NUMBERS.remainder(Decimal(dividend), Decimal(divisor))
    return NUMBERS.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@function("sqrt", "number: number")
def sqrt(value: Number) -> Number:
    root = NUMBERS.sqrt(Decimal(value))
    return exact(root) if root == root.to_integral_value() else root


@function("log", "number: number")
def log(value: Number) -> Number | None:
    return NUMBERS.ln(Decimal(value)) if value > 0 else None


@function("exp", "number: number")
def exp(value: Number) -> Number:
    return NUMBERS.exp(Decimal(value))


@function("odd", "number: number")
def odd(value: Number) -> bool | None:
    return int(value) % 2 == 1 if value == int(value) else None


@function("even", "number: number")
def even(value: Number) -> bool | None:
    return int(value) % 2 == 0 if value == int(value) else None


@function("number", "from: string, grouping separator?: string|null, decimal separator?: string|null")
def number(text: str, grouping: str | None, point: str | None) -> Number | None:
    """`number("1 000,5", " ", ",")`; null for anything but digits, one point, and an exponent."""
    if grouping not in {None, " ", ",", "."} or point not in {None, ",", "."}:
        return None
    if grouping is not None and grouping == point:
        return None
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point else plain
    if not plain.isascii() or plain.strip() != plain or "_" in plain or len(plain) > 100:
        return None
    value = NUMBERS.create_decimal(plain)
    if not value.is_finite():
        return None
    return exact(value) if plain.lstrip("+-").isdigit() else value


@function("number", "from: number")
def same_number(value: Number) -> Number:
    return value


def mean(numbers: list[Number]) -> Number:
    return divide(total(numbers), len(numbers))


def total(numbers: list[Number]) -> Number:
    whole = sum(value for value in numbers if isinstance(value, int))
    parts: Number = exact(whole)
    for value in numbers:
        if isinstance(value, Decimal):
            parts = NUMBERS.add(Decimal(parts), value)
    return parts


@function("abs", "n: number")
def absolute(value: Number) -> Number:
    return abs(value) if isinstance(value, int) else NUMBERS.abs(value)
