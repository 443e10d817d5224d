"""`+ - * / **` and the minus sign: a table from the kinds of both sides to what is done."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Any

from engine.feel.errors import TOO_BIG, FeelError
from engine.feel.limits import MAX_EXPONENT, MAX_STRING
from engine.feel.temporal import add_months, add_span, between, shift_time
from engine.feel.values import DATE_TIME, DAY_TIME, YEAR_MONTH, Months, is_number, kind

Number = int | Decimal
# 34 digits, as the DMN specification asks; the thread's own decimal context is never touched.
NUMBERS = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, clamp=0, flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)  # fmt: skip
_LARGEST = 10**34
_BAD = (ArithmeticError, TypeError, ValueError)  # OverflowError and every decimal signal are ArithmeticErrors


def exact(value: Number) -> Number:
    """A whole number of at most 34 digits as an int, the rest rounded to 34 digits."""
    if type(value) is int:
        return value if -_LARGEST < value < _LARGEST else NUMBERS.create_decimal(value)
    rounded = NUMBERS.plus(value)
    return int(rounded) if rounded.adjusted() < 34 and rounded == rounded.to_integral_value() else rounded


def divide(left: Number, right: Number) -> Number:
    if type(left) is int and type(right) is int and right and left % right == 0:
        return left // right
    return NUMBERS.divide(Decimal(left), Decimal(right))


def power(base: Number, exponent: Number) -> Number | None:
    if not -MAX_EXPONENT <= exponent <= MAX_EXPONENT:
        return None
    result = NUMBERS.power(Decimal(base), Decimal(exponent))
    if not result.is_finite():
        return None
    return exact(result) if type(base) is int and type(exponent) is int and exponent >= 0 else result


def _add_numbers(left: Any, right: Any) -> Number:
    return exact(left + right) if type(left) is type(right) is int else NUMBERS.add(left, right)


def _subtract_numbers(left: Any, right: Any) -> Number:
    return exact(left - right) if type(left) is type(right) is int else NUMBERS.subtract(left, right)


def _multiply_numbers(left: Any, right: Any) -> Number:
    return exact(left * right) if type(left) is type(right) is int else NUMBERS.multiply(left, right)


def _join(left: str, right: str) -> str:
    if len(left) + len(right) > MAX_STRING:
        raise FeelError(TOO_BIG, limit=MAX_STRING)
    return left + right


def _shift_date(day: date, span: timedelta) -> date:
    return (datetime.combine(day, time()) + span).date()


def _subtract_times(left: time, right: time) -> timedelta:
    day = date(2000, 1, 2)
    return between(datetime.combine(day, left), datetime.combine(day, right))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def scale(span: timedelta, factor: Number) -> timedelta:
    """Exact to the microsecond."""
    micros = NUMBERS.multiply(Decimal(span // timedelta(microseconds=1)), Decimal(factor))
    return timedelta(microseconds=int(micros.to_integral_value(ROUND_HALF_EVEN)))


def _scale_months(months: Months, factor: Number) -> Months:
    return Months(int(NUMBERS.multiply(Decimal(months.count), Decimal(factor))))


def _per(span: timedelta, factor: Number) -> timedelta:
    micros = NUMBERS.divide(Decimal(span // timedelta(microseconds=1)), Decimal(factor))
    return timedelta(microseconds=int(micros.to_integral_value(ROUND_HALF_EVEN)))


def _ratio(left: timedelta, right: timedelta) -> Number:
    unit = timedelta(microseconds=1)
    return divide(left // unit, right // unit)


Operation = Callable[[Any, Any], object]
_NN, _SS = ("number", "number"), ("string", "string")
OPERATIONS: dict[str, dict[tuple[str, str], Operation]] = {
    "+": {
        _NN: _add_numbers,
        _SS: _join,
        ("date", DAY_TIME): _shift_date,
        (DAY_TIME, "date"): lambda a, b: _shift_date(b, a),
        (DATE_TIME, DAY_TIME): add_span,
        (DAY_TIME, DATE_TIME): lambda a, b: add_span(b, a),
        ("time", DAY_TIME): shift_time,
        (DAY_TIME, "time"): lambda a, b: shift_time(b, a),
        (DAY_TIME, DAY_TIME): lambda a, b: a + b,
        (YEAR_MONTH, YEAR_MONTH): lambda a, b: Months(a.count + b.count),
        **{(day, YEAR_MONTH): lambda a, b: add_months(a, b.count) for day in ("date", DATE_TIME)},
        **{(YEAR_MONTH, day): lambda a, b: add_months(b, a.count) for day in ("date", DATE_TIME)},
    },
    "-": {
        _NN: _subtract_numbers,
        ("date", "date"): lambda a, b: a - b,
        (DATE_TIME, DATE_TIME): between,
        ("date", DATE_TIME): lambda a, b: between(_midnight(a), b),
        (DATE_TIME, "date"): lambda a, b: between(a, _midnight(b)),
        ("time", "time"): _subtract_times,
        ("date", DAY_TIME): lambda a, b: _shift_date(a, -b),
        (DATE_TIME, DAY_TIME): lambda a, b: add_span(a, -b),
        ("time", DAY_TIME): lambda a, b: shift_time(a, -b),
        (DAY_TIME, DAY_TIME): lambda a, b: a - b,
        (YEAR_MONTH, YEAR_MONTH): lambda a, b: Months(a.count - b.count),
        **{(day, YEAR_MONTH): lambda a, b: add_months(a, -b.count) for day in ("date", DATE_TIME)},
    },
    "*": {
        _NN: _multiply_numbers,
        (DAY_TIME, "number"): scale,
        ("number", DAY_TIME): lambda a, b: scale(b, a),
        (YEAR_MONTH, "number"): _scale_months,
        ("number", YEAR_MONTH): lambda a, b: _scale_months(b, a),
    },
    "/": {
        _NN: divide,
        (DAY_TIME, "number"): _per,
        (DAY_TIME, DAY_TIME): _ratio,
        (YEAR_MONTH, "number"): lambda a, b: Months(int(NUMBERS.divide(Decimal(a.count), Decimal(b)))),
        (YEAR_MONTH, YEAR_MONTH): lambda a, b: divide(a.count, b.count),
    },
    "**": {_NN: power},
}


def operate(op: str, left: object, right: object) -> object:
    """Null for kinds the operator does not know and for results that do not exist, such as 1 / 0."""
    operation = OPERATIONS[op].get((kind(left), kind(right)))
    if operation is None:
        return None
    try:
        return operation(left, right)
    except _BAD:
        return None


def negative(value: object) -> object:
    if is_number(value) or isinstance(value, timedelta):
        return operate("-", 0 if is_number(value) else timedelta(), value)
    return Months(-value.count) if isinstance(value, Months) else None
