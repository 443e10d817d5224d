"""Statements built with SQLAlchemy Core, compiled once, run on the driver's own cursor.

Core costs 40-100 µs of CPU a statement, the driver 5-15: an action writes a dozen of them.
Values pass through the same type processors as in Core.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Statement = Insert | Update | Delete | Select[Any]
Row = Mapping[str, Any]


class Prepared:
    """One statement for both databases; parameters go by the names of its binds or columns."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self._forms: dict[str, _Form] = {}

    @property
    def table(self) -> str | None:
        """The name of the table it writes to; None when it reads."""
        written: Any = getattr(self.statement, "table", None)
        return None if written is None else str(written.name)

    def run(self, connection: Connection, rows: Sequence[Row]) -> Any:
        """Carry the statement out for every row; the cursor knows how many it touched (`rowcount`)."""
        form = self._form(connection.dialect)
        cursor = connection.connection.cursor()
        given = [form.values(row) for row in rows]
        if len(given) == 1:
            cursor.execute(form.text, given[0])
        else:
            cursor.executemany(form.text, given)
        return cursor

    def fetch(self, connection: Connection, **params: Any) -> list[tuple[Any, ...]]:
        """All result rows, as tuples."""
        form = self._form(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(form.text, form.values(params))
            return [form.read(row) for row in cursor.fetchall()]
        finally:
            cursor.close()

    def named(self, connection: Connection, **params: Any) -> list[dict[str, Any]]:
        """All result rows, by the names of their columns."""
        names = self._form(connection.dialect).columns
        return [dict(zip(names, row, strict=True)) for row in self.fetch(connection, **params)]

    def one(self, connection: Connection, **params: Any) -> Any:
        """The first result row, or None."""
        return next(iter(self.fetch(connection, **params)), None)

    def _form(self, dialect: Dialect) -> "_Form":
        if dialect.name not in self._forms:
            self._forms[dialect.name] = _Form(self.statement, dialect)
        return self._forms[dialect.name]


class _Form:
    """A statement in one database's words, and how to make the driver's values of a row."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        plain = statement.inline() if isinstance(statement, Insert) else statement
        compiled = plain.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        self.text = str(compiled)
        self._named = compiled.positiontup is None
        self._names = tuple(compiled.positiontup or compiled.binds)
        binds = [compiled.binds[name] for name in self._names]
        self._fixed = {
            name: compiled.binds[name].value for name in self._names if compiled.binds[name].value is not None
        }
        found = [(place, bind.type.dialect_impl(dialect).bind_processor(dialect)) for place, bind in enumerate(binds)]
        self._processors = [(place, process) for place, process in found if process]
        results = list(statement.selected_columns) if isinstance(statement, Select) else []
        self.columns = tuple(str(column.key) for column in results)
        readers = [(place, _reader(column.type, dialect)) for place, column in enumerate(results)]
        self._readers = [(place, read) for place, read in readers if read]

    def values(self, row: Row) -> Any:
        """The row's values, and those written into the statement itself, as the driver wants them."""
        given = {**self._fixed, **row} if self._fixed else row
        values = [given[name] for name in self._names]
        for place, process in self._processors:
            values[place] = process(values[place])
        return dict(zip(self._names, values, strict=True)) if self._named else values

    def read(self, row: Any) -> tuple[Any, ...]:
        """A result row with its values as Python knows them."""
        if not self._readers:
            return tuple(row)
        values = list(row)
        for place, read in self._readers:
            values[place] = read(values[place])
        return tuple(values)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
