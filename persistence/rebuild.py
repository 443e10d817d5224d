"""Making anew what is derived: projections from cases and events, a case's state from its history."""

from functools import partial

from sqlalchemy import ColumnElement, Connection, delete, select, true, update

from engine.case import Case
from engine.errors import Damaged, NotFound
from engine.replay import Turn, Versions, replay, walk
from persistence import cases, history, projections, sequence
from persistence.projections import Change, Projection
from persistence.projections.counted import counted
from persistence.projections.projection import Diffed
from persistence.projections.register import table as register
from persistence.store import CaseStore
from persistence.tables import case_state, derived
from persistence.vault import Vault
from persistence.writes import run_all

CHUNK = 100  # cases in one transaction, so that people can go on working


def projection(store: CaseStore, name: str) -> int:
    """Drop a projection's rows and derive them again; how many cases were read. Raises NotFound."""
    wanted = next((one for one in projections.ALL if one.name == name), None)
    if wanted is None:
        raise NotFound()
    orphans = wanted.table.c.case_id.not_in(select(case_state.c.case_id))
    store.database.write(lambda connection: connection.execute(delete(wanted.table).where(orphans)).rowcount)
    return _all(store, wanted, true())


def counts(store: CaseStore, process: str) -> int:
    """Count the answers of a process anew, after a version with other sets was published; how many cases were read."""
    mine = case_state.c.case_id.in_(select(register.c.case_id).where(register.c.process == process))
    return _all(store, counted, mine)


def _all(store: CaseStore, wanted: Projection, which: ColumnElement[bool]) -> int:
    done, chunk = 0, store.database.write(_Again(store, wanted, "", which))
    while chunk:
        done, chunk = done + len(chunk), store.database.write(_Again(store, wanted, chunk[-1], which))
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
    if not store.database.write(partial(_keep, replayed.case)):
        raise Damaged("chain", case_id)
    return replayed.case


def _keep(case: Case, connection: Connection) -> bool:
    """Store the state beside the chain's end that it belongs to, and queue its digest for the log."""
    here = (case_state.c.case_id == case.id, case_state.c.seq == case.seq)
    row, state = (
        connection.execute(select(case_state.c.version, case_state.c.head).where(*here)).first(),
        cases.encode(case),
    )
    if row is None:
        return False
    case.version, case.head = row
    state = cases.encode(case)
    connection.execute(update(case_state).where(*here).values(state=state))
    sequence.QUEUE.run(connection, [sequence.of_case(case, state)])
    return True


class _Again:
    """Derives the rows of the next few cases, in one transaction that keeps them from moving."""

    def __init__(self, store: CaseStore, wanted: Projection, last: str, which: ColumnElement[bool]) -> None:
        self._store, self._wanted, self._last, self._which = store, wanted, last, which

    def __call__(self, connection: Connection) -> list[str]:
        key, table = case_state.c.case_id, self._wanted.table
        following = select(key).where(key > self._last, self._which).order_by(key).limit(CHUNK).with_for_update()
        chunk = list(connection.execute(following).scalars())
        connection.execute(delete(table).where(table.c.case_id.in_(chunk)))
        for case_id in chunk:
            is_standing = isinstance(self._wanted, Diffed)
            told = [whole(self._store, connection, case_id)] if is_standing else life(self._store, connection, case_id)
            for change in told:
                run_all(connection, self._wanted.writes(change))
        return chunk


def life(store: CaseStore, connection: Connection, case_id: str) -> list[Change]:
    """The changes of a case, one for each action; all at once where its key is gone and nothing can be replayed."""
    shelf = store.shelf
    versions = Versions(
        partial(shelf.definition, connection), partial(shelf.calendar, connection), partial(shelf.current, connection)
    )
    seal = history.seal_of(connection, store.vault, case_id)
    events = history.opened(history.ALL.fetch(connection, case_id=case_id), seal)
    if seal:
        return [change(turn, versions, store.vault) for turn in walk(events, versions)]
    return [whole(store, connection, case_id)]


def whole(store: CaseStore, connection: Connection, case_id: str) -> Change:
    """The whole life of a case as one change, without anything personal."""
    case, calendar = store.work(connection).case(case_id), store.shelf.calendar(connection)
    events = history.opened(history.ALL.fetch(connection, case_id=case_id), None)
    return Change(case, store.shelf.definition(connection, case.definition), events, calendar=calendar)


def change(turn: Turn, versions: Versions, vault: Vault) -> Change:
    """An action re-executed, as projections see it."""
    current = partial(versions.current, turn.case.process) if versions.current else None
    events = [turn.given, *turn.stored]
    return Change(turn.case, turn.definition, events, turn.before, turn.was, turn.calendar, current, vault.mark)
