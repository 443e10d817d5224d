"""Tables as data: one for the page, the spreadsheet and the text file, so that all three say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from engine.calendars import Calendar
from web import formatting

TEXT, NUMBER, SHARE, WORKED, DAY, MOMENT = "text", "number", "share", "worked", "day", "moment"
NUMERIC = frozenset({NUMBER, SHARE, WORKED})
Value = str | int | float | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what its values are. `worked` is minutes of working time, `share` a part of one.

    `aside` says that a page tells it elsewhere: it stands in files only.
    """

    title: str
    kind: str = TEXT
    aside: bool = False

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, perhaps with what lies behind it; `tone` late or soon, `note` a word beside it.

    `bar` draws the value beside its limits, all as parts of the longest bar: (value, best, most).
    """

    value: Value
    link: str | None = None
    tone: str = ""
    note: str = ""
    bar: tuple[float, float | None, float | None] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `key` is its name among the files. The first column names the row."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_cut: bool = False

    @property
    def filled(self) -> tuple[int, ...]:
        """The columns that say anything, by place: a page leaves out the others."""
        return tuple(place for place in range(len(self.columns)) if not place or self._says(place))

    def _says(self, place: int) -> bool:
        return not self.columns[place].aside and any(row[place].value for row in self.rows)


def cells(*values: Value) -> tuple[Cell, ...]:
    """A row of plain values."""
    return tuple(Cell(value) for value in values)


def told(value: Value, kind: str, calendar: Calendar, now: datetime) -> str:
    """A value as people read it on the page."""
    if value is None or value == "":
        return ""
    if kind == WORKED and isinstance(value, int):
        return formatting.worked(value, calendar)
    if kind == SHARE and isinstance(value, int | float | Decimal):
        return formatting.share(value)
    if isinstance(value, datetime):
        return formatting.moment(calendar.local(value), now)
    if isinstance(value, date):
        return formatting.day(value, now, weekday=False)
    return formatting.number(value) if isinstance(value, int | float | Decimal) else value


def listed(tables: Sequence[Table], wanted: str) -> Table | None:
    """The table of that key."""
    return next((table for table in tables if table.key == wanted), None)
