"""Norms of a method watched: how much there is, how much may be, who is in breach and since when (`T.13`).

A norm is data, a `[[norm]]` of the settings: `title`, `least`, `best`, `most`, and a `measure` of `MEASURES`:

* `cases_per_lead`: open cases of one person; of those, with `stage` the ones that stand in it, with `outside`
  those that do not, with `value` and `equals` those that have the value;
* `days_since`: days since `element` was last completed in a case that waits for it;
* `days_late`: days by which tasks of a case are late or were done late, together;
* `months_open`: months since a case was opened, and the months of those that ended within a year;
* `sum_per_case`: what a `set` ([[counted]]) of a case adds up to in this calendar year; `raised` names the set whose
  latest number is the limit instead of `most`;
* `sum_per_person`: what a `set` adds up to in the last twelve months over all cases that a person leads, for everybody
  who holds one of the `roles`; who is new has a year's time.

`since` names the element whose completion made a case count (a case that ended without it is left out).
A norm without a measure says `why`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.checks import Finding
from engine.errors import N_
from engine.kernel.plan import Plan
from engine.measures import (
    ELEMENTS,
    LEAST,
    MEASURES,
    MOST,
    NEEDED,
    OPTIONS,
    SETS,
    Measured,
    Norm,
    OpenCase,
    Person,
    Seen,
)

__all__ = [
    "LEAST",
    "MOST",
    "Measured",
    "Norm",
    "OpenCase",
    "Person",
    "Reading",
    "Watched",
    "check",
    "of",
    "plain",
    "read",
    "watched",
]


@dataclass(frozen=True, slots=True)
class Watched:
    """What has to be known of cases: elements by when they were completed, values, sets; and roles of people."""

    elements: frozenset[str]
    values: frozenset[str]
    sets: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """A norm and what was measured, breaches first; nothing where it cannot be measured."""

    norm: Norm
    rows: tuple[Measured, ...]

    @property
    def breaches(self) -> tuple[Measured, ...]:
        return tuple(row for row in self.rows if row.breach)


def of(settings: Mapping[str, Any]) -> tuple[Norm, ...]:
    """The norms in a method's settings."""
    return tuple(_norm(raw) for raw in settings.get("norm", ()))


def watched(settings: Mapping[str, Any]) -> Watched:
    """What the norms in a method's settings look at."""
    asked, process = settings.get("norm", ()), settings.get("key", "")
    weighing = [settings["load"]] if "load" in settings else []
    return Watched(
        frozenset(str(raw[name]) for raw in asked for name in ("element", "since") if name in raw),
        frozenset(str(raw["value"]) for raw in (*asked, *weighing) if "value" in raw),
        frozenset(f"{process}:{raw[name]}" for raw in asked for name in SETS if name in raw),
        frozenset(role for raw in asked for role in str(raw.get("roles", "")).split()),
    )


def check(settings: Mapping[str, Any], plan: Plan) -> Iterator[Finding]:
    """What is wrong with the norms: measures there are not, elements that no diagram has."""
    for raw in settings.get("norm", ()):
        key, measure = str(raw.get("key", "")), raw.get("measure")
        if measure is not None and measure not in MEASURES:
            sentence = N_("There is no measure %(measure)s.")
            yield Finding("process.toml", key, "norm-measure", sentence, {"measure": measure})
        needed = NEEDED.get(str(measure))
        yield from _known_sets(settings, raw, needed)
        for name in ELEMENTS:
            element = raw.get(name)
            if element not in plan.nodes and (element is not None or name == needed):
                sentence = N_("The norm names no element of the diagrams as %(name)s: %(element)s")
                yield Finding("process.toml", key, "norm-element", sentence, {"name": name, "element": element or "–"})


def _known_sets(settings: Mapping[str, Any], raw: Mapping[str, Any], needed: str | None) -> Iterator[Finding]:
    known = {str(counted.get("key")) for counted in settings.get("counted", ())}
    for name in SETS:
        if raw.get(name) not in known and (name in raw or name == needed):
            sentence = N_("The norm names no [[counted]] set as %(name)s: %(set)s")
            told = {"name": name, "set": raw.get(name) or "–"}
            yield Finding("process.toml", str(raw.get("key", "")), "norm-set", sentence, told)


def read(norm: Norm, cases: Iterable[OpenCase], now: datetime, people: Iterable[Person] = ()) -> Reading:
    """Measure a norm over cases and people."""
    measure = MEASURES.get(norm.measure or "")
    if measure is None:
        return Reading(norm, ())
    rows = measure(norm, Seen(tuple(cases), tuple(people), now))
    return Reading(norm, tuple(sorted(rows, key=lambda row: (row.breach is None, -row.number, row.holder))))


def plain(value: Any) -> str:
    """A routing value as norms compare it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _norm(raw: Mapping[str, Any]) -> Norm:
    return Norm(
        key=str(raw.get("key", "")),
        title=str(raw.get("title", "")),
        source=str(raw.get("source", "")),
        unit=str(raw.get("unit", "")),
        measure=raw.get("measure"),
        why=str(raw.get("why", "")),
        least=_limit(raw, LEAST),
        best=_limit(raw, "best"),
        most=_limit(raw, MOST),
        options={name: plain(raw[name]) for name in OPTIONS if name in raw},
    )


def _limit(raw: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(str(raw[name])) if name in raw else None
