"""One action on a case: reads at once, remembers what to write, writes all of it in one transaction.

The transaction begins only when everything is known, checks that no case moved since it was read
(`version`), and is short. Nothing else writes cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, Integer, and_, bindparam, select, update

from engine.calendars import Calendar
from engine.case import Case
from engine.definitions import Definition
from engine.errors import Gone, Interrupted, NotFound, Stale, Unavailable
from engine.history import Event
from engine.stores import Chore, File, Holder, Job
from persistence import cases, chores, drafts, files, history, jobs, notices, projections, sequence
from persistence.accounts import HOLDERS, HOLDS
from persistence.database import Database
from persistence.prepared import Prepared
from persistence.projections import Change
from persistence.projections.records import table as record
from persistence.projections.signals import AWAITING
from persistence.shelf import Shelf
from persistence.tables import Key, case_key, case_state, event, running_number
from persistence.turn import Turn
from persistence.vault import Seal, Vault
from persistence.writes import Write, run_all

_id = bindparam("case_id", type_=Key)
_SELECT = Prepared(
    select(case_state.c.version, case_state.c.seq, case_state.c.head, case_state.c.state, case_key.c.wrapped)
    .outerjoin(case_key, case_key.c.case_id == case_state.c.case_id)
    .where(case_state.c.case_id == _id)
)
_LOCK = Prepared(select(case_state.c.version).where(case_state.c.case_id == _id).with_for_update())
_INSERT = Prepared(case_state.insert())
_INSERT_KEY = Prepared(case_key.insert())
_UPDATE = Prepared(
    update(case_state)
    .where(case_state.c.case_id == _id, case_state.c.version == bindparam("read"))
    .values({name: bindparam(name) for name in ("version", "seq", "head", "state")})
)
_CORRECTION = Prepared(
    select(event.c.header)
    .join(record, and_(record.c.case_id == event.c.case_id, record.c.seq == event.c.seq))
    .where(event.c.case_id == _id, record.c.corrects == bindparam("seq"))
    .limit(1)
)
_process, _year = bindparam("process", type_=Key), bindparam("year", type_=Integer)
_this_number = (running_number.c.process == _process, running_number.c.year == _year)
_NUMBER = Prepared(select(running_number.c.last).where(*_this_number))
_FIRST_NUMBER = Prepared(running_number.insert())
_NEXT_NUMBER = Prepared(
    update(running_number)
    .where(*_this_number, running_number.c.last == bindparam("read"))
    .values(last=bindparam("last"))
)


@dataclass(frozen=True, slots=True)
class Before:
    """A case as it was read, with what changes copied; `case` is None for a new one.

    Without its `seal` a case can be read but nothing more can happen in it.
    """

    seal: Seal | None
    case: Case | None = None
    wrapped: bytes | None = None


def _forms(case: Case) -> set[int]:
    """What people may be filling in just now: the forms of open tasks and of awaited messages."""
    return {*case.tasks, *(token for token, _node, _name in case.state.messages())}


class UnitOfWork:
    """Implements `engine.stores.Work`."""

    def __init__(self, database: Database, shelf: Shelf, vault: Vault, reader: Connection, turn: Turn) -> None:
        self._database, self._shelf, self._vault, self._reader = database, shelf, vault, reader
        self._turn, self._has_turn = turn, False
        self._read: dict[str, Before] = {}
        self._numbers: dict[tuple[str, int], tuple[int | None, int]] = {}
        self._consumed: list[Job] = []
        self._writes: list[Write] = []
        self._last: tuple[str, int, bytes] | None = None

    # --- reading ------------------------------------------------------------------------------

    def case(self, case_id: str) -> Case:
        """The case as it stands; raises NotFound."""
        row = _SELECT.one(self._reader, case_id=case_id)
        if row is None:
            raise NotFound()
        version, seq, head, state, wrapped = row
        case = cases.decode(case_id, state)
        case.version, case.seq, case.head = version, seq, head
        seal = self._vault.unwrap(case_id, wrapped) if wrapped else None
        self._read[case_id] = Before(seal, case.twin())
        return case

    def definition(self, checksum: str) -> Definition:
        """A published version; raises NotFound."""
        return self._shelf.definition(self._reader, checksum)

    def current(self, process: str) -> Definition:
        """The version new cases of this process open under; raises NotFound."""
        return self._shelf.current(self._reader, process)

    def calendar(self) -> Calendar:
        """The organisation's working calendar in force."""
        return self._shelf.calendar(self._reader)

    def number(self, process: str, year: int) -> int:
        """The next running number of a process and year, taken when the work commits.

        Those who want numbers wait for each other, else most of them would come too late again and again.
        """
        if not self._numbers:
            self._has_turn = self._turn.take()
        if (process, year) not in self._numbers:
            with self._database.reading() as latest:
                row = _NUMBER.one(latest, process=process, year=year)
            self._numbers[process, year] = (row[0], row[0]) if row else (None, 0)
        read, last = self._numbers[process, year]
        self._numbers[process, year] = (read, last + 1)
        return last + 1

    def done(self, command: str) -> Event | None:
        """The event that this command already made, without its private part."""
        row = history.BY_COMMAND.one(self._reader, command=command)
        return history.read(row[0]) if row else None

    def closing(self, case_id: str, token: int) -> Event | None:
        """The event that closed the task or awaited message at `token`, without its private part."""
        row = history.CLOSING.one(self._reader, case_id=case_id, token=token)
        return history.read(row[0]) if row else None

    def event(self, case_id: str, seq: int) -> Event | None:
        """One event of a case, without its private part."""
        row = history.BY_SEQ.one(self._reader, case_id=case_id, seq=seq)
        return history.read(row[0]) if row else None

    def correction(self, case_id: str, seq: int) -> Event | None:
        """The event that corrected the record of event `seq`, without its private part."""
        row = _CORRECTION.one(self._reader, case_id=case_id, seq=seq)
        return history.read(row[0]) if row else None

    def holds(self, account: str, role: str, team: str) -> bool:
        """Whether that account may sign in and has the role in the team."""
        return HOLDS.one(self._reader, account=account, role=role, team=team) is not None

    def holders(self, roles: Sequence[str]) -> list[Holder]:
        """Who may sign in and holds one of the roles, once per team, by account and team."""
        return [Holder(*row) for row in self._reader.execute(HOLDERS, {"roles": list(roles)})]

    def awaiting(self, signal: str, after: str, limit: int) -> list[str]:
        """The next cases that await a signal, by their ids, after that one."""
        return [row[0] for row in self._reader.execute(AWAITING, {"name": signal, "after": after, "limit": limit})]

    def processes(self) -> list[str]:
        """The keys of the processes of which some version is in force."""
        return self._shelf.processes(self._reader)

    # --- writing ------------------------------------------------------------------------------

    def record(self, case: Case, events: Sequence[Event]) -> None:
        """Remember the case and what happened; chains the events and counts the action."""
        before = self._read.get(case.id) or self._new(case.id)
        if before.seal is None:
            raise Gone()
        rows, case.head = history.chain(events, case.head, before.seal)
        case.version += 1
        self._last = case.id, case.seq, case.head
        was = self.definition(before.case.definition) if before.case else None
        calendar = self._shelf.calendar(self._reader, events[0].data.get("calendar"))
        change = Change(
            case,
            self.definition(case.definition),
            events,
            before.case,
            was,
            calendar,
            partial(self.current, case.process),
            self._vault.mark,
        )
        state = cases.encode(case)
        self._writes += self._case_writes(case, before, state)
        self._writes.append(Write(history.INSERT, rows, race=Stale))
        self._writes.append(Write(sequence.QUEUE, [sequence.of_case(case, state)]))
        for one in projections.ALL:
            self._writes += one.writes(change)
        self._writes += notices.of_action(change)
        self._writes += jobs.reconcile(before.case, case, self._consumed)
        closed = _forms(before.case) - _forms(case) if before.case else set()
        if closed:
            self._writes.append(Write(drafts.DROP, [{"place": drafts.place(case.id, token)} for token in closed]))

    def keep(self, case_id: str, file: File) -> None:
        """Remember a file with a case that was read; the same content is kept once."""
        seal = self._read[case_id].seal
        if seal is None:
            raise Gone()
        if files.HAS.one(self._reader, case_id=case_id, checksum=file.checksum) is None:
            self._writes.append(Write(files.INSERT, [files.row(case_id, file, seal)], race=Stale))

    def add_chore(self, chore: Chore) -> None:
        """Have work done in the background, once this commits; one of that key that waits already stays as it is."""
        self._writes.append(Write(chores.ADD, [chores.row(chore)]))

    def consume(self, job: Job) -> None:
        """Make the commit depend on still holding the job's claim, and end the job."""
        self._consumed.append(job)

    def commit(self) -> None:
        """Write everything in one transaction.

        Raises Stale when the case moved meanwhile, Gone when a consumed job is somebody else's now,
        Interrupted when the connection broke and nothing was written.
        """
        self._reader.rollback()
        writes = [*jobs.consume(self._consumed), *self._number_writes(), *self._writes]
        if not writes:
            return
        try:
            self._database.write(lambda connection: run_all(connection, writes))
        except Interrupted:
            if not self._has_landed():
                raise

    def end(self) -> None:
        """Let the next one go on who waits for a number."""
        if self._has_turn:
            self._has_turn = False
            self._turn.give()

    def _has_landed(self) -> bool:
        """Whether a commit whose answer was lost took place; waits for one that is still under way."""
        if self._last is None:
            return False
        case_id, seq, head = self._last

        def look(connection: Connection) -> bool:
            _LOCK.one(connection, case_id=case_id)
            row = history.HASH.one(connection, case_id=case_id, seq=seq)
            return row is not None and bytes(row[0]) == head

        try:
            return self._database.write(look)
        except Interrupted as error:
            raise Unavailable(error.params["reason"], error.detail) from error

    def _new(self, case_id: str) -> Before:
        wrapped, seal = self._vault.new_key(case_id)
        return Before(seal, wrapped=wrapped)

    def _case_writes(self, case: Case, before: Before, state: bytes) -> list[Write]:
        row = {"case_id": case.id, "version": case.version, "seq": case.seq, "head": case.head, "state": state}
        if before.case:
            return [Write(_UPDATE, [{**row, "read": before.case.version}], race=Stale)]
        key = {"case_id": case.id, "wrapped": before.wrapped}
        return [Write(_INSERT, [row], race=Stale), Write(_INSERT_KEY, [key])]

    def _number_writes(self) -> list[Write]:
        writes = []
        for (process, year), (read, last) in self._numbers.items():
            row = {"process": process, "year": year, "last": last}
            if read is None:
                writes.append(Write(_FIRST_NUMBER, [row], race=Stale))
            else:
                writes.append(Write(_NEXT_NUMBER, [{**row, "read": read}], race=Stale))
        return writes
