"""Running sums of a case: what its records add up to, for the diagrams to decide on and for people to see.

A `[[sum]]` of a method's settings has the `value` that diagrams and forms see, and `of`, the `[[counted]]` set whose
numbers are added; `per = "year"` adds those of the calendar year only. With `most` there are also VALUE_limit and
VALUE_left; where `raised` names a set, its latest number (of the year) is the limit instead. VALUE_year tells the year.

What was corrected counts as corrected: every amount remembers the record it comes from.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engine.checks import Finding
from engine.errors import N_

YEAR = "year"


@dataclass(frozen=True, slots=True)
class Sum:
    """A running sum as the method says it; `of` and `raised` are keys of sets, `most` its limit."""

    value: str
    of: str
    per: str = ""
    most: Decimal | None = None
    raised: str = ""
    title: str = ""
    unit: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The values that it sets."""
        limits = (f"{self.value}_limit", f"{self.value}_left") if self.most is not None else ()
        return (self.value, *((f"{self.value}_year",) if self.per else ()), *limits)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that the record `seq` told of a set, and the day it counts on."""

    seq: int
    of: str
    day: date
    number: Decimal


def of(settings: Mapping[str, Any]) -> tuple[Sum, ...]:
    """The running sums in a method's settings."""
    return tuple(_sum(raw) for raw in settings.get("sum", ()))


def values(asked: Iterable[Sum], amounts: Collection[Amount], today: date) -> dict[str, Any]:
    """What the sums come to on a day."""
    found: dict[str, Any] = {}
    for one in asked:
        near = [amount for amount in amounts if not one.per or amount.day.year == today.year]
        together = sum((amount.number for amount in near if amount.of == one.of), Decimal(0))
        found[one.value] = together
        if one.per:
            found[f"{one.value}_year"] = today.year
        if one.most is not None:
            limit = next((amount.number for amount in reversed(near) if amount.of == one.raised), one.most)
            found |= {f"{one.value}_limit": limit, f"{one.value}_left": limit - together}
    return found


def needed(asked: Iterable[Sum], amounts: Iterable[Amount], today: date) -> tuple[Amount, ...]:
    """What can still count: not what adds nothing, and nothing of past years where sums are per year."""
    asked = tuple(asked)
    for_ever = {key for one in asked if not one.per for key in (one.of, one.raised)}
    limits = {one.raised for one in asked}
    counts = (amount for amount in amounts if amount.number or amount.of in limits)
    return tuple(amount for amount in counts if amount.of in for_ever or amount.day.year >= today.year)


def check(settings: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with the sums: sets there are not, words that mean nothing."""
    known = {str(raw.get("key")) for raw in settings.get("counted", ())}
    for raw in settings.get("sum", ()):
        key = str(raw.get("value", ""))
        for name in {"of", "raised"} & raw.keys() | {"of"}:
            if raw.get(name) not in known:
                sentence = N_("The sum names no [[counted]] set as %(name)s: %(set)s")
                yield Finding("process.toml", key, "sum-set", sentence, {"name": name, "set": raw.get(name, "–")})
        if raw.get("per", YEAR) != YEAR:
            sentence = N_("A sum is of the whole case, or per year: %(per)s means nothing.")
            yield Finding("process.toml", key, "sum-period", sentence, {"per": raw["per"]})


def _sum(raw: Mapping[str, Any]) -> Sum:
    most = Decimal(str(raw["most"])) if "most" in raw else None
    words = {name: str(raw[name]) for name in ("per", "raised", "title", "unit") if name in raw}
    return Sum(str(raw.get("value", "")), str(raw.get("of", "")), most=most, **words)
