"""What all cases run on, looked over: definitions, which of them are current, calendars."""

import zlib
from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Connection

from engine.calendars import Calendar
from engine.definitions import Bundle
from engine.errors import OporaError
from persistence import shelf
from persistence.evidence import raw
from persistence.evidence.raw import Raw
from persistence.findings import Finding
from persistence.sequence import CALENDAR, CURRENT, DEFINITION, adopted, digest, leaf, published, queue
from persistence.shelf import Shelf
from persistence.tables import calendar, definition, process


class Shelves:
    """Everything published and adopted, against its checksums and against the log."""

    def __init__(self, connection: Connection, compiled: Shelf) -> None:
        self._connection, self._compiled = connection, compiled
        rows = [row for table in (leaf, queue) for row in raw.rows(connection, table)]
        self._logged = {(row["kind"], row["subject"]): row["hash"] for row in rows}
        self._kinds = [row for row in rows if row["kind"] == CALENDAR]

    def findings(self) -> Iterator[Finding]:
        """Everything that is wrong with them."""
        rows = raw.rows(self._connection, definition)
        for row in rows:
            yield from self._definition(row)
        yield from self._gone("definition", DEFINITION, {row["checksum"] for row in rows})
        processes = raw.rows(self._connection, process)
        for row in processes:
            if self._logged.get((CURRENT, row["key"])) != digest(_readable(row["current"])):
                yield Finding("process", "", row["key"], "unlogged", "current")
        yield from self._gone("process", CURRENT, {row["key"] for row in processes})
        yield from self._calendars()

    def _gone(self, table: str, kind: str, there: set[Any]) -> Iterator[Finding]:
        """What the log knows and nobody has any more."""
        for logged, subject in self._logged:
            if logged == kind and subject not in there:
                yield Finding(table, "", subject, "missing")

    def _definition(self, row: Raw) -> Iterator[Finding]:
        checksum = str(row["checksum"])
        try:
            at = raw.moment(row["published_at"])
            seen = published({**row, "published_at": at})
            bundle = Bundle(orjson.loads(zlib.decompress(row["files"])))
            if bundle.checksum != checksum:
                yield Finding("definition", "", checksum, "checksum")
        except (zlib.error, ValueError, TypeError, AttributeError):
            yield Finding("definition", "", checksum, "unreadable")
            return
        if self._logged.get((DEFINITION, checksum)) != seen:
            yield Finding("definition", "", checksum, "unlogged")

    def _calendars(self) -> Iterator[Finding]:
        rows = raw.rows(self._connection, calendar)
        for row in rows:
            yield from self._calendar(row)
        yield from self._gone("calendar", CALENDAR, {row["checksum"] for row in rows})
        last = self._kinds[-1]["subject"] if self._kinds else None
        for row in rows:
            if row["in_force"] != (1 if row["checksum"] == last else 0):
                yield Finding("calendar", "", str(row["checksum"]), "differs", "in_force")

    def _calendar(self, row: Raw) -> Iterator[Finding]:
        checksum = str(row["checksum"])
        try:
            if Calendar.from_data(orjson.loads(row["data"])).checksum != checksum:
                yield Finding("calendar", "", checksum, "checksum")
            seen = adopted(checksum, row["data"], raw.moment(row["adopted_at"]))
        except (OporaError, ValueError, TypeError, KeyError, AttributeError):
            yield Finding("calendar", "", checksum, "unreadable")
            return
        if self._logged.get((CALENDAR, checksum)) != seen:
            yield Finding("calendar", "", checksum, "unlogged")


def is_sound(connection: Connection, checksum: str) -> bool:
    """Whether a definition's files are those it is named by."""
    try:
        return Bundle(shelf.files(connection, checksum)).checksum == checksum
    except (OporaError, zlib.error, ValueError, TypeError):
        return False


def _readable(told: str) -> str:
    """Text that may have been broken."""
    return told.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
