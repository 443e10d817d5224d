"""Gives everything that was queued its place in the log, and signs how much there is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, tuple_

from persistence import merkle
from persistence.database import Database
from persistence.evidence import notes
from persistence.evidence.anchors import Anchor
from persistence.evidence.notes import Checkpoint, Signer
from persistence.merkle import Place
from persistence.sequence import COLUMNS, KEY, checkpoint, content, digest, leaf, moment, queue, row, signing_key, tree

AT_ONCE = 1000  # rows in one transaction, so that people can go on working
_WAITING = select(queue).order_by(queue.c.id).limit(AT_ONCE)
_SIZE = select(func.coalesce(func.max(leaf.c.pos) + 1, 0))
_LAST = select(checkpoint.c.note).order_by(checkpoint.c.size.desc()).limit(1)
_KEYS = select(signing_key.c.public).order_by(signing_key.c.since, signing_key.c.key_id)


class Notary:
    """The sequencer. Several may try at once: the log's places are unique, so one of them wins."""

    def __init__(self, database: Database, signer: Signer, anchor: Anchor) -> None:
        self._database, self._signer, self.anchor = database, signer, anchor

    def run(self, now: datetime) -> int:
        """Take what waits, sign a checkpoint, anchor it; how many rows were taken."""
        self._catch_up()
        taken = 0
        while True:
            with self._database.reading() as reader:
                if reader.execute(_WAITING.limit(1)).first() is None:
                    return taken
            count, note = self._database.write(lambda connection: self._take(connection, now))
            self.anchor.keep(note)
            taken += count

    def sign(self, text: str) -> str:
        """Any text (lines, each ended) signed in the installation's name."""
        with self._database.reading() as reader:
            return self._signer.sign(text, self._origin(reader))

    def _catch_up(self) -> None:
        """Anchor a checkpoint that was signed just before the power went."""
        with self._database.reading() as reader:
            last = reader.execute(_LAST).scalar()
        anchored = self.anchor.notes()
        if last is not None and last not in anchored[-1:]:
            self.anchor.keep(last)

    def _take(self, connection: Connection, now: datetime) -> tuple[int, str]:
        size = connection.execute(_SIZE).scalar_one()
        waiting = connection.execute(_WAITING).mappings().all()
        fresh = [*self._introduce(connection, now), *({name: told[name] for name in COLUMNS} for told in waiting)]
        known = _frontier(connection, size)
        nodes: dict[Place, bytes] = {}
        for pos, told in enumerate(fresh, size):
            nodes.update(merkle.append(known, pos, content(told)))
        connection.execute(insert(leaf), [{"pos": pos, **told} for pos, told in enumerate(fresh, size)])
        connection.execute(insert(tree), [{"level": at[0], "place": at[1], "hash": h} for at, h in nodes.items()])
        connection.execute(delete(queue).where(queue.c.id.in_([told["id"] for told in waiting])))
        total, origin = size + len(fresh), self._origin(connection)
        note = self._signer.sign(Checkpoint(origin, total, merkle.root(known, total), now).text(), origin)
        signed = {"size": total, "at": now, "root": merkle.root(known, total), "note": note,
                  "key_id": self._signer.key_id(origin).hex()}  # fmt: skip
        connection.execute(insert(checkpoint), signed)
        return len(waiting), note

    def _introduce(self, connection: Connection, now: datetime) -> Iterable[Mapping[str, Any]]:
        """A signing key that was never used before is written into the log itself."""
        keys = connection.execute(_KEYS).scalars().all()
        public = self._signer.public
        if public in keys:
            return []
        origin = notes.origin_of(keys[0] if keys else public)
        key = self._signer.key_id(origin).hex()
        connection.execute(insert(signing_key), {"key_id": key, "public": public, "since": now})
        return [row(KEY, key, digest([key, public.hex(), moment(now)]), seq=len(keys) + 1)]

    def _origin(self, connection: Connection) -> str:
        first = connection.execute(_KEYS.limit(1)).scalar()
        return notes.origin_of(first or self._signer.public)


def _frontier(connection: Connection, size: int) -> dict[Place, bytes]:
    places = merkle.frontier(size)
    if not places:
        return {}
    found = connection.execute(select(tree).where(tuple_(tree.c.level, tree.c.place).in_(places)))
    return {(told.level, told.place): told.hash for told in found}
