"""Where signed checkpoints go so that who can change the database cannot take them back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol


class Anchor(Protocol):
    """Keeps notes outside of the database, in the order in which they came."""

    def keep(self, note: str) -> None:
        """Remember one more note."""

    def notes(self) -> Sequence[str]:
        """All notes kept so far."""


class FileAnchor:
    """Appends to a file; put it on another machine, or where files can only grow."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, note: str) -> None:
        """A note ends with an empty line."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{note}\n")

    def notes(self) -> Sequence[str]:
        """All notes; none where there is no file yet."""
        if not self._path.is_file():
            return ()
        parts = self._path.read_text(encoding="utf-8").split("\n\n")
        pairs = zip(parts[::2], parts[1::2], strict=False)
        return [f"{text}\n\n{signature}\n" for text, signature in pairs]
