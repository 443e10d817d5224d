"""Relocations in the database: implements `engine.relocating.Ledger`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select, update

from engine.errors import Gone, NotFound
from engine.relocating import DONE, GOING, MOVED, UNDO, WAITING, Fate, Relocation, Wanted, chore
from persistence import chores
from persistence.database import Database
from persistence.prepared import Prepared
from persistence.relocation_tables import relocated, relocation
from persistence.tables import Instant, Key

_MARK = Prepared(
    update(relocated)
    .where(
        relocated.c.relocation_id == bindparam("number"),
        relocated.c.case_id == bindparam("case", type_=Key),
        relocated.c.status == WAITING,
    )
    .values(
        status=bindparam("fate"), came_from=bindparam("whence", type_=Key), findings=bindparam("told"),
        at=bindparam("now", type_=Instant),
    )
)  # fmt: skip


class Relocations:
    """Where relocations live."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, wanted: Wanted, cases: Mapping[str, str], at: datetime, by: str) -> int:
        """Keep a new one with its cases (id → version to go to) and have it done; its number."""

        def act(connection: Connection) -> int:
            if wanted.undoes is not None and _is_being_undone(connection, wanted.undoes):
                raise Gone()
            made = relocation.insert().values(_row(wanted, at, by)).returning(relocation.c.id)
            number = int(connection.execute(made).scalar_one())
            rows = [_case(number, case_id, to) for case_id, to in sorted(cases.items())]
            connection.execute(relocated.insert(), rows)
            chores.add(connection, chore(number, at))
            return number

        return self._database.write(act)

    def relocation(self, number: int) -> Relocation:
        """One as it stands; raises NotFound."""
        with self._database.reading() as reader:
            row = reader.execute(select(relocation).where(relocation.c.id == number)).first()
        if row is None:
            raise NotFound()
        return read(row)

    def waiting(self, number: int, limit: int) -> list[tuple[str, str]]:
        """The next cases that wait, each with the version it goes to."""
        here = (relocated.c.relocation_id == number, relocated.c.status == WAITING)
        query = select(relocated.c.case_id, relocated.c.to).where(*here).order_by(relocated.c.case_id).limit(limit)
        with self._database.reading() as reader:
            return [(row[0], row[1]) for row in reader.execute(query)]

    def mark(self, number: int, fates: Sequence[Fate], at: datetime) -> None:
        """Keep what became of cases that waited."""
        rows = [{"number": number, "case": fate.case_id, "fate": fate.status, "whence": fate.came_from,
                 "told": orjson.dumps([asdict(each) for each in fate.findings], default=str).decode(), "now": at}
                for fate in fates]  # fmt: skip

        def act(connection: Connection) -> None:
            _MARK.run(connection, rows)
            connection.execute(update(relocation).where(relocation.c.id == number).values(moved_at=at))

        if rows:
            self._database.write(act)

    def turn(self, number: int, states: tuple[str, str], at: datetime) -> None:
        """From one state to another, and have it done when that is `going`; raises Gone when it is in neither."""
        before, after = states

        def act(connection: Connection) -> None:
            here = (relocation.c.id == number, relocation.c.state.in_((before, after)))
            if connection.execute(update(relocation).where(*here).values(state=after, moved_at=at)).rowcount == 0:
                raise Gone()
            if after == GOING:
                chores.add(connection, chore(number, at))

        self._database.write(act)

    def moved(self, number: int) -> dict[str, str]:
        """The cases that a relocation moved and none has moved back, each with the version it came from."""
        undoing = select(relocation.c.id).where(relocation.c.undoes == number)
        back = select(relocated.c.case_id).where(relocated.c.relocation_id.in_(undoing), relocated.c.status == MOVED)
        here = (relocated.c.relocation_id == number, relocated.c.status == MOVED, relocated.c.case_id.not_in(back))
        query = select(relocated.c.case_id, relocated.c.came_from).where(*here)
        with self._database.reading() as reader:
            return {row[0]: row[1] for row in reader.execute(query)}


def read(row: Any) -> Relocation:
    """A row of the table as the engine knows it."""
    sources = tuple(orjson.loads(row.sources))
    wanted = Wanted(row.kind, row.process, row.to, orjson.loads(row.renames), sources, row.reason, row.undoes)
    return Relocation(row.id, wanted, row.state, row.asked_at, row.asked_by)


def _is_being_undone(connection: Connection, number: int) -> bool:
    here = (relocation.c.undoes == number, relocation.c.kind == UNDO, relocation.c.state != DONE)
    return connection.execute(select(relocation.c.id).where(*here)).first() is not None


def _row(wanted: Wanted, at: datetime, by: str) -> dict[str, Any]:
    return {
        "kind": wanted.kind, "process": wanted.process, "to": wanted.to, "reason": wanted.reason,
        "sources": orjson.dumps(list(wanted.sources)).decode(), "renames": orjson.dumps(dict(wanted.renames)).decode(),
        "undoes": wanted.undoes, "state": GOING, "asked_at": at, "asked_by": by, "moved_at": at,
    }  # fmt: skip


def _case(number: int, case_id: str, to: str) -> dict[str, Any]:
    return {"relocation_id": number, "case_id": case_id, "to": to, "status": WAITING, "came_from": "",
            "findings": "[]", "at": None}  # fmt: skip
