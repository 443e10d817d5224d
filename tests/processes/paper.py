"""Indicators computed from records written down by hand, as a database would tell of them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from engine import indicators
from engine.indicators import Answered, CountedRow, Facts, Period, Point, Reading, Span, Tally
from tests.processes.stage import published

Records = list[tuple[str, str, Mapping[str, Any]]]
Cases = Mapping[str, tuple[Span, Records]]


def rows(family: str, records: Records) -> list[CountedRow]:
    definition = published(family)[1]
    found = []
    for form, day, record in records:
        answered = Answered(definition.forms[f"{family}/{form}"], record, date.fromisoformat(day))
        found += list(indicators.told(definition.counted, answered, definition.decisions))
    return found


def facts(family: str, cases: Mapping[str, tuple[Span, Records]], period: Period) -> Facts:
    """What a database would tell of these cases, worked out plainly."""
    spans = {
        case: span for case, (span, _) in cases.items() if span.opened <= period.last and span.ended >= period.first
    }
    tallies: dict[str, dict[str, Tally]] = {}
    last: dict[str, dict[str, Point]] = {}
    first: dict[str, dict[str, Point]] = {}
    ever: dict[str, set[str]] = {}
    for case, (_span, records) in cases.items():
        for row in sorted(rows(family, records), key=lambda row: row.day):
            point = Point(row.day, Decimal(str(row.number or 0)), row.value)
            first.setdefault(row.of, {}).setdefault(case, point)
            if row.day <= period.last and case in spans:
                ever.setdefault(row.of, set()).add(case)
            if row.day <= period.last and (row.until or row.day) >= period.first:
                before = tallies.setdefault(row.of, {}).get(case, Tally(0, Decimal(0)))
                tallies[row.of][case] = Tally(before.rows + 1, before.sum + point.number)
            if period.first <= row.day <= period.last:
                last.setdefault(row.of, {})[case] = point
    return Facts(spans, tallies, last, first, {name: frozenset(members) for name, members in ever.items()})


def readings(family: str, cases: Mapping[str, tuple[Span, Records]], period: Period) -> dict[str, Reading]:
    known = facts(family, cases, period)
    return {one.key: indicators.read(one, known, period) for one in _of(family)}


@cache
def _of(family: str) -> tuple[indicators.Indicator, ...]:
    return indicators.of(published(family)[1].settings)


def counted(found: Mapping[str, Reading]) -> dict[str, tuple[int, int]]:
    return {key: (int(reading.above), int(reading.below or 0)) for key, reading in found.items()}
