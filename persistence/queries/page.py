"""Keyset pages: a page ends with a cursor that names its last row, so later pages cost what the first does."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from engine.errors import NotFound

T = TypeVar("T")

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and the cursor of the next page; None after the last."""

    rows: tuple[T, ...]
    next: str | None = None
    total: int | None = None


def cursor(values: Sequence[Any]) -> str:
    """The cursor that names a row by the values it is ordered by."""
    plain = [["t", value.isoformat()] if isinstance(value, datetime) else ["v", value] for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def position(after: str) -> tuple[Any, ...]:
    """The values a cursor was made from; raises NotFound for a cursor that nobody handed out."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return tuple(datetime.fromisoformat(value) if kind == "t" else value for kind, value in plain)
    except (binascii.Error, ValueError, TypeError) as error:
        raise NotFound() from error
