"""One case looked over: its chain, seals and files; what is stored of it against what its inputs lead to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import orjson
from sqlalchemy import Connection

from engine.errors import OporaError
from engine.history import GENESIS, Event, link
from engine.replay import Turn, Versions, differences, walk
from persistence import cases, history, rebuild
from persistence.evidence import raw
from persistence.evidence.raw import Raw
from persistence.evidence.shadow import Shadow
from persistence.findings import Finding
from persistence.sequence import CASE, digest, leaf, queue
from persistence.tables import case_key, case_state, event, file, job
from persistence.vault import Seal, Vault

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
    "png": "image/png",
}
CHECKSUM = 64  # hexadecimal digits


@dataclass
class Casefile:
    """What lies in the database of one case, and what was found wrong with it so far."""

    connection: Connection
    case_id: str
    vault: Vault
    versions: Versions
    shadow: Shadow
    events: list[Event] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    seal: Seal | None = None

    def findings(self) -> Iterator[Finding]:
        """Everything that is wrong; what cannot be trusted is not built upon."""
        broken = [*self._key(), *self._chain()]
        yield from broken
        yield from self._log()
        yield from self._files()
        if not broken and self.seal:
            yield from self._replayed()

    # --- what was hashed and sealed -------------------------------------------------------------

    def _key(self) -> Iterator[Finding]:
        found = raw.rows(self.connection, case_key, {"case_id": self.case_id})
        if not found:
            yield Finding("case_key", self.case_id, "", "missing")
            return
        try:
            self.seal = self.vault.unwrap(self.case_id, found[0]["wrapped"])
        except (OporaError, TypeError, ValueError):
            yield Finding("case_key", self.case_id, "", "sealed")

    def _chain(self) -> Iterator[Finding]:
        previous, expected = GENESIS, 1
        for row in raw.rows(self.connection, event, {"case_id": self.case_id}):
            for seq in range(expected, row["seq"]) if isinstance(row["seq"], int) else ():
                yield Finding("event", self.case_id, str(seq), "missing")
            problems = list(self._event(row, previous))
            yield from problems
            expected = row["seq"] + 1 if isinstance(row["seq"], int) else expected + 1
            previous = row["hash"] if isinstance(row["hash"], bytes) else b""
            self.hashes.append(previous)
        yield from self._head(expected - 1, previous)

    def _event(self, row: Raw, previous: bytes) -> Iterator[Finding]:
        """What is wrong with one row; one that can be read is kept for replay."""
        place = self.case_id, str(row["seq"])
        try:
            linked = link(previous, row["header"], row["sealed"]) == row["hash"]
            told = history.read(row["header"])
        except (TypeError, ValueError, KeyError, AttributeError):
            yield Finding("event", *place, "unreadable")
            return
        if not linked:
            yield Finding("event", *place, "unlinked")
        wrong = [name for name, value in _columns(told).items() if row[name] != value]
        if wrong:
            yield Finding("event", *place, "column", ", ".join(wrong))
        try:
            private = self.seal.open(row["sealed"], told.case_id, told.seq, told.kind) if self.seal else {}
        except (OporaError, ValueError):
            yield Finding("event", *place, "sealed")
            return
        self.events.append(history.read(row["header"], private) if private else told)

    def _head(self, last: int, head: bytes) -> Iterator[Finding]:
        """Whether the chain ends where the state says it does."""
        state = raw.rows(self.connection, case_state, {"case_id": self.case_id})
        if not state:
            yield Finding("case_state", self.case_id, "", "missing")
            return
        seq = state[0]["seq"]
        if isinstance(seq, int) and last < seq <= last + CHECKSUM:
            yield from (Finding("event", self.case_id, str(gone), "missing") for gone in range(last + 1, seq + 1))
        if (seq, state[0]["head"]) != (last, head):
            yield Finding("case_state", self.case_id, "", "differs", "seq, head")

    def _log(self) -> Iterator[Finding]:
        """Every action is in the log of everything, or waits for its place, as it happened."""
        mine = {"kind": CASE, "subject": self.case_id}
        placed = [("leaf", row) for row in raw.rows(self.connection, leaf, mine)]
        logged = [*placed, *(("unsequenced", row) for row in raw.rows(self.connection, queue, mine))]
        for table, row in logged:
            seq = row["seq"]
            if not isinstance(seq, int) or not 0 < seq <= len(self.hashes) or self.hashes[seq - 1] != row["hash"]:
                yield Finding("event", self.case_id, str(seq), "unlogged")
                yield Finding(table, self.case_id, str(row.get("pos", row.get("id"))), "differs")
        yield from self._stored(logged)

    def _stored(self, logged: Sequence[tuple[str, Raw]]) -> Iterator[Finding]:
        """No action is missing from the log, and the stored state is, byte for byte, what the log knows of it."""
        versions = {row["version"] for _table, row in logged if isinstance(row["version"], int)}
        found = raw.rows(self.connection, case_state, {"case_id": self.case_id})
        if not found:
            return
        row, last = found[0], logged[-1][1] if logged else {"version": 0, "state": b""}
        state = digest(row["state"]) if isinstance(row["state"], bytes) else b""
        if (row["version"], state) != (last["version"], last["state"]):
            yield Finding("case_state", self.case_id, "", "unlogged", "version, state")
            for table, told in logged[-1:]:
                yield Finding(table, self.case_id, str(told.get("pos", told.get("id"))), "differs", "version, state")
        until = row["version"] if isinstance(row["version"], int) else 0
        for version in sorted(set(range(min(versions, default=1), until + 1)) - versions)[:CHECKSUM]:
            yield Finding("unsequenced", self.case_id, str(version), "missing")

    def _files(self) -> Iterator[Finding]:
        """Every file is there that an event names, sealed as it was, and no other."""
        named: dict[str, str] = {}
        for checksum, ending in _named(self.events):
            named[checksum] = named.get(checksum) or ending
        for row in raw.rows(self.connection, file, {"case_id": self.case_id}):
            checksum = str(row["checksum"])
            is_named, ending = checksum in named, named.pop(checksum, "")
            yield from self._file(row, checksum)
            if not is_named and self.seal and self.events:
                yield Finding("file", self.case_id, checksum, "extra")
            elif ending in MEDIA and row["media"] != MEDIA[ending]:
                yield Finding("file", self.case_id, checksum, "differs", "media")
        for checksum, ending in named.items():
            if ending:
                yield Finding("file", self.case_id, checksum, "missing")

    def _file(self, row: Raw, checksum: str) -> Iterator[Finding]:
        if self.seal is None:
            return
        try:
            content = self.seal.unlock(row["sealed"], f"{self.case_id}|file|{checksum}")
        except (OporaError, TypeError, ValueError):
            yield Finding("file", self.case_id, checksum, "sealed")
            return
        if digest(content).hex() != checksum:
            yield Finding("file", self.case_id, checksum, "checksum")
        if row["size"] != len(content):
            yield Finding("file", self.case_id, checksum, "differs", "size")

    # --- what follows from the inputs -----------------------------------------------------------

    def _replayed(self) -> Iterator[Finding]:
        turns: list[Turn] = []
        try:
            for turn in walk(self.events, self.versions):
                turns.append(turn)
                for found in differences(turn):
                    yield Finding("event", self.case_id, str(found.seq), "replay")
        except (OporaError, KeyError, ValueError) as error:
            yield Finding("event", self.case_id, str(self.events[0].seq), "replay", type(error).__name__)
            return
        yield from self._state(turns[-1])
        yield from self._jobs(turns[-1])
        life = [rebuild.change(turn, self.versions, self.vault) for turn in turns]
        try:
            yield from self.shadow.compare(self.connection, self.case_id, life)
        except OporaError:  # what the process runs on now, which some lists follow from, is not there
            yield Finding("process", turns[-1].case.process, "", "missing")

    def _state(self, last: Turn) -> Iterator[Finding]:
        """What is stored of the case is where its inputs lead."""
        stored = raw.rows(self.connection, case_state, {"case_id": self.case_id})[0]["state"]
        try:
            same = cases.load(self.case_id, stored) == cases.load(self.case_id, cases.encode(last.case))
        except (OporaError, TypeError):
            same = False
        if not same:
            yield Finding("case_state", self.case_id, "", "differs", "state")

    def _jobs(self, last: Turn) -> Iterator[Finding]:
        """The timers and services it waits for are those that are due; where work on them stands is not looked at."""
        wanted = {(str(token), kind, raw.plain(due)) for kind, token, _node, due in last.case.awaited}
        found = raw.rows(self.connection, job, {"case_id": self.case_id})
        there = {(str(row["token"]), row["kind"], row["at"]) for row in found}
        for token, kind, _at in sorted(wanted - there, key=str):
            yield Finding("job", self.case_id, token, "missing", kind)
        for token, kind, _at in sorted(there - wanted, key=str):
            yield Finding("job", self.case_id, token, "extra", str(kind))


def _columns(told: Event) -> Raw:
    """What stands beside a header so that it can be searched."""
    return {"case_id": told.case_id, "seq": told.seq, "kind": told.kind, "at": raw.plain(told.at),
            "actor": told.actor, "token": told.data.get("token"), "command": told.command}  # fmt: skip


def _named(events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Checksums of files that events name, with the ending where it is told."""
    for one in events:
        files = one.data.get("files")
        known = {str(checksum): str(ending) for ending, checksum in files.items()} if isinstance(files, dict) else {}
        told = orjson.dumps([dict(one.data), dict(one.private)]).decode()
        yield from known.items()
        yield from ((word, "") for word in told.split('"') if len(word) == CHECKSUM and word not in known)
