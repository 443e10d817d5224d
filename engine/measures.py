"""What norms can measure: a closed set, documented in `engine.norms`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

DAY = timedelta(days=1)
MONTH = DAY * 30.4375
YEAR = DAY * 365
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
class Amount:
    """A number that a record told of a set, and the day it counts on."""

    day: date
    number: Decimal


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is measured, with a case or without; `since` is when the account was made."""

    id: str
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What norms need to know of a case; `closed_at` when it has ended.

    `last` are completions and `waiting` open tasks of watched elements; `late` when open late tasks were due,
    `delays` from when to when done tasks were late; `told` are the amounts of watched sets by day.
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
    delays: tuple[tuple[datetime, datetime], ...] = ()
    told: Mapping[str, tuple[Amount, ...]] = field(default_factory=dict)
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


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


@dataclass(frozen=True)
class Seen:
    """What is looked at: cases, open ones and those that ended, the people who are measured, and now."""

    cases: tuple[OpenCase, ...]
    people: tuple[Person, ...]
    now: datetime

    @property
    def open(self) -> Iterator[OpenCase]:
        return (case for case in self.cases if case.is_open)


def _per_lead(norm: Norm, seen: Seen) -> Iterable[Measured]:
    people: dict[str, list[OpenCase]] = {}
    names: dict[str, str] = {}
    for case in seen.open:
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


def _days_since(norm: Norm, seen: Seen) -> Iterable[Measured]:
    element = norm.options["element"]
    for case in seen.open:
        if element in case.waiting:
            start = case.last.get(element, case.waiting[element])
            yield _one(norm, case, (seen.now - start) // DAY, start + DAY * int(norm.most or 0))


def _days_late(norm: Norm, seen: Seen) -> Iterable[Measured]:
    """Delays of tasks that are late now and of those that were done late, together."""
    for case in seen.open:
        spans = [*case.delays, *((due, seen.now) for due in case.late)]
        if spans:
            days = sum((end - due for due, end in spans), timedelta()) // DAY
            yield _one(norm, case, days, _reached(spans, DAY * int(norm.most or 0)))


def _reached(spans: list[tuple[datetime, datetime]], limit: timedelta) -> datetime:
    """When the delays came to the limit together."""
    edges = sorted({moment for span in spans for moment in span})
    together = timedelta()
    for begin, end in pairwise(edges):
        running = sum(due <= begin and end <= done for due, done in spans)
        if running and together + (end - begin) * running >= limit:
            return begin + (limit - together) / running
        together += (end - begin) * running
    return edges[-1]


def _months_open(norm: Norm, seen: Seen) -> Iterable[Measured]:
    """How long cases go on, and how long those lasted that ended within a year: these may have been too short."""
    for case in seen.cases:
        begun = case.last.get(norm.options["since"]) if "since" in norm.options else case.opened_at
        if case.is_open:
            number = _months(case.opened_at, seen.now)
            yield _one(norm, case, number, case.opened_at + MONTH * float(norm.most or 0))
        elif case.closed_at and begun and seen.now - case.closed_at <= YEAR:
            number = _months(case.opened_at, case.closed_at)
            breach = _breach(norm, number)
            yield _of_case(norm, case, number, breach, case.closed_at if breach else None)


def _months(begin: datetime, end: datetime) -> Decimal:
    return Decimal((end - begin) / MONTH).quantize(Decimal("0.1"))


def _sum_per_case(norm: Norm, seen: Seen) -> Iterable[Measured]:
    """What the records of a case add up to in this calendar year, against the limit agreed for it."""
    year = seen.now.year
    for case in seen.cases:
        told = [one for one in case.told.get(norm.options["set"], ()) if one.day.year == year]
        if told:
            raised = [one for one in case.told.get(norm.options.get("raised", ""), ()) if one.day.year == year]
            limit = raised[-1].number if raised else norm.most
            total, over = _passed(told, limit)
            yield _of_case(norm, case, total, MOST if over else None, over)


def _passed(told: Iterable[Amount], limit: Decimal | None) -> tuple[Decimal, datetime | None]:
    """The total, and since when it is over the limit."""
    total, since = Decimal(0), None
    for one in sorted(told, key=lambda one: one.day):
        total += one.number
        over = limit is not None and total > limit
        since = (since or _midnight(one.day)) if over else None
    return total, since


def _sum_per_person(norm: Norm, seen: Seen) -> Iterable[Measured]:
    """What the records of a person's cases add up to in the last twelve months; who is new has a year's time."""
    for person in seen.people:
        mine = [case for case in seen.cases if case.lead == person.id and norm.options["set"] in case.told]
        told = sorted((one for case in mine for one in case.told[norm.options["set"]]), key=lambda one: one.day)
        window = [one for one in told if one.day > (seen.now - YEAR).date()]
        total, behind = sum((one.number for one in window), Decimal(0)), {one.day for one in window}
        breach = _breach(norm, total)
        since = _fell(norm, person, told) if breach == LEAST else None
        shown = tuple(case for case in mine if any(one.day in behind for one in case.told[norm.options["set"]]))
        late = breach if since is None or since <= seen.now else None
        yield Measured(person.name, total, shown, late, since if late else None)


def _fell(norm: Norm, person: Person, told: list[Amount]) -> datetime:
    """Since when the last twelve months hold too little: what counted before fell out of them."""
    since = person.since + YEAR
    for last in told:
        window = [one for one in told if last.day - YEAR < one.day <= last.day]
        while window and sum((one.number for one in window), Decimal(0)) >= (norm.least or 0):
            since = max(since, _midnight(window[0].day) + YEAR)
            window = window[1:]
    return since


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _one(norm: Norm, case: OpenCase, number: Decimal | int, since: datetime) -> Measured:
    """A case's number. A case that goes on may still come to the least."""
    over = norm.most is not None and number > norm.most
    return _of_case(norm, case, Decimal(number), MOST if over else None, since if over else None)


def _of_case(norm: Norm, case: OpenCase, number: Decimal, breach: str | None, since: datetime | None) -> Measured:
    return Measured(case.title or case.number, number, (case,), breach, since, case)


def _breach(norm: Norm, number: Decimal) -> str | None:
    if norm.most is not None and number > norm.most:
        return MOST
    return LEAST if norm.least is not None and number < norm.least else None


NEEDED = {"days_since": "element", "sum_per_case": "set", "sum_per_person": "set"}
ELEMENTS = ("stage", "outside", "element", "since")
SETS = ("set", "raised")
OPTIONS = (*ELEMENTS, *SETS, "value", "equals", "roles")
MEASURES: Mapping[str, Callable[[Norm, Seen], Iterable[Measured]]] = {
    "cases_per_lead": _per_lead,
    "days_since": _days_since,
    "days_late": _days_late,
    "months_open": _months_open,
    "sum_per_case": _sum_per_case,
    "sum_per_person": _sum_per_person,
}
