"""A draft of a method: the files it began from, and every change since."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from engine.definitions import Bundle

OPEN, ASKED, APPROVED, PUBLISHED, DISCARDED = "open", "asked", "approved", "published", "discarded"
SETTINGS = "process.toml"
MOST_BYTES = 1024 * 1024
MOST_FILES = 400

_WORD = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}"
_NAME = re.compile(
    rf"process\.toml|{_WORD}/documents\.toml|{_WORD}\.bpmn|{_WORD}\.dmn|scenarios/{_WORD}\.toml|{_WORD}/{_WORD}\.form\.json|{_WORD}/{_WORD}\.md"
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A file as somebody wants it; `revision` is the one he saw. No text takes the file away."""

    name: str
    revision: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One save of one file: `revision` counts the saves of the file, `serial` those of the whole draft."""

    name: str
    revision: int
    serial: int
    text: str | None
    at: datetime
    by: str


@dataclass(frozen=True)
class Draft:
    """A family's files as they stand in a draft. `base` is the version it began from, None for a new family."""

    id: str
    process: str
    title: str
    base: str | None
    state: str
    serial: int
    begun_at: datetime
    begun_by: str
    origin: Mapping[str, str]
    latest: Mapping[str, Change]

    @cached_property
    def files(self) -> dict[str, str]:
        """Name → text, sorted by name."""
        changed = {name: change.text for name, change in self.latest.items()}
        every = {**self.origin, **changed}
        return {name: text for name, text in sorted(every.items()) if text is not None}

    @cached_property
    def bundle(self) -> Bundle:
        """What would be published."""
        return Bundle(self.files)

    @property
    def authors(self) -> frozenset[str]:
        """Whose saves are in the draft."""
        return frozenset(change.by for change in self.latest.values())

    def revision(self, name: str) -> int:
        """How often the file was saved in this draft; 0 is the file it began from."""
        return self.latest[name].revision if name in self.latest else 0

    def changes(self) -> Iterator[tuple[str, str]]:
        """Files that are not as they were: (name, `added`, `changed` or `removed`)."""
        for name in sorted({*self.origin, *self.files}):
            was, now = self.origin.get(name), self.files.get(name)
            if was != now:
                yield name, "added" if was is None else "removed" if now is None else "changed"


def is_name(name: str) -> bool:
    """Whether a draft may hold a file of that name: diagrams, tables, settings, scenarios, forms and pages."""
    return _NAME.fullmatch(name) is not None and ".." not in name
