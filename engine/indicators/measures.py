"""Indicators computed: each side from what is known of the cases, the share of the two, its growth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from engine.indicators.model import Indicator, Side
from engine.indicators.periods import Period

ZERO, HUNDRED = Decimal(0), Decimal(100)
Shares = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Span:
    """When a case was open: its last day is `date.max` while it is; `exit` is how it ended."""

    opened: date
    ended: date
    exit: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of a set a case has in the period, and their numbers together."""

    rows: int
    sum: Decimal


@dataclass(frozen=True, slots=True)
class Point:
    """The last row of a set in the period, or the first there ever was."""

    day: date
    number: Decimal
    value: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the cases within reach for one period, by case; of rows by set and case."""

    spans: Mapping[str, Span] = field(default_factory=dict)
    tallies: Mapping[str, Mapping[str, Tally]] = field(default_factory=dict)
    last: Mapping[str, Mapping[str, Point]] = field(default_factory=dict)
    first: Mapping[str, Mapping[str, Point]] = field(default_factory=dict)
    by_end: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """An indicator read: what each case adds to the top and to the bottom; `value` is None without data."""

    indicator: Indicator
    top: Shares
    bottom: Shares | None

    @property
    def above(self) -> Decimal:
        return sum(self.top.values(), ZERO)

    @property
    def below(self) -> Decimal | None:
        return None if self.bottom is None else sum(self.bottom.values(), ZERO)

    @property
    def value(self) -> Decimal | None:
        """The number; None where there is nothing to divide by."""
        if self.below is None:
            return self.above
        if self.below == ZERO:
            return None
        return self.above / self.below * (HUNDRED if self.indicator.unit == "percent" else 1)


def read(indicator: Indicator, facts: Facts, period: Period) -> Reading:
    """Compute an indicator for a period."""
    bottom = shares(indicator.bottom, facts, period) if indicator.bottom else None
    return Reading(indicator, shares(indicator.top, facts, period), bottom)


def growth(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """By how many per cent the number grew; None where there was nothing, or nothing to compare."""
    return None if now is None or not before else (now - before) / abs(before) * HUNDRED


def shares(side: Side, facts: Facts, period: Period) -> Shares:
    """What each case adds to a measure."""
    found = MEASURES[side.count](side, facts, period)
    among = facts.tallies.get(side.among, {}) if side.among else found
    without = facts.tallies.get(side.without, {}) if side.without else {}
    return {case: number for case, number in found.items() if case in among and case not in without}


def _open(side: Side, facts: Facts, period: Period) -> Shares:
    wanted = facts.by_end.get(side.of, frozenset()) if side.of else facts.spans.keys()
    return {case: Decimal(1) for case in facts.spans if case in wanted}


def _opened(side: Side, facts: Facts, period: Period) -> Shares:
    return {case: Decimal(1) for case, span in facts.spans.items() if span.opened >= period.first}


def _ended(side: Side, facts: Facts, period: Period) -> Shares:
    ended = {case: span for case, span in facts.spans.items() if span.ended <= period.last}
    return {case: Decimal(1) for case, span in ended.items() if not side.exits or span.exit in side.exits}


def _cases(side: Side, facts: Facts, period: Period) -> Shares:
    return dict.fromkeys(facts.tallies.get(side.of, {}), Decimal(1))


def _rows(side: Side, facts: Facts, period: Period) -> Shares:
    return {case: Decimal(tally.rows) for case, tally in facts.tallies.get(side.of, {}).items()}


def _sum(side: Side, facts: Facts, period: Period) -> Shares:
    return {case: tally.sum for case, tally in facts.tallies.get(side.of, {}).items()}


def _last_cases(side: Side, facts: Facts, period: Period) -> Shares:
    points = facts.last.get(side.of, {}).items()
    return {case: Decimal(1) for case, point in points if side.equals is None or point.value == side.equals}


def _last_sum(side: Side, facts: Facts, period: Period) -> Shares:
    return {case: point.number for case, point in facts.last.get(side.of, {}).items()}


def _changed(side: Side, facts: Facts, period: Period) -> Shares:
    return dict.fromkeys(_change(side, facts, period), Decimal(1))


def _change(side: Side, facts: Facts, period: Period) -> Shares:
    first = facts.first.get(side.of, {})
    points = facts.last.get(side.of, {}).items()
    return {case: last.number - first[case].number for case, last in points if first[case].day < last.day}


MEASURES: Mapping[str, Callable[[Side, Facts, Period], Shares]] = {
    "open_cases": _open,
    "opened_cases": _opened,
    "ended_cases": _ended,
    "cases": _cases,
    "rows": _rows,
    "sum": _sum,
    "last_cases": _last_cases,
    "last_sum": _last_sum,
    "changed_cases": _changed,
    "change_sum": _change,
}
