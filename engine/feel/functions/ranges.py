"""How two ranges, or a point and a range, lie to each other. A point is a range of one value."""

import re
from collections.abc import Callable

from engine.feel.arithmetic import NUMBERS
from engine.feel.functions.registry import function
from engine.feel.temporal import parse_temporal
from engine.feel.values import Range, compare, equal

Relation = Callable[[Range, Range], bool]


def _relation(name: str) -> Callable[[Relation], Relation]:
    """Enter a relation; null where the ends cannot be compared."""

    def enter(relation: Relation) -> Relation:
        def body(first: object, second: object) -> bool | None:
            left, right = _as_range(first), _as_range(second)
            if compare("<", left.start, right.start) is None or compare("<", left.end, right.end) is None:
                return None
            return relation(left, right)

        function(name, "value1: any, value2: any")(body)
        return relation

    return enter


def _as_range(value: object) -> Range:
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _less(left: object, right: object) -> bool:
    return compare("<", left, right) is True


def _same(left: object, right: object) -> bool:
    return equal(left, right) is True


def _starts_no_later(a: Range, b: Range) -> bool:
    same = _same(a.start, b.start) and (a.start_included or not b.start_included)
    return _less(a.start, b.start) or same


def _ends_no_later(a: Range, b: Range) -> bool:
    return _less(a.end, b.end) or (_same(a.end, b.end) and (b.end_included or not a.end_included))


def _reaches(a: Range, b: Range) -> bool:
    """The end of a comes up to the start of b."""
    return _less(b.start, a.end) or (_same(a.end, b.start) and a.end_included and b.start_included)


@_relation("before")
def before(a: Range, b: Range) -> bool:
    return _less(a.end, b.start) or (_same(a.end, b.start) and not (a.end_included and b.start_included))


@_relation("after")
def after(a: Range, b: Range) -> bool:
    return before(b, a)


@_relation("meets")
def meets(a: Range, b: Range) -> bool:
    return a.end_included and b.start_included and _same(a.end, b.start)


@_relation("met by")
def met_by(a: Range, b: Range) -> bool:
    return meets(b, a)


@_relation("overlaps")
def overlaps(a: Range, b: Range) -> bool:
    return _reaches(a, b) and _reaches(b, a)


@_relation("overlaps before")
def overlaps_before(a: Range, b: Range) -> bool:
    starts_first = _less(a.start, b.start) or (_same(a.start, b.start) and a.start_included and not b.start_included)
    return starts_first and _reaches(a, b) and _ends_no_later(a, b)


@_relation("overlaps after")
def overlaps_after(a: Range, b: Range) -> bool:
    return overlaps_before(b, a)


@_relation("finishes")
def finishes(a: Range, b: Range) -> bool:
    same_end = _same(a.end, b.end) and a.end_included == b.end_included
    return same_end and _starts_no_later(b, a)


@_relation("finished by")
def finished_by(a: Range, b: Range) -> bool:
    return finishes(b, a)


@_relation("includes")
def includes(a: Range, b: Range) -> bool:
    return _starts_no_later(a, b) and _ends_no_later(b, a)


@_relation("during")
def during(a: Range, b: Range) -> bool:
    return includes(b, a)


@_relation("starts")
def starts(a: Range, b: Range) -> bool:
    same_start = _same(a.start, b.start) and a.start_included == b.start_included
    return same_start and _ends_no_later(a, b)


@_relation("started by")
def started_by(a: Range, b: Range) -> bool:
    return starts(b, a)


@_relation("coincides")
def coincides(a: Range, b: Range) -> bool:
    return starts(a, b) and finishes(a, b)


_RANGE = re.compile(r"\s*([\[(\]])(.*?)\.\.(.*)([\])\[])\s*", re.DOTALL)
_TEMPORAL = re.compile(r'(?:@|(?:date and time|date|time|duration)\s*\(\s*)"([^"]*)"\s*\)?')


@function("range", "from: string")
def range_from_text(text: str) -> Range | None:
    """A range with fixed ends; an end that is left out is open for ever. Raises ValueError."""
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    closed = found[1] == "[", found[4] == "]"
    ends = [part.strip() for part in (found[2], found[3])]
    if not any(ends) or any(included and not end for included, end in zip(closed, ends, strict=True)):
        return None
    start, end = (_end(part) if part else None for part in ends)
    ordered = compare("<=", start, end) if all(ends) else True
    return Range(start, end, *closed) if ordered else None


def _end(text: str) -> object:
    """A number, a string, a date, a time or a duration as written. Raises ValueError, ArithmeticError."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    if found := _TEMPORAL.fullmatch(text):
        value = parse_temporal(found[1])
        if value is None:
            raise ValueError(text)
        return value
    return NUMBERS.create_decimal(text)
