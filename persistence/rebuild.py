"""Making anew what is derived: projections from cases and events, a case's state from its history."""

from functools import partial

from sqlalchemy import Connection, delete, select, update

from engine.case import Case
from engine.errors import Damaged, NotFound
from engine.replay import Versions, replay
from persistence import cases, history, projections
from persistence.projections import Change, Projection
from persistence.store import CaseStore
from persistence.tables import case_state, derived
from persistence.writes import run_all

CHUNK = 100  # cases in one transaction, so that people can go on working


def projection(store: CaseStore, name: str) -> int:
    """Drop a projection's rows and derive them again; how many cases were read. Raises NotFound."""
    wanted = next((one for one in projections.ALL if one.name == name), None)
    if wanted is None:
        raise NotFound()
    orphans = wanted.table.c.case_id.not_in(select(case_state.c.case_id))
    store.database.write(lambda connection: connection.execute(delete(wanted.table).where(orphans)).rowcount)
    done, chunk = 0, store.database.write(_Again(store, wanted, ""))
    while chunk:
        done, chunk = done + len(chunk), store.database.write(_Again(store, wanted, chunk[-1]))
    return done


def missing(store: CaseStore) -> list[str]:
    """Derive the projections that this database never had, as after an update; their names."""
    with store.database.reading() as reader:
        made = set(reader.execute(select(derived.c.name)).scalars())
    new = [one.name for one in projections.ALL if one.name not in made]
    for name in new:
        projection(store, name)
        store.database.write(partial(_note, name))
    return new


def _note(name: str, connection: Connection) -> None:
    connection.execute(derived.insert().values(name=name))


def state(store: CaseStore, case_id: str) -> Case:
    """Derive a case's state from its history and store it. Raises NotFound, Damaged where replay differs."""
    replayed = replay(store.history(case_id), Versions(store.definition, store.calendar))
    if replayed.differences:
        raise Damaged("replay", f"{case_id} {replayed.differences[0].seq}")
    again = update(case_state).where(case_state.c.case_id == case_id, case_state.c.seq == replayed.case.seq)
    found = store.database.write(
        lambda connection: connection.execute(again.values(state=cases.encode(replayed.case))).rowcount
    )
    if found == 0:
        raise Damaged("chain", case_id)
    return replayed.case


class _Again:
    """Derives the rows of the next few cases, in one transaction that keeps them from moving."""

    def __init__(self, store: CaseStore, wanted: Projection, last: str) -> None:
        self._store, self._wanted, self._last = store, wanted, last

    def __call__(self, connection: Connection) -> list[str]:
        key, table = case_state.c.case_id, self._wanted.table
        following = select(key).where(key > self._last).order_by(key).limit(CHUNK).with_for_update()
        chunk = list(connection.execute(following).scalars())
        connection.execute(delete(table).where(table.c.case_id.in_(chunk)))
        for case_id in chunk:
            run_all(connection, self._wanted.writes(self._told(connection, case_id)))
        return chunk

    def _told(self, connection: Connection, case_id: str) -> Change:
        """The whole life of a case as one change, without anything personal."""
        case = self._store.work(connection).case(case_id)
        events = history.opened(history.ALL.fetch(connection, case_id=case_id), None)
        return Change(case, self._store.shelf.definition(connection, case.definition), events)
