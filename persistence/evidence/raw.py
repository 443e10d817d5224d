"""Rows as they lie in the database, whatever became of them: nothing is interpreted, nothing can fail."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Table

from persistence.tables import _as_text

Raw = dict[str, Any]


def rows(connection: Connection, table: Table, where: Mapping[str, Any] | None = None) -> list[Raw]:
    """The rows with these values in these columns, in the order of the primary key."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    clauses = " AND ".join(f'"{name}" = {mark}' for name in where or {})
    order = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    sentence = f'SELECT * FROM "{table.name}"' + (f" WHERE {clauses}" if clauses else "") + f" ORDER BY {order}"
    cursor = connection.connection.cursor()  # the driver's own: an examination reads every table of every case
    try:
        cursor.execute(sentence, tuple((where or {}).values()))
        names = [column[0] for column in cursor.description]
        return [{name: plain(value) for name, value in zip(names, row, strict=True)} for row in cursor.fetchall()]
    finally:
        cursor.close()


def plain(value: Any) -> Any:
    """A value as SQLite keeps it, so that rows of any two databases compare."""
    if isinstance(value, datetime):
        return _as_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, memoryview):
        return bytes(value)
    return int(value) if isinstance(value, bool) else value


def moment(told: str) -> datetime:
    """A plain moment as the application reads it; raises ValueError, TypeError for what it would not have written."""
    found = datetime.fromisoformat(told).replace(tzinfo=UTC)
    if _as_text(found) != told:
        raise ValueError(told)
    return found


def key(table: Table, row: Raw) -> tuple[str, ...]:
    """What names a row within its case."""
    names = [column.name for column in table.primary_key.columns if column.name != "case_id"]
    return tuple(str(row.get(name)) for name in names)


@contextmanager
def lenient(connection: Connection) -> Iterator[None]:
    """SQLite gives broken text too, instead of an error."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    driver.text_factory = lambda given: given.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str
