"""What indicators need to know of cases within reach, for one period: a handful of statements, whatever the number.

Only rows of the period are read (index `counted_day`) and cases that were open in it (index `span_process`);
what cases knew before is asked by case (index `counted_case`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from engine.indicators import (
    FOREVER,
    MOST_MONTHS,
    Facts,
    Indicator,
    Period,
    Point,
    RowSet,
    Side,
    Span,
    Tally,
    months_on,
)
from persistence.projections.counted import table as counted
from persistence.projections.register import table as register
from persistence.projections.spans import table as span
from persistence.queries.scope import Condition, Viewer, within
from persistence.tables import account, team

PERMISSION = "indicators.read"
CASES = "case.read"
DAY, NOTHING = timedelta(days=1), Tally(0, Decimal(0))

Rows = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where is looked: one process, perhaps one team or the teams of one region."""

    process: str
    team: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case behind a number; `visible` when the viewer may open it."""

    id: str
    number: str
    title: str
    team: str
    team_title: str
    lead: str | None
    lead_name: str
    visible: bool


@dataclass(frozen=True, slots=True)
class _Look:
    """One period seen by a viewer, and which sets have to be known in which way."""

    viewer: Viewer
    place: Place
    period: Period
    here: Condition
    sides: tuple[Side, ...]

    @property
    def between(self) -> Condition:
        return _between(counted.c.day, self.period.first, self.period.last)

    def sets(self, *counts: str) -> list[str]:
        """The sets of the sides that count in these ways."""
        return sorted({side.of for side in self.sides if side.of and side.count in counts})


def facts(
    viewer: Viewer, place: Place, indicators: Iterable[Indicator], period: Period, sets: Iterable[RowSet]
) -> Facts:
    """Everything that the indicators of a process need for a period; `sets` are what it counts. Raises NotAllowed."""
    viewer.require(PERMISSION)
    sides = tuple(side for indicator in indicators for side in indicator.sides)
    look = _Look(viewer, place, period, _here(viewer, place), sides)
    tallied = {name for side in sides for name in (side.among, side.without) if name}
    tallied |= set(look.sets("cases", "rows", "sum"))
    last = look.sets("last_cases", "last_sum", "change_sum", "changed_cases")
    return Facts(
        spans=_spans(look),
        tallies=_tallies(look, tallied, tallied & {one.name for one in sets if one.is_lasting}),
        last=_last(look, last),
        first=_first(look, look.sets("change_sum", "changed_cases")),
        by_end=_by_end(look, look.sets("open_cases")),
    )


def cases(viewer: Viewer, ids: Collection[str]) -> tuple[CaseRow, ...]:
    """The cases behind a number, by number; without titles those that the viewer may not see."""
    viewer.require(PERMISSION)
    columns = (register.c.case_id, register.c.number, register.c.title, register.c.team, register.c.lead)
    visible = within(viewer, CASES, register.c.case_id, register.c.team)
    query = (
        select(*columns, team.c.title.label("team_title"), account.c.name, visible.label("visible"))
        .outerjoin(account, account.c.id == register.c.lead)
        .outerjoin(team, team.c.key == register.c.team)
        .where(register.c.case_id.in_(ids), within(viewer, PERMISSION, register.c.case_id, register.c.team))
        .order_by(register.c.number)
    )
    return tuple(_case(row) for row in viewer.reader.execute(query))


def course(viewer: Viewer, case_id: str, sets: Collection[str]) -> dict[str, list[Point]]:
    """The rows of some sets in one case that the caller has let the viewer see: by set, the earliest first."""
    columns = (counted.c.what, counted.c.day, counted.c.number, counted.c.value)
    mine = and_(counted.c.case_id == case_id, counted.c.what.in_(sets))
    query = select(*columns).where(mine).order_by(counted.c.day, counted.c.seq, counted.c.row)
    found: dict[str, list[Point]] = {}
    for what, day, number, value in viewer.reader.execute(query):
        found.setdefault(what, []).append(_point(day, number, value))
    return found


def _here(viewer: Viewer, place: Place) -> Condition:
    reach = within(viewer, PERMISSION, register.c.case_id, register.c.team)
    wanted: ColumnElement[bool] = true()
    if place.team:
        wanted = register.c.team == place.team
    elif place.region:
        wanted = register.c.team.in_(select(team.c.key).where(team.c.region == place.region))
    return and_(register.c.process == place.process, wanted, reach)


def _overlaps(look: _Look) -> Condition:
    first, last = look.period.first.isoformat(), look.period.last.isoformat()
    return and_(span.c.process == look.place.process, span.c.ended >= first, span.c.opened <= last)


def _spans(look: _Look) -> Mapping[str, Span]:
    query = select(span.c.case_id, span.c.opened, span.c.ended, span.c.exit)
    query = query.join(register, register.c.case_id == span.c.case_id).where(_overlaps(look), look.here)
    return {
        case: Span(_day(opened), _day(ended), how) for case, opened, ended, how in look.viewer.reader.execute(query)
    }


def _tallies(look: _Look, sets: Collection[str], lasting: Collection[str]) -> Rows:
    """Rows of the period, and those before it that reach into it."""
    first = look.period.first
    ways = [(sets, look.between)]
    if lasting:
        earlier = _between(counted.c.day, months_on(first, -MOST_MONTHS), first - DAY)
        ways.append((lasting, and_(earlier, counted.c.until >= first.isoformat())))
    found: defaultdict[str, dict[str, Tally]] = defaultdict(dict)
    for named, when in ways if sets else ():
        query = _of(select(counted.c.what, counted.c.case_id, func.count(), func.sum(counted.c.number)), look)
        query = query.where(counted.c.what.in_(sorted(named)), when).group_by(counted.c.what, counted.c.case_id)
        for what, case, count, total in look.viewer.reader.execute(query):
            before = found[what].get(case, NOTHING)
            found[what][case] = Tally(before.rows + count, before.sum + _number(total))
    return found


def _last(look: _Look, sets: Collection[str]) -> Rows:
    """The last row of each case in the period."""
    newest = (counted.c.day.desc(), counted.c.seq.desc(), counted.c.row.desc())
    return _points(look, sets, newest, look.between)


def _first(look: _Look, sets: Collection[str]) -> Rows:
    """The first row there ever was of each case that has one in the period."""
    recent = counted.alias("recent")
    touched = select(recent.c.case_id).where(
        recent.c.what.in_(sets), _between(recent.c.day, look.period.first, look.period.last)
    )
    oldest = (counted.c.day.asc(), counted.c.seq.asc(), counted.c.row.asc())
    return _points(look, sets, oldest, counted.c.case_id.in_(touched))


def _points(look: _Look, sets: Collection[str], order: tuple[Any, ...], which: Condition) -> Rows:
    if not sets:
        return {}
    place = func.row_number().over(partition_by=(counted.c.what, counted.c.case_id), order_by=order)
    columns = (counted.c.what, counted.c.case_id, counted.c.day, counted.c.number, counted.c.value)
    inner = _of(select(*columns, place.label("place")), look).where(counted.c.what.in_(sets), which).subquery()
    rows = look.viewer.reader.execute(select(inner).where(inner.c.place == 1))
    return _nested((row.what, row.case_id, _point(row.day, row.number, row.value)) for row in rows)


def _by_end(look: _Look, sets: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Cases open in the period that have a row of a set by its end."""
    if not sets:
        return {}
    known = counted.c.what.in_(sets), counted.c.day <= look.period.last.isoformat()
    query = select(counted.c.what, span.c.case_id).join(counted, counted.c.case_id == span.c.case_id)
    query = query.join(register, register.c.case_id == span.c.case_id)
    rows = look.viewer.reader.execute(query.where(_overlaps(look), look.here, *known).distinct())
    found: defaultdict[str, set[str]] = defaultdict(set)
    for what, case in rows:
        found[what].add(case)
    return {what: frozenset(members) for what, members in found.items()}


def _of(query: Select[Any], look: _Look) -> Select[Any]:
    return query.join(register, register.c.case_id == counted.c.case_id).where(look.here)


def _between(column: ColumnElement[str], first: date, last: date) -> Condition:
    return and_(column >= first.isoformat(), column <= last.isoformat())


def _nested(rows: Iterable[tuple[str, str, Any]]) -> Rows:
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for what, case, value in rows:
        found[what][case] = value
    return found


def _case(row: Any) -> CaseRow:
    seen = bool(row.visible)
    return CaseRow(
        row.case_id, row.number, row.title if seen else "", row.team, row.team_title or row.team,
        row.lead, row.name or "", seen,
    )  # fmt: skip


def _point(day: str, number: float | None, value: str | None) -> Point:
    return Point(_day(day), _number(number), value)


def _day(text: str) -> date:
    return date.max if text == FOREVER else date.fromisoformat(text)


def _number(value: float | None) -> Decimal:
    return Decimal(str(value)) if value else Decimal(0)
