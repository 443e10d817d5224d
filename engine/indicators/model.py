"""What a method counts, as its settings say it: sets of coded answers, and indicators made of them.

A `[[counted]]` set names answers of forms: `from` is a list of sources, each a `form`, perhaps a group of it whose
`rows` count one by one, the date field it counts `on` (else the day it was written), a FEEL condition `where`, a FEEL
`number` to be added up, a coded field or a decision whose `value` is to be told (`labels` put it into words); what
`lasts` so many months counts in every period it reaches into. An `[[indicator]]` has a `top` and perhaps a `bottom`,
each a measure of `COUNTS` over a set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.feel import Expression

FOREVER = "9999-12-31"
MOST_MONTHS = 12  # that anything may last
UNITS = ("percent", "ratio", "number", "roubles")
BETTER = ("more", "less", "neither")

COUNTS = {
    "open_cases": "cases that were open on a day of the period; with `of`, those that had a row of the set by its end",
    "opened_cases": "cases that were opened in the period",
    "ended_cases": "cases that ended in the period; with `exits`, in one of these ways",
    "cases": "cases with a row of the set in the period",
    "rows": "rows of the set in the period",
    "sum": "the numbers of the rows in the period, together",
    "last_cases": "cases whose last row in the period has the value `equals`, or just any",
    "last_sum": "the numbers of each case's last row in the period, together",
    "changed_cases": "cases with a row in the period and a first one before it",
    "change_sum": "by how much the last number in the period differs from the case's first one, together",
}
"""The closed list of measures, each what it counts in words."""

ROWLESS = frozenset({"open_cases", "opened_cases", "ended_cases"})
NUMBERED = frozenset({"sum", "last_sum", "change_sum", "changed_cases"})
SIDE = frozenset({"count", "of", "among", "without", "equals", "exits"})


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows of a set come from."""

    form: str
    rows: str | None = None
    on: str | None = None
    where: Expression | None = None
    number: Expression | None = None
    value: str | None = None
    lasts: int = 0


@dataclass(frozen=True, slots=True)
class RowSet:
    """A named set of rows; `name` says whose it is, too: `process:key`."""

    name: str
    key: str
    title: str
    sources: tuple[Source, ...]
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_lasting(self) -> bool:
        return any(source.lasts for source in self.sources)


@dataclass(frozen=True, slots=True)
class Side:
    """One measure: the numerator or the denominator. Sets are named in full."""

    count: str
    of: str = ""
    among: str = ""
    without: str = ""
    equals: str | None = None
    exits: frozenset[str] = frozenset()

    @property
    def sets(self) -> tuple[str, ...]:
        return tuple(name for name in (self.of, self.among, self.without) if name)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number of the method, its formula in words, and what it is computed from."""

    key: str
    title: str
    group: str
    source: str
    formula: str
    unit: str
    better: str
    top: Side
    bottom: Side | None

    @property
    def sides(self) -> tuple[Side, ...]:
        return (self.top, self.bottom) if self.bottom else (self.top,)


@dataclass(frozen=True, slots=True)
class Course:
    """How a case goes: sets whose rows are told one after another on the case's page."""

    key: str
    title: str
    sets: tuple[RowSet, ...]


def sets(settings: Mapping[str, Any]) -> tuple[RowSet, ...]:
    """The sets of rows in a method's settings; raises FeelError for an expression that cannot be read."""
    process = str(settings.get("key", ""))
    return tuple(_set(process, raw) for raw in settings.get("counted", ()))


def of(settings: Mapping[str, Any]) -> tuple[Indicator, ...]:
    """The indicators in a method's settings, in their order."""
    process = str(settings.get("key", ""))
    return tuple(_indicator(process, raw) for raw in settings.get("indicator", ()))


def courses(settings: Mapping[str, Any]) -> tuple[Course, ...]:
    """What the case's page tells over time."""
    known = {one.key: one for one in sets(settings)}
    return tuple(
        Course(str(raw["key"]), str(raw["title"]), tuple(known[key] for key in raw.get("sets", ())))
        for raw in settings.get("course", ())
    )


def compiled(text: Any) -> Expression | None:
    """A FEEL expression; nothing when none was given. Raises FeelError."""
    return None if text is None else feel.compile_expression(str(text))


def _set(process: str, raw: Mapping[str, Any]) -> RowSet:
    sources = tuple(_source(entry) for entry in raw.get("from", ()))
    return RowSet(f"{process}:{raw['key']}", str(raw["key"]), str(raw.get("title", "")), sources, raw.get("labels", {}))


def _source(raw: Mapping[str, Any]) -> Source:
    return Source(
        form=str(raw["form"]),
        rows=raw.get("rows"),
        on=raw.get("on"),
        where=compiled(raw.get("where")),
        number=compiled(raw.get("number")),
        value=raw.get("value"),
        lasts=int(raw.get("lasts", 0)),
    )


def _indicator(process: str, raw: Mapping[str, Any]) -> Indicator:
    bottom = raw.get("bottom")
    return Indicator(
        key=str(raw["key"]),
        title=str(raw["title"]),
        group=str(raw.get("group", "")),
        source=str(raw.get("source", "")),
        formula=str(raw["formula"]),
        unit=str(raw.get("unit", "number")),
        better=str(raw.get("better", "more")),
        top=_side(process, raw["top"]),
        bottom=_side(process, bottom) if bottom else None,
    )


def _side(process: str, raw: Mapping[str, Any]) -> Side:
    named = {name: f"{process}:{raw[name]}" for name in ("of", "among", "without") if name in raw}
    return Side(str(raw["count"]), **named, equals=raw.get("equals"), exits=frozenset(raw.get("exits", ())))
