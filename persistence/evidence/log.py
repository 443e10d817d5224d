"""The log of everything, looked over: places, tree, checkpoints, keys, and what was anchored outside."""

from collections.abc import Iterator

from sqlalchemy import Connection

from persistence import merkle
from persistence.evidence import notes, raw
from persistence.evidence.anchors import Anchor
from persistence.evidence.raw import Raw
from persistence.findings import Finding
from persistence.merkle import Place
from persistence.sequence import KEY, checkpoint, content, digest, leaf, signing_key, tree


class Log:
    """What the notary made, recomputed."""

    def __init__(self, connection: Connection, anchor: Anchor) -> None:
        self._connection, self._anchor = connection, anchor
        self._known: dict[Place, bytes] = {}
        self._roots = {0: merkle.EMPTY}

    def findings(self) -> Iterator[Finding]:
        """Everything that is wrong with the log."""
        rows = raw.rows(self._connection, leaf)
        yield from self._leaves(rows)
        yield from self._tree()
        yield from self._keys([row for row in rows if row["kind"] == KEY])
        yield from self._checkpoints()
        yield from self._anchored()

    def _leaves(self, rows: list[Raw]) -> Iterator[Finding]:
        """Every place is taken once; the roots of every size on the way are kept."""
        known: dict[Place, bytes] = {}
        for pos, row in enumerate(rows):
            if row["pos"] != pos:
                yield Finding("leaf", "", str(pos), "missing")
                break
            try:
                self._known.update(merkle.append(known, pos, content(row)))
            except (TypeError, ValueError, AttributeError):
                yield Finding("leaf", str(row["subject"]), str(pos), "unreadable")
                break
            self._roots[pos + 1] = merkle.root(known, pos + 1)

    def _tree(self) -> Iterator[Finding]:
        there = {(row["level"], row["place"]): row["hash"] for row in raw.rows(self._connection, tree)}
        for place in {**self._known, **there}:
            if there.get(place) != self._known.get(place):
                name = f"{place[0]}/{place[1]}"
                problem = "missing" if place not in there else "extra" if place not in self._known else "differs"
                yield Finding("tree", "", name, problem)
                if place[0] == 0:
                    yield Finding("leaf", "", str(place[1]), "unlinked")

    def _keys(self, leaves: list[Raw]) -> Iterator[Finding]:
        logged = {row["subject"]: row["hash"] for row in leaves}
        rows = raw.rows(self._connection, signing_key)
        for row in rows:
            try:
                at = raw.moment(row["since"])
                seen = digest([row["key_id"], row["public"].hex(), at.isoformat()])
            except (ValueError, AttributeError, TypeError):
                seen = b""
            if logged.pop(row["key_id"], None) != seen:
                yield Finding("signing_key", "", str(row["key_id"]), "unlogged")
        for gone in logged:
            yield Finding("signing_key", "", gone, "missing")

    def _checkpoints(self) -> Iterator[Finding]:
        keys = {row["key_id"]: row["public"] for row in raw.rows(self._connection, signing_key)}
        size = 0
        for row in raw.rows(self._connection, checkpoint):
            size = row["size"]
            yield from self._checkpoint(row, keys)
        if size != len(self._roots) - 1:
            yield Finding("checkpoint", "", str(len(self._roots) - 1), "missing")

    def _checkpoint(self, row: Raw, keys: dict[str, bytes]) -> Iterator[Finding]:
        place = str(row["size"])
        try:
            told, at = notes.parse(row["note"]), raw.moment(row["at"])
            signed = notes.is_signed(row["note"], keys[row["key_id"]])
        except (ValueError, KeyError, TypeError, AttributeError):
            yield Finding("checkpoint", "", place, "unreadable")
            return
        if not signed:
            yield Finding("checkpoint", "", place, "signature")
        if (told.size, told.root, told.at) != (row["size"], row["root"], at):
            yield Finding("checkpoint", "", place, "column")
        if self._roots.get(told.size) != told.root:
            yield Finding("checkpoint", "", place, "unlogged")

    def _anchored(self) -> Iterator[Finding]:
        """What was signed once and kept outside still holds of what is in the database."""
        signed = {row["size"]: row["note"] for row in raw.rows(self._connection, checkpoint)}
        for number, note in enumerate(self._anchor.notes(), 1):
            try:
                told = notes.parse(note)
            except ValueError:
                yield Finding("anchor", "", str(number), "unreadable")
                continue
            if told.size not in signed:
                yield Finding("checkpoint", "", str(told.size), "missing")
            if signed.get(told.size) != note or self._roots.get(told.size) != told.root:
                yield Finding("anchor", "", str(number), "unlogged", f"{told.size}")
