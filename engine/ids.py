"""The one source of identity: handed in, never made elsewhere."""

import uuid
from typing import Protocol


class Ids(Protocol):
    """Makes identifiers that are never used twice."""

    def new(self) -> str: ...


class RandomIds:
    """Random identifiers (UUID 4, 32 hexadecimal digits)."""

    def new(self) -> str:
        return uuid.uuid4().hex


class CountingIds:
    """Identifiers in a row, for scenarios and tests: `case-1`, `case-2`, …"""

    def __init__(self, prefix: str = "id") -> None:
        self._prefix, self._last = prefix, 0

    def new(self) -> str:
        self._last += 1
        return f"{self._prefix}-{self._last}"
