"""Looking over everything that is stored: any changed byte is found, and named by table, case and row."""

from collections.abc import Iterator, Sequence
from functools import partial

from sqlalchemy import Connection, select, text

from engine.definitions import Definition
from engine.errors import Damaged
from engine.replay import Versions
from persistence import append_only, projections
from persistence.evidence import raw
from persistence.evidence.anchors import Anchor
from persistence.evidence.casefile import Casefile
from persistence.evidence.log import Log
from persistence.evidence.shadow import Shadow
from persistence.evidence.shelves import Shelves, is_sound
from persistence.findings import Finding
from persistence.sequence import CASE, leaf, queue
from persistence.store import CaseStore
from persistence.tables import case_key, case_state, event, file, job

OWN = (event, case_key, file, job)


class Examination:
    """Looks; changes nothing. `case` for one case, `common` for what all share, `everything` for both."""

    def __init__(self, store: CaseStore, anchor: Anchor) -> None:
        self._store, self._anchor = store, anchor

    def everything(self) -> Iterator[Finding]:
        """All findings."""
        yield from self.common()
        last = ""
        while chunk := self.cases(last):
            last = chunk[-1]
            yield from self.of(chunk)

    def common(self) -> list[Finding]:
        """Guards, definitions, calendars, the log, and rows that belong to no case."""
        with self._store.database.reading() as connection, raw.lenient(connection):
            guards = [
                Finding(name.partition("_")[0], "", name, "unguarded") for name in append_only.missing(connection)
            ]
            shelves = Shelves(connection, self._store.shelf).findings()
            return [*guards, *shelves, *Log(connection, self._anchor).findings(), *_strays(connection)]

    def cases(self, after: str, most: int = 50) -> list[str]:
        """The ids of the next cases."""
        query = select(case_state.c.case_id).where(case_state.c.case_id > after).order_by(case_state.c.case_id)
        with self._store.database.reading() as connection, raw.lenient(connection):
            return list(connection.execute(query.limit(most)).scalars())

    def of(self, case_ids: Sequence[str]) -> list[Finding]:
        """What is wrong with these cases."""
        found: list[Finding] = []
        shadow = Shadow()
        try:
            with self._store.database.reading() as connection, raw.lenient(connection):
                versions = self._versions(connection)
                for case_id in case_ids:
                    casefile = Casefile(connection, case_id, self._store.vault, versions, shadow)
                    found += casefile.findings()
        finally:
            shadow.close()
        return found

    def _versions(self, connection: Connection) -> Versions:
        """What cases ran on, as it lies there now: nothing that was compiled from other bytes is believed."""
        shelf, sound = self._store.shelf, set[str]()

        def definition(checksum: str) -> Definition:
            if checksum not in sound and not is_sound(connection, checksum):
                raise Damaged("definition", checksum)
            sound.add(checksum)
            return shelf.definition(connection, checksum)

        return Versions(definition, partial(shelf.calendar, connection), partial(shelf.current, connection))


def _strays(connection: Connection) -> Iterator[Finding]:
    """Rows of cases that are not there, and cases that the log knows and nobody has any more."""
    known = set(connection.execute(select(case_state.c.case_id)).scalars())
    for table in (*OWN, *(one.table for one in projections.ALL)):
        for case_id in connection.execute(text(f'SELECT DISTINCT case_id FROM "{table.name}"')).scalars():
            if case_id is not None and case_id not in known:
                yield Finding(table.name, str(case_id), "", "extra")
    for table in (leaf, queue):
        query = select(table.c.subject).where(table.c.kind == CASE).distinct()
        for case_id in connection.execute(query).scalars():
            if case_id not in known:
                yield Finding("case_state", str(case_id), "", "missing")
