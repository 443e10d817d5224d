"""Pauses and extensions of a deadline as JSON and back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from engine.deadlines import Extension, Pause
from engine.values import decode, encode

Changes = tuple[tuple[Pause, ...], tuple[Extension, ...]]


def to_data(pauses: Sequence[Pause], extensions: Sequence[Extension]) -> list[list[Any]]:
    """Rows that begin with their kind; an unchanged promise gives an empty list."""
    stops = [["pause", _text(pause.since), _text(pause.until), pause.reason] for pause in pauses]
    return stops + [["more", encode(more.amount), str(more.unit), more.reason] for more in extensions]


def from_data(data: Sequence[Sequence[Any]]) -> Changes:
    """The pauses and extensions that `to_data` made the rows from."""
    pauses = [
        Pause(datetime.fromisoformat(a), b and datetime.fromisoformat(b), c)
        for kind, a, b, c in data
        if kind == "pause"
    ]
    extensions = [Extension(decode(a), b, c) for kind, a, b, c in data if kind == "more"]
    return tuple(pauses), tuple(extensions)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
