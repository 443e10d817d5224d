"""Hurting a real SQLite file in every way somebody with an editor could."""

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from persistence import projections

TABLES = (
    "event", "event", "event", "event", "case_state", "case_key", "file", "file", "definition", "process", "calendar",
    "job", "leaf", "unsequenced", "tree", "checkpoint", "signing_key", *(one.table.name for one in projections.ALL),
)  # fmt: skip
WORKING = {"job": {"id", "due", "fence", "attempts", "last_error", "state", "key", "payload"}, "unsequenced": {"id"}}
"""Columns in which work that is under way is noted: no history says what they ought to hold."""


class Dice:
    """Draws that fall the same way each time."""

    def __init__(self, seed: int) -> None:
        self._state = hashlib.sha256(str(seed).encode()).digest()

    def below(self, limit: int) -> int:
        self._state = hashlib.sha256(self._state).digest()
        return int.from_bytes(self._state[:8], "big") % limit

    def one(self, choices: Sequence[Any]) -> Any:
        return choices[self.below(len(choices))]


@dataclass(frozen=True)
class Hurt:
    """What was done to which table; `rows` are the rows it concerned, as they were."""

    how: str
    table: str
    rows: tuple[dict[str, Any], ...]

    def __str__(self) -> str:
        return f"{self.how} {self.table} {[list(row.values())[:3] for row in self.rows]}"


class Vandal:
    """Hurts a database file once, whatever guards it has."""

    def __init__(self, path: Path, dice: Dice) -> None:
        self._file, self._dice = sqlite3.connect(path, isolation_level=None), dice
        self._file.row_factory = sqlite3.Row
        for (name,) in self._file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            self._triggers = [*getattr(self, "_triggers", []), self._sentence(name)]
            self._file.execute(f"DROP TRIGGER {name}")

    def strike(self) -> Hurt:
        """One blow; the guards are put back, so that they do not give it away."""
        while True:
            hurt = self._dice.one(
                [self._flip, self._flip, self._flip, self._delete, self._swap, self._cut, self._double]
            )()
            if hurt is not None:
                break
        for sentence in self._triggers:
            self._file.execute(sentence)
        self._file.close()
        assert isinstance(hurt, Hurt)
        return hurt

    def _sentence(self, name: str) -> str:
        return str(self._file.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0])

    def _row(self, table: str) -> dict[str, Any] | None:
        rows = [dict(row) for row in self._file.execute(f'SELECT * FROM "{table}"')]
        rows = [row for row in rows if table != "job" or row["case_id"]]
        return self._dice.one(rows) if rows else None

    def _keys(self, table: str) -> list[str]:
        return [row["name"] for row in self._file.execute(f'PRAGMA table_info("{table}")') if row["pk"]]

    def _change(self, table: str, row: dict[str, Any], values: dict[str, Any]) -> bool:
        keys = self._keys(table)
        sets, where = ", ".join(f'"{n}" = ?' for n in values), " AND ".join(f'"{n}" = ?' for n in keys)
        try:
            self._file.execute(
                f'UPDATE "{table}" SET {sets} WHERE {where}', [*values.values(), *(row[k] for k in keys)]
            )
        except sqlite3.IntegrityError:
            return False
        return True

    def _flip(self) -> Hurt | None:
        """One byte of one cell is changed, put in or taken away."""
        table = self._dice.one(TABLES)
        row = self._row(table)
        if row is None:
            return None
        column = self._dice.one([name for name in row if name not in WORKING.get(table, set())])
        value = self._other(row[column])
        done = value != row[column] and self._change(table, row, {column: value})
        return Hurt(f"flip {column} of", table, (row,)) if done else None

    def _other(self, value: Any) -> Any:
        if value is None:
            return self._dice.one(["x", 7])
        if isinstance(value, int):
            return value ^ (1 << self._dice.below(4))
        if isinstance(value, float):
            return value + 1
        plain = bytearray(value.encode() if isinstance(value, str) else value)
        place, kind = self._dice.below(len(plain) or 1), self._dice.below(4)
        if kind == 0 or not plain:
            plain.insert(place, self._dice.below(128))
        elif kind == 1:
            del plain[place]
        else:
            plain[place] ^= 1 << self._dice.below(8)
        return _text(bytes(plain)) if isinstance(value, str) else bytes(plain)

    def _delete(self) -> Hurt | None:
        table = self._dice.one(TABLES)
        row = self._row(table)
        if row is None:
            return None
        keys = self._keys(table)
        self._file.execute(
            f'DELETE FROM "{table}" WHERE ' + " AND ".join(f'"{k}" = ?' for k in keys), [row[k] for k in keys]
        )
        return Hurt("delete", table, (row,))

    def _swap(self) -> Hurt | None:
        """The contents of two rows change places: within a case or between two."""
        table = self._dice.one(TABLES)
        one, other = self._row(table), self._row(table)
        keys = self._keys(table)
        if one is None or other is None or [one[k] for k in keys] == [other[k] for k in keys]:
            return None
        rest = [name for name in one if name not in keys and name not in WORKING.get(table, set())]
        if not rest or all(one[name] == other[name] for name in rest):
            return None
        self._file.execute("BEGIN")
        for column in [name for name in rest if name in {"command", "token", "number"}]:
            self._file.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE 0')
        done = self._change(table, one, {n: other[n] for n in rest}) and self._change(
            table, other, {n: one[n] for n in rest}
        )
        self._file.execute("COMMIT" if done else "ROLLBACK")
        return Hurt("swap", table, (one, other)) if done else None

    def _cut(self) -> Hurt | None:
        """The last events of a case are taken away, or a whole case."""
        row = self._row("case_state")
        assert row
        if self._dice.below(2):
            for (name,) in self._file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                columns = [found["name"] for found in self._file.execute(f'PRAGMA table_info("{name}")')]
                if "case_id" in columns:
                    self._file.execute(f'DELETE FROM "{name}" WHERE case_id = ?', (row["case_id"],))
            return Hurt("delete the whole case in", "case_state", (row,))
        last = row["seq"] - 1 - self._dice.below(3)
        self._file.execute("DELETE FROM event WHERE case_id = ? AND seq > ?", (row["case_id"], last))
        head = self._file.execute(
            "SELECT hash FROM event WHERE case_id = ? AND seq = ?", (row["case_id"], last)
        ).fetchone()
        if head:
            self._change("case_state", row, {"seq": last, "head": head[0]})
        return Hurt("cut the tail of", "case_state" if not head else "event", (row,))

    def _double(self) -> Hurt | None:
        """A row is put in that looks like another."""
        table = self._dice.one([name for name in TABLES if name != "unsequenced"])
        row = self._row(table)
        if row is None:
            return None
        column = self._dice.one(self._keys(table))
        fresh = {**row, column: self._other(row[column])}
        try:
            marks = ", ".join("?" for _ in fresh)
            self._file.execute(f'INSERT INTO "{table}" VALUES ({marks})', list(fresh.values()))
        except sqlite3.IntegrityError:
            return None
        return Hurt("insert into", table, (fresh,))


def _text(plain: bytes) -> Any:
    """Text, even where it is no text any more: SQLite takes it as it comes."""
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return plain.decode("latin-1")
