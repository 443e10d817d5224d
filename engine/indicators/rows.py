"""Rows of a set, told from a record: only coded answers (choices, yes or no, numbers, dates) are looked at."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.decisions import Decision
from engine.errors import OporaError
from engine.feel import Expression
from engine.indicators.model import RowSet, Source
from engine.indicators.periods import months_on
from forms.fields import Field, FormDefinition

CODED: Mapping[str, Callable[[Any], Any]] = {
    "choice": str,
    "select": str,
    "choices": list,
    "yesno": bool,
    "agree": bool,
    "integer": int,
    "decimal": Decimal,
    "money": Decimal,
    "computed": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}
"""Kinds of answers that are not personal words, and how a recorded one becomes a FEEL value."""


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A row of a set: the day it counts from, and to where it lasts; perhaps a number and a coded answer."""

    of: str
    row: int
    day: date
    until: date | None
    number: float | None
    value: str | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A record as it was made: its form, the answers, the local day it was written."""

    form: FormDefinition
    record: Mapping[str, Any]
    day: date


def told(sets: Iterable[RowSet], answered: Answered, decisions: Mapping[str, Decision]) -> Iterator[CountedRow]:
    """The rows that a record adds to the sets of its method."""
    for one in sets:
        taken = 0
        for source in one.sources:
            if source.form == answered.form.key:
                for values in _each(source, answered):
                    row = _row(one.name, taken, source, _Seen(values, decisions), answered.day)
                    taken += 1
                    if row:
                        yield row


def coded(fields: Iterable[Field]) -> dict[str, Field]:
    """The questions whose answers may be counted, by name."""
    return {field.name: field for field in fields if field.kind in CODED}


def plain(value: Any) -> str | None:
    """A coded answer as lists keep and compare it."""
    if value is None or isinstance(value, bool):
        return None if value is None else ("yes" if value else "no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


class _Seen(Mapping[str, Any]):
    """Coded answers, and the method's decisions made from them when somebody asks."""

    def __init__(self, values: Mapping[str, Any], decisions: Mapping[str, Decision]) -> None:
        self._values, self._decisions = values, decisions

    def __getitem__(self, name: str) -> Any:
        if name in self._values or name not in self._decisions:
            return self._values[name]
        try:
            return self._decisions[name].decide(self._values).outputs
        except OporaError:
            return None  # what was not answered decides nothing

    def __iter__(self) -> Iterator[str]:
        return iter({*self._values, *self._decisions})

    def __len__(self) -> int:
        return len({*self._values, *self._decisions})


def _each(source: Source, answered: Answered) -> Iterator[dict[str, Any]]:
    """The values of every row; what a row asks itself hides what the form asks by the same name."""
    form, record = answered.form, answered.record
    outside = _values(coded(form.fields), record)
    if source.rows is None:
        yield outside
        return
    group = form.by_name.get(source.rows)
    for entry in record.get(source.rows) or ():
        own = coded(group.fields) if group else {}
        yield {**outside, **dict.fromkeys(own), **_values(own, entry)}


def _values(fields: Mapping[str, Field], record: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: record.get(name) for name in fields}
    return {name: None if raw is None else CODED[fields[name].kind](raw) for name, raw in found.items()}


def _row(name: str, place: int, source: Source, seen: Mapping[str, Any], written: date) -> CountedRow | None:
    if source.where and _evaluated(source.where, seen) is not True:
        return None
    number = _evaluated(source.number, seen) if source.number else None
    if source.number and not isinstance(number, int | Decimal):
        return None
    value = plain(seen.get(source.value)) if source.value else None
    day = _day(source, seen) or written
    until = months_on(day, source.lasts) if source.lasts else None
    return CountedRow(name, place, day, until, None if number is None else float(number), value)


def _day(source: Source, seen: Mapping[str, Any]) -> date | None:
    found = seen.get(source.on) if source.on else None
    return found.date() if isinstance(found, datetime) else found


def _evaluated(expression: Expression, seen: Mapping[str, Any]) -> Any:
    return expression.evaluate({name: seen.get(name) for name in expression.names})
