"""Definitions and calendars as published: stored by checksum, compiled once in a process."""

import threading
import zlib
from datetime import datetime

import orjson
from sqlalchemy import Connection, bindparam, func, select, update

from engine import definitions
from engine.calendars import Calendar
from engine.definitions import Bundle, Definition
from engine.errors import NotFound
from persistence import sequence
from persistence.prepared import Prepared
from persistence.tables import Key, calendar, definition, process

_checksum = bindparam("checksum", type_=Key)
_FILES = Prepared(select(definition.c.files).where(definition.c.checksum == _checksum))
_CURRENT = Prepared(select(process.c.current).where(process.c.key == bindparam("key", type_=Key)))
_KEYS = select(process.c.key).order_by(process.c.key)
_IN_FORCE = Prepared(select(calendar.c.checksum).where(calendar.c.in_force))
_CALENDAR = Prepared(select(calendar.c.data).where(calendar.c.checksum == _checksum))


class Shelf:
    """What cases run on. Everything here is immutable, so what was read once is kept."""

    def __init__(self) -> None:
        self._definitions: dict[str, Definition] = {}
        self._calendars: dict[str, Calendar] = {}
        self._compiling = threading.Lock()

    def definition(self, connection: Connection, checksum: str) -> Definition:
        """A published version, compiled; raises NotFound."""
        if checksum not in self._definitions:
            with self._compiling:
                if checksum not in self._definitions:
                    self._definitions[checksum] = definitions.compile(Bundle(files(connection, checksum)))
        return self._definitions[checksum]

    def current(self, connection: Connection, key: str) -> Definition:
        """The version new cases of a process open under; raises NotFound."""
        row = _CURRENT.one(connection, key=key)
        if row is None:
            raise NotFound()
        return self.definition(connection, row[0])

    def processes(self, connection: Connection) -> list[str]:
        """The keys of the processes of which some version is in force."""
        return [row[0] for row in connection.execute(_KEYS)]

    def calendar(self, connection: Connection, checksum: str | None = None) -> Calendar:
        """The calendar with that checksum, else the one in force; raises NotFound."""
        if checksum is None:
            row = _IN_FORCE.one(connection)
            checksum = row[0] if row else ""
        if checksum not in self._calendars:
            found = _CALENDAR.one(connection, checksum=checksum)
            if found is None:
                raise NotFound()
            self._calendars[checksum] = Calendar.from_data(orjson.loads(found[0]))
        return self._calendars[checksum]

    def kept(self, checksum: str) -> Definition | None:
        """A version that was read before: no connection is needed for it."""
        return self._definitions.get(checksum)

    def keep(self, compiled: Definition) -> None:
        """Spare the next reader a compilation."""
        self._definitions[compiled.checksum] = compiled


def files(connection: Connection, checksum: str) -> dict[str, str]:
    """The files of a published version, name → text; raises NotFound."""
    row = _FILES.one(connection, checksum=checksum)
    if row is None:
        raise NotFound()
    found: dict[str, str] = orjson.loads(zlib.decompress(row[0]))
    return found


def publish(connection: Connection, bundle: Bundle, compiled: Definition, at: datetime, by: str | None) -> None:
    """Store a version unless it is there, and make it current for its process."""
    known = select(definition.c.checksum).where(definition.c.checksum == compiled.checksum)
    if connection.execute(known).first() is None:
        count = select(func.count()).where(definition.c.process == compiled.key)
        row = {
            "checksum": compiled.checksum, "process": compiled.key, "title": compiled.title,
            "number": (connection.execute(count).scalar() or 0) + 1,
            "files": zlib.compress(orjson.dumps(dict(bundle.files))), "published_at": at, "published_by": by,
        }  # fmt: skip
        connection.execute(definition.insert(), row)
        _note(connection, sequence.DEFINITION, compiled.checksum, sequence.published(row))
    moved = update(process).where(process.c.key == compiled.key).values(current=compiled.checksum)
    if connection.execute(moved).rowcount == 0:
        connection.execute(process.insert(), {"key": compiled.key, "current": compiled.checksum})
    _note(connection, sequence.CURRENT, compiled.key, sequence.digest(compiled.checksum))


def adopt(connection: Connection, adopted: Calendar, at: datetime) -> None:
    """Store a calendar unless it is there, and put it in force."""
    data = orjson.dumps(adopted.to_data()).decode()
    connection.execute(update(calendar).where(calendar.c.in_force).values(in_force=False))
    again = update(calendar).where(calendar.c.checksum == adopted.checksum).values(in_force=True, adopted_at=at)
    if connection.execute(again).rowcount == 0:
        connection.execute(calendar.insert(), {
            "checksum": adopted.checksum, "data": data, "adopted_at": at, "in_force": True,
        })  # fmt: skip
    _note(connection, sequence.CALENDAR, adopted.checksum, sequence.adopted(adopted.checksum, data, at))


def _note(connection: Connection, kind: str, subject: str, digest: bytes) -> None:
    sequence.QUEUE.run(connection, [sequence.row(kind, subject, digest)])
