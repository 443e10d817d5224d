"""Runs a pattern's program over a text, all alternatives side by side: the time grows with the text, never faster.

The method is Ken Thompson's, with Rob Pike's way of carrying the groups along.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.feel.errors import TOO_MUCH, FeelError

MAX_WORK = 1_000_000  # instructions looked at for one call

Instruction = tuple[str, Any]
Groups = tuple[int, ...]
Thread = tuple[int, Groups]


@dataclass(frozen=True)
class Pattern:
    """A program and the number of its groups; raises FeelError when a text asks for too much work."""

    program: tuple[Instruction, ...]
    groups: int

    def search(self, text: str) -> bool:
        return _Run(self, text).find(0) is not None

    def split(self, text: str) -> list[str] | None:
        """None for a pattern that fits the empty text."""
        if _Run(self, "").find(0) is not None:
            return None
        parts, last = [], 0
        for groups in self._each(text):
            parts.append(text[last : groups[0]])
            last = groups[1]
        return [*parts, text[last:]]

    def found(self, text: str) -> list[str]:
        """Every piece that fits."""
        return [text[groups[0] : groups[1]] for groups in self._each(text) if groups[1] > groups[0]]

    def replace(self, text: str, replacement: str) -> str | None:
        """`$1` is a group, `\\$` a dollar; None for a bad replacement or a pattern that fits the empty text."""
        pieces = _pieces(replacement, self.groups)
        if pieces is None or _Run(self, "").find(0) is not None:
            return None
        parts, last = [], 0
        for groups in self._each(text):
            parts.append(text[last : groups[0]])
            parts += [piece if isinstance(piece, str) else _group(text, groups, piece) for piece in pieces]
            last = groups[1]
        return "".join([*parts, text[last:]])

    def _each(self, text: str) -> Iterator[Groups]:
        run, at = _Run(self, text), 0
        while at <= len(text) and (groups := run.find(at)) is not None:
            yield groups
            at = max(groups[1], groups[0] + 1)


def _group(text: str, groups: Groups, number: int) -> str:
    start, end = groups[2 * number : 2 * number + 2]
    return text[start:end] if start >= 0 else ""


def _pieces(replacement: str, groups: int) -> list[str | int] | None:
    pieces: list[str | int] = []
    at = 0
    while at < len(replacement):
        char, following = replacement[at], replacement[at + 1 : at + 2]
        if char == "\\" and following in {"\\", "$"}:
            pieces.append(following)
            at += 2
        elif char == "$" and following.isdigit() and following.isascii():
            pieces.append(int(following) if int(following) <= groups else "")
            at += 2
        elif char in "\\$":
            return None
        else:
            pieces.append(char)
            at += 1
    return pieces


class _Run:
    def __init__(self, pattern: Pattern, text: str) -> None:
        self.program = pattern.program
        self.text = text
        self.blank = (-1,) * (2 * pattern.groups + 2)
        self.work = 0

    def find(self, start: int) -> Groups | None:
        """The leftmost fit from `start` on, the preferred one of several; its first two numbers are its ends."""
        found: Groups | None = None
        threads: list[Thread] = []
        for at in range(start, len(self.text) + 1):
            if found is None:
                threads = self._closure([*threads, (0, (at, *self.blank[1:]))], at)
            else:
                threads = self._closure(threads, at)
            threads, found = self._cut(threads, at, found)
            if not threads and found is not None:
                break
            threads = self._advance(threads, at)
        return found

    def _cut(self, threads: list[Thread], at: int, found: Groups | None) -> tuple[list[Thread], Groups | None]:
        """A thread at the end of the program wins over all that are less preferred."""
        for index, (pc, groups) in enumerate(threads):
            if pc == len(self.program):
                return threads[:index], (groups[0], at, *groups[2:])
        return threads, found

    def _advance(self, threads: list[Thread], at: int) -> list[Thread]:
        if at >= len(self.text):
            return []
        char = self.text[at]
        return [(pc + 1, groups) for pc, groups in threads if self.program[pc][1](char)]

    def _closure(self, threads: list[Thread], at: int) -> list[Thread]:
        """Follow everything that takes no character, in order of preference, each place once."""
        seen: set[int] = set()
        reached: list[Thread] = []
        stack = threads[::-1]
        while stack:
            pc, groups = stack.pop()
            if pc in seen:
                continue
            seen.add(pc)
            if pc == len(self.program) or self.program[pc][0] == "char":
                reached.append((pc, groups))
            else:
                stack += self._moves(pc, groups, at)
        self.work += len(seen)
        if self.work > MAX_WORK:
            raise FeelError(TOO_MUCH, limit=MAX_WORK)
        return reached

    def _moves(self, pc: int, groups: Groups, at: int) -> list[Thread]:
        kind, value = self.program[pc]
        if kind == "jump":
            return [(pc + value, groups)]
        if kind == "split":
            return [(pc + value[1], groups), (pc + value[0], groups)]
        if kind == "save":
            return [(pc + 1, (*groups[:value], at, *groups[value + 1 :]))]
        return [(pc + 1, groups)] if self._holds(kind, value, at) else []

    def _holds(self, kind: str, lines: bool, at: int) -> bool:
        if kind == "begin":
            return at == 0 or (lines and self.text[at - 1] == "\n")
        return at == len(self.text) or (lines and self.text[at] == "\n")
