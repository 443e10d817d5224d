"""What a projection is: a table, and how it follows from cases.

`Diffed` projections follow from the case as it stands: the rows before and after an action are
compared and only the difference is written. `Applied` ones follow from the events of an action.
`Lived` ones follow from both, action by action.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Table, bindparam

from engine.calendars import Calendar
from engine.case import Case
from engine.definitions import Definition
from engine.history import Event
from persistence.prepared import Prepared, Row
from persistence.writes import Write

Rows = Mapping[tuple[Any, ...], Row]


@dataclass(frozen=True, slots=True)
class Change:
    """An action on a case: what happened, and the case after and before it (None when it was new).

    `was` is the definition before, another one when the action moved the case to a new version;
    `calendar` is the one the action was reckoned with;
    `current` gives the version in force, to who needs it; `mark` turns something personal into a mark that
    tells whether two are equal and nothing else.
    """

    case: Case
    definition: Definition
    events: Sequence[Event]
    before: Case | None = None
    was: Definition | None = None
    calendar: Calendar | None = None
    current: Callable[[], Definition] | None = None
    mark: Callable[[str], str] = str

    def day(self, moment: datetime) -> date:
        """The organisation's day that the moment falls on."""
        return self.calendar.day(moment) if self.calendar else moment.date()

    @property
    def is_migration(self) -> bool:
        return self.was is not None and self.was.checksum != self.definition.checksum


class Projection(Protocol):
    """A table that can be dropped and made anew."""

    @property
    def name(self) -> str: ...

    @property
    def table(self) -> Table: ...

    def writes(self, change: Change) -> list[Write]:
        """What an action changes in the table; everything, where the case was not before."""


class Diffed:
    """A projection of the case as it stands: `make` gives its rows, which follow from `source` alone."""

    def __init__(
        self, table: Table, make: Callable[[Case, Definition], Iterable[Row]], source: Callable[[Case], object]
    ) -> None:
        self.name, self.table, self._make, self._source = table.name, table, make, source
        self._keys = tuple(column.name for column in table.primary_key.columns)
        mine = [table.c[key] == bindparam(key, type_=table.c[key].type) for key in self._keys]
        rest = [column for column in table.columns if column.name not in self._keys]
        self._insert = Prepared(table.insert())
        self._delete = Prepared(table.delete().where(*mine))
        changed = {column.name: bindparam(column.name, type_=column.type) for column in rest}
        self._update = Prepared(table.update().where(*mine).values(changed)) if rest else None

    def writes(self, change: Change) -> list[Write]:
        """The difference between the rows before and those of the case now."""
        same = change.before and self._source(change.before) == self._source(change.case)
        if same and not change.is_migration:
            return []
        before = self._rows(change.before, change.was or change.definition) if change.before else {}
        after = self._rows(change.case, change.definition)
        gone = [row for key, row in before.items() if key not in after]
        new = [row for key, row in after.items() if key not in before]
        moved = [row for key, row in after.items() if key in before and before[key] != row]
        found = [(self._delete, gone), (self._insert, new), (self._update, moved)]
        return [Write(statement, rows) for statement, rows in found if statement and rows]

    def _has_same_source(self, before: Case, after: Case) -> bool:
        return before.definition == after.definition and self._source(before) == self._source(after)

    def _rows(self, case: Case, definition: Definition) -> Rows:
        return {tuple(row[key] for key in self._keys): row for row in self._make(case, definition)}


class Applied:
    """A projection of what happened; `statement` adds the rows that `make` finds in an action."""

    def __init__(self, table: Table, statement: Prepared, make: Callable[[Change], Iterable[Row]]) -> None:
        self.name, self.table, self._statement, self._make = table.name, table, statement, make

    def writes(self, change: Change) -> list[Write]:
        """The rows that the events add."""
        rows = list(self._make(change))
        return [Write(self._statement, rows)] if rows else []


class Lived:
    """A projection of each action with what was before and after it; `make` tells what it writes."""

    def __init__(self, table: Table, make: Callable[[Change], list[Write]]) -> None:
        self.name, self.table, self._make = table.name, table, make

    def writes(self, change: Change) -> list[Write]:
        """What the action changes."""
        return self._make(change)
