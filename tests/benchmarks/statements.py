"""The SQL statements an action comes down to: recorded from the product, carried out again without it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from sqlalchemy import BindParameter, Connection, Insert, bindparam, event, make_url
from sqlalchemy.sql.visitors import replacement_traverse

from persistence.database import open_engine
from persistence.prepared import Prepared, Row


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the values it was carried out with."""

    prepared: Prepared
    rows: Sequence[Row]
    reads: bool

    def for_core(self) -> tuple[Any, list[dict[str, Any]]]:
        """The statement and the values of its open binds, under names that Core does not keep for columns."""
        statement, names = _core_form(self.prepared)
        return statement, [{core: row.get(name) for name, core in names.items()} for row in self.rows]


Speech = list[Said]
"""What one action said to its database, in order."""


@contextmanager
def recording() -> Iterator[list[Speech]]:
    """A list of actions; append an empty one before each, and it is filled as the product speaks."""
    heard: list[Speech] = []
    run, fetch = Prepared.run, Prepared.fetch

    def run_and_tell(prepared: Prepared, connection: Connection, rows: Sequence[Row]) -> Any:
        heard[-1].append(Said(prepared, rows, reads=False))
        return run(prepared, connection, rows)

    def fetch_and_tell(prepared: Prepared, connection: Connection, **params: Any) -> list[Any]:
        heard[-1].append(Said(prepared, [params], reads=True))
        return fetch(prepared, connection, **params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Prepared, "run", run_and_tell)
        patch.setattr(Prepared, "fetch", fetch_and_tell)
        yield heard


@cache
def _core_form(prepared: Prepared) -> tuple[Any, dict[str, str]]:
    """The statement as Core takes it, and what each open bind is called there."""
    statement = prepared.statement
    binds = statement.compile().binds
    if isinstance(statement, Insert) and statement.select is None:
        return statement, {name: name for name in binds}
    names = {name: f"given_{name}" for name, bind in binds.items() if bind.required}

    def renamed(element: Any, **_options: Any) -> Any:
        is_open = isinstance(element, BindParameter) and element.key in names
        return bindparam(names[element.key], type_=element.type) if is_open else None

    return replacement_traverse(statement, {}, renamed), names


class Core:
    """The same statements through SQLAlchemy Core, built once: reads in one transaction, writes in the next."""

    def __init__(self, url: str, heard: Sequence[Speech]) -> None:
        self._writer = self._reader = open_engine(make_url(url))
        if self._writer.dialect.name == "sqlite":
            self._reader = open_engine(make_url(url), read_only=True)
            event.listen(self._writer, "begin", _begin_immediate)
        self._script = [[(*said.for_core(), said.reads) for said in one] for one in heard]
        self._next = iter(self._script)

    def act(self) -> None:
        """Carry out what the next action said."""
        said = next(self._next)
        with self._reader.connect() as connection:
            for statement, rows, reads in said:
                if reads:
                    connection.execute(statement, rows[0]).all()
        with self._writer.begin() as connection:
            for statement, rows, reads in said:
                if not reads:
                    connection.execute(statement, rows if len(rows) > 1 else rows[0])

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()


def _begin_immediate(connection: Connection) -> None:
    connection.connection.cursor().execute("BEGIN IMMEDIATE")


class Driver:
    """The same statements on the bare driver, their values converted beforehand."""

    def __init__(self, url: str, heard: Sequence[Speech]) -> None:
        self._engine = open_engine(make_url(url))
        self._pooled = self._engine.raw_connection()
        self._connection: Any = self._pooled.driver_connection
        forms = self._engine.dialect
        self._script = [[self._ready(said, forms) for said in one] for one in heard]
        self._next = iter(self._script)
        self._sqlite = forms.name == "sqlite"

    def act(self) -> None:
        """Carry out what the next action said."""
        said, cursor = next(self._next), self._connection.cursor()
        self._begin(cursor, "BEGIN")
        for text, values, reads in said:
            if reads:
                cursor.execute(text, values[0]).fetchall()
        self._connection.rollback()
        self._begin(cursor, "BEGIN IMMEDIATE")
        for text, values, reads in said:
            if not reads and len(values) == 1:
                cursor.execute(text, values[0])
            elif not reads:
                cursor.executemany(text, values)
        self._connection.commit()
        cursor.close()

    def close(self) -> None:
        self._pooled.close()
        self._engine.dispose()

    def _begin(self, cursor: Any, how: str) -> None:
        if self._sqlite:
            cursor.execute(how)

    @staticmethod
    def _ready(said: Said, dialect: Any) -> tuple[str, list[Any], bool]:
        form = said.prepared._form(dialect)
        return form.text, [form.values(row) for row in said.rows], said.reads


def count(heard: Sequence[Speech]) -> tuple[float, float]:
    """Statements, and rows, per action."""
    return (
        sum(len(one) for one in heard) / len(heard),
        sum(len(said.rows) for one in heard for said in one) / len(heard),
    )
