"""Norms of a method watched: how much there is, how much may be, who is in breach and since when (`T.13`).

A norm is data, a `[[norm]]` of the settings: `title`, `least`, `best`, `most`, and a `measure` of `MEASURES`:

* `cases_per_lead`: open cases of one person; of those, with `stage` the ones that stand in it, with `outside`
  those that do not, with `value` and `equals` those that have the value;
* `days_since`: days since `element` was last completed in a case that waits for it;
* `days_late`: days by which the open tasks of a case are late, together;
* `months_open`: months since a case was opened.

`since` names the element whose completion made a case count. A norm without a measure says `why`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from engine.checks import Finding
from engine.errors import N_
from engine.kernel.plan import Plan

DAY = timedelta(days=1)
MONTH = DAY * 30.4375
MOST, LEAST = "most", "least"


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm as the method states it; `options` are its measure's own words."""

    key: str
    title: str
    source: str
    unit: str
    measure: str | None
    why: str
    least: Decimal | None
    best: Decimal | None
    most: Decimal | None
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Watched:
    """What has to be known of cases: elements by when they were completed, and values."""

    elements: frozenset[str]
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What norms need to know of an open case.

    `last` are completions and `waiting` open tasks of watched elements; `late` when late tasks were due.
    """

    id: str
    number: str
    title: str
    lead: str | None
    lead_name: str
    opened_at: datetime
    stages: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)
    last: Mapping[str, datetime] = field(default_factory=dict)
    waiting: Mapping[str, datetime] = field(default_factory=dict)
    late: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """A person's or a case's number, the cases behind it, and which limit it breaks since when.

    `case` is there where the number is a case's own.
    """

    holder: str
    number: Decimal
    cases: tuple[OpenCase, ...]
    breach: str | None = None
    since: datetime | None = None
    case: OpenCase | None = None


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
    asked = settings.get("norm", ())
    elements = {str(raw[name]) for raw in asked for name in ("element", "since") if name in raw}
    weighing = [settings["load"]] if "load" in settings else []
    values = {str(raw["value"]) for raw in (*asked, *weighing) if "value" in raw}
    return Watched(frozenset(elements), frozenset(values))


def check(settings: Mapping[str, Any], plan: Plan) -> Iterator[Finding]:
    """What is wrong with the norms: measures there are not, elements that no diagram has."""
    for raw in settings.get("norm", ()):
        key, measure = str(raw.get("key", "")), raw.get("measure")
        if measure is not None and measure not in MEASURES:
            sentence = N_("There is no measure %(measure)s.")
            yield Finding("process.toml", key, "norm-measure", sentence, {"measure": measure})
        needed = NEEDED.get(str(measure))
        for name in ELEMENTS:
            element = raw.get(name)
            if element not in plan.nodes and (element is not None or name == needed):
                sentence = N_("The norm names no element of the diagrams as %(name)s: %(element)s")
                yield Finding("process.toml", key, "norm-element", sentence, {"name": name, "element": element or "–"})


def read(norm: Norm, cases: Iterable[OpenCase], now: datetime) -> Reading:
    """Measure a norm over open cases."""
    measure = MEASURES.get(norm.measure or "")
    if measure is None:
        return Reading(norm, ())
    rows = measure(norm, cases, now)
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


def _per_lead(norm: Norm, cases: Iterable[OpenCase], now: datetime) -> Iterable[Measured]:
    people: dict[str, list[OpenCase]] = {}
    names: dict[str, str] = {}
    for case in cases:
        if case.lead:
            names[case.lead] = case.lead_name
            people.setdefault(case.lead, []).extend([case] if _counts(norm, case) else [])
    for lead, held in people.items():
        held.sort(key=lambda case: _began(norm, case))
        number = Decimal(len(held))
        breach = _breach(norm, number)
        since = _began(norm, held[int(norm.most or 0)]) if breach == MOST else None
        yield Measured(names[lead], number, tuple(held), breach, since)


def _counts(norm: Norm, case: OpenCase) -> bool:
    wanted = norm.options
    here = wanted.get("stage", "") in case.stages or "stage" not in wanted
    right = "value" not in wanted or case.values.get(wanted["value"]) == wanted.get("equals")
    return here and right and wanted.get("outside", "") not in case.stages


def _began(norm: Norm, case: OpenCase) -> datetime:
    return case.last.get(norm.options.get("since", ""), case.opened_at)


def _days_since(norm: Norm, cases: Iterable[OpenCase], now: datetime) -> Iterable[Measured]:
    element = norm.options["element"]
    for case in cases:
        if element in case.waiting:
            start = case.last.get(element, case.waiting[element])
            yield _one(norm, case, (now - start) // DAY, start + DAY * int(norm.most or 0))


def _days_late(norm: Norm, cases: Iterable[OpenCase], now: datetime) -> Iterable[Measured]:
    for case in cases:
        if case.late:
            days = sum(((now - due) for due in case.late), timedelta()) // DAY
            yield _one(norm, case, days, _reached(case.late, DAY * int(norm.most or 0)))


def _reached(dues: tuple[datetime, ...], limit: timedelta) -> datetime:
    """When the delays of tasks that were due then came to the limit together."""
    first, *later = sorted(dues)
    moment, together, running = first, timedelta(), 1
    for due in later:
        if together + (due - moment) * running >= limit:
            break
        together, moment, running = together + (due - moment) * running, due, running + 1
    return moment + (limit - together) / running


def _months_open(norm: Norm, cases: Iterable[OpenCase], now: datetime) -> Iterable[Measured]:
    for case in cases:
        months = Decimal((now - case.opened_at) / MONTH).quantize(Decimal("0.1"))
        yield _one(norm, case, months, case.opened_at + MONTH * float(norm.most or 0))


def _one(norm: Norm, case: OpenCase, number: Decimal | int, since: datetime) -> Measured:
    """A case's number. A case that goes on may still come to the least."""
    over = norm.most is not None and number > norm.most
    title = case.title or case.number
    return Measured(title, Decimal(number), (case,), MOST if over else None, since if over else None, case)


def _breach(norm: Norm, number: Decimal) -> str | None:
    if norm.most is not None and number > norm.most:
        return MOST
    return LEAST if norm.least is not None and number < norm.least else None


NEEDED = {"days_since": "element"}
ELEMENTS = ("stage", "outside", "element", "since")
OPTIONS = (*ELEMENTS, "value", "equals")
MEASURES: Mapping[str, Callable[[Norm, Iterable[OpenCase], datetime], Iterable[Measured]]] = {
    "cases_per_lead": _per_lead,
    "days_since": _days_since,
    "days_late": _days_late,
    "months_open": _months_open,
}
