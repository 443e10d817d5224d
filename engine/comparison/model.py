"""What a comparison tells: items, each with words, and where they help a table or lines side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.deadlines import Rule
from engine.errors import N_

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
SAME = "same"
STEP, FLOW, TABLE, FORM, PAGE, SETTING = "step", "flow", "table", "form", "page", "setting"

WAS = N_("%(what)s: was %(old)s, is now %(new)s.")
NEW = N_("%(what)s: %(new)s; there was none.")
GONE = N_("%(what)s: was %(old)s, now there is none.")


@dataclass(frozen=True, slots=True)
class Value:
    """Something that words say: plain text, or what only a page can name.

    A `word` is a message id, `said` a sentence with `params`, a `role` a key, a `deadline` a `rule` with `names` of
    what it counts from. Who names something else has its `key`: another title of the same thing is no difference.
    """

    text: str
    kind: str = "text"
    key: str = ""
    rule: Rule | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, "Value"] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % {key: str(value) for key, value in self.params.items()} if self.params else self.text


@dataclass(frozen=True, slots=True)
class Word:
    """One difference: a sentence to be filled in."""

    sentence: str
    params: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence % {key: str(value) for key, value in self.params.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells now (or before, where it is gone), and before, where it changed."""

    sign: str
    cells: tuple[str, ...]
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A decision table's rows that differ, among those that do not."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: added, removed, or the same."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """Something that differs. `scope` is the process or table it lies in, `kind` a BPMN element's where it is one."""

    area: str
    file: str
    key: str
    sign: str
    title: str = ""
    kind: str = ""
    words: tuple[Word, ...] = ()
    grid: Grid | None = None
    lines: tuple[Line, ...] = ()

    def data(self) -> dict[str, Any]:
        """As scripts read it."""
        told = {"area": self.area, "file": self.file, "key": self.key, "sign": self.sign, "title": self.title}
        rows = (
            [{"sign": row.sign, "cells": row.cells, "before": row.before} for row in self.grid.rows]
            if self.grid
            else []
        )
        lines = [{"sign": line.sign, "text": line.text} for line in self.lines]
        return told | {"kind": self.kind, "words": [str(word) for word in self.words], "rows": rows, "lines": lines}


@dataclass(frozen=True)
class Comparison:
    """All that differs, by area and file."""

    items: tuple[Item, ...]

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    @cached_property
    def areas(self) -> dict[str, list[Item]]:
        """The items of each area that has any, in the order in which one reads them."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(STEP if item.area == FLOW else item.area, []).append(item)
        return found

    def marks(self, file: str) -> dict[str, str]:
        """The elements of a diagram that differ, with their signs."""
        return {item.key: item.sign for item in self.items if item.area in {STEP, FLOW} and item.file == file}


def changed(what: str | Value, old: Value | str, new: Value | str) -> Word | None:
    """A word for what was one thing and is another; None where it is the same."""
    before, after = _value(old), _value(new)
    if before == after or (before.key and before.key == after.key):
        return None
    named = what if isinstance(what, Value) else Value(what, "word")
    if not before.text:
        return Word(NEW, {"what": named, "new": after})
    if not after.text:
        return Word(GONE, {"what": named, "old": before})
    return Word(WAS, {"what": named, "old": before, "new": after})


def _value(value: Value | str) -> Value:
    return value if isinstance(value, Value) else Value(value)
