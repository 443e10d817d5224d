"""Indicators as pages and files tell them: read for a period and the one before, put into words, taken apart."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _

from engine import indicators
from engine.definitions import Definition
from engine.errors import N_
from engine.indicators import Indicator, Period, Reading
from persistence.queries import definitions
from persistence.queries import indicators as queries
from persistence.queries.indicators import CaseRow
from web import desk, families
from web.reported import Choice
from web.tables import NUMBER, TEXT, Cell, Column, Table, cells

TENTH, ZERO = Decimal("0.1"), Decimal(0)
WITH = "indicators_with"
UNITS = {"percent": N_("per cent"), "ratio": N_("ratio"), "number": N_("number"), "roubles": N_("roubles")}


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator in one period and in the one before."""

    process: str
    now: Reading
    before: Reading

    @property
    def indicator(self) -> Indicator:
        return self.now.indicator

    @property
    def growth(self) -> Decimal | None:
        return indicators.growth(self.now.value, self.before.value)

    @property
    def judged(self) -> str:
        """Whether the change is for the better, for the worse, or none that shows."""
        growth = rounded(self.growth)
        if not growth or self.indicator.better == "neither":
            return ""
        return "better" if (growth > 0) == (self.indicator.better == "more") else "worse"


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators under one heading."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What a team, a person or a case adds to a number."""

    name: str
    reading: Reading
    case: CaseRow | None = None


def methods() -> list[tuple[str, Definition]]:
    """The methods with indicators that this person meets: those of his own roles first, those that others show last."""
    shelf = desk.services().store.definition
    found = [(row.process, shelf(row.checksum)) for row in families.choices("indicators.read")]
    held = desk.actor().roles
    beside = {key for _process, one in found for key in one.settings.get(WITH, ())}
    return sorted(
        ((key, one) for key, one in found if one.settings.get("indicator")),
        key=lambda pair: (
            pair[0] in beside,
            not held & {node.task.role for node in pair[1].plan.nodes.values() if node.task},
        ),
    )


def shown(process: str) -> list[tuple[str, Definition]]:
    """A method and those whose indicators stand on its page."""
    current = {row.process: row.checksum for row in definitions.in_force(desk.viewer())}
    own = desk.services().store.definition(current[process])
    also = [str(key) for key in own.settings.get(WITH, ())]
    kept = [(key, desk.services().store.definition(current[key])) for key in also if key in current and key != process]
    return [(process, own), *kept]


def table(choice: Choice) -> list[Group]:
    """Every indicator of the choice, by heading."""
    groups: dict[str, list[Row]] = {}
    for process, definition in shown(choice.process):
        for row in _rows(choice, process, definition):
            groups.setdefault(row.indicator.group, []).append(row)
    return [Group(title, tuple(rows)) for title, rows in groups.items()]


def one(choice: Choice, process: str, key: str) -> Indicator | None:
    """An indicator by its key, among those that the choice shows."""
    for name, definition in shown(choice.process):
        if name == process:
            return next((found for found in indicators.of(definition.settings) if found.key == key), None)
    return None


def course(choice: Choice, process: str, indicator: Indicator, periods: Iterable[Period]) -> list[Reading]:
    """One indicator, period after period."""
    definition = dict(shown(choice.process))[process]
    return [_read(choice, process, definition, [indicator], period)[0] for period in periods]


def by_case(reading: Reading) -> list[Part]:
    """What every case adds, within reach of who looks."""
    ids = {*reading.top, *(reading.bottom or {})}
    rows = queries.cases(desk.viewer(), sorted(ids))
    return [Part(row.title or row.number, _only(reading, {row.id}), row) for row in rows]


def grouped(reading: Reading, cases: Sequence[Part], name: Callable[[CaseRow], str]) -> list[Part]:
    """The number taken apart: by team, by person."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for part in cases:
        if part.case:
            members[name(part.case)].add(part.case.id)
    return [Part(title, _only(reading, ids)) for title, ids in sorted(members.items())]


def filed(groups: Sequence[Group]) -> Table:
    """The table for a spreadsheet: the numbers of the page."""
    rows = [_cells(group.title, row) for group in groups for row in group.rows]
    titles = [
        (_("Group"), TEXT), (_("Indicator"), TEXT), (_("Source"), TEXT), (_("Unit"), TEXT), (_("Value"), NUMBER),
        (_("Numerator"), NUMBER), (_("Denominator"), NUMBER), (_("Before"), NUMBER), (_("Numerator before"), NUMBER),
        (_("Denominator before"), NUMBER), (_("Growth, per cent"), NUMBER), (_("Formula"), TEXT),
    ]  # fmt: skip
    return Table("indicators", _("Indicators"), tuple(Column(*title) for title in titles), tuple(rows))


def _cells(group: str, row: Row) -> tuple[Cell, ...]:
    one, now, before = row.indicator, row.now, row.before
    return cells(
        group, one.title, one.source, _(UNITS[one.unit]),
        _or_nothing(now.value), rounded(now.above), rounded(now.below),
        _or_nothing(before.value), rounded(before.above), rounded(before.below), rounded(row.growth), one.formula,
    )  # fmt: skip


def _or_nothing(value: Decimal | None) -> Decimal | str | None:
    return _("no data") if value is None else rounded(value)


def number(value: Decimal | None, unit: str) -> str:
    """A number with its unit; said in words where there is no data."""
    if value is None:
        return _("no data")
    told = amount(value)
    if unit == "percent":
        return f"{told}\N{NO-BREAK SPACE}%"
    return f"{told}\N{NO-BREAK SPACE}\N{RUBLE SIGN}" if unit == "roubles" else told


def amount(value: Decimal | None) -> str:
    """A sum without unit."""
    shown = rounded(value)
    return "" if shown is None else str(format_decimal(shown, locale=get_locale())).replace("-", "\N{MINUS SIGN}")


def signed(value: Decimal | None) -> str:
    """A growth rate with its sign."""
    if value is None:
        return ""
    told = rounded(value) or ZERO
    sign = "+" if told > 0 else "\N{MINUS SIGN}" if told < 0 else ""
    return f"{sign}{format_decimal(abs(told), locale=get_locale())}\N{NO-BREAK SPACE}%"


def rounded(value: Decimal | None) -> Decimal | None:
    """To one place, half away from zero, as people round."""
    return None if value is None else value.quantize(TENTH, ROUND_HALF_UP)


def _rows(choice: Choice, process: str, definition: Definition) -> Iterator[Row]:
    wanted = indicators.of(definition.settings)
    now = _read(choice, process, definition, wanted, choice.period)
    before = _read(choice, process, definition, wanted, choice.period.before)
    for here, earlier in zip(now, before, strict=True):
        yield Row(process, here, earlier)


def _read(
    choice: Choice, process: str, definition: Definition, wanted: Sequence[Indicator], period: Period
) -> list[Reading]:
    place = queries.Place(process, choice.team, choice.region)
    facts = queries.facts(desk.viewer(), place, wanted, period, definition.counted)
    return [indicators.read(indicator, facts, period) for indicator in wanted]


def _only(reading: Reading, cases: set[str]) -> Reading:
    def kept(shares: Mapping[str, Decimal]) -> dict[str, Decimal]:
        return {case: share for case, share in shares.items() if case in cases}

    return Reading(reading.indicator, kept(reading.top), None if reading.bottom is None else kept(reading.bottom))
