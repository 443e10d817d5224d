"""Rows of repeated groups among flat pairs: counting, adding, removing."""

import re
from collections.abc import Iterable

Pair = tuple[str, str]
MOST = 200


def count(group: str, pairs: Iterable[Pair]) -> int:
    """How many rows were typed or shown."""
    return max((number + 1 for name, _ in pairs if (number := _row(group, name)) is not None), default=0)


def add(group: str, first: str, pairs: list[Pair], least: int = 0) -> list[Pair]:
    """The pairs with one more empty row, whose `first` field is named."""
    number = max(count(group, pairs), least)
    return [*pairs, (f"{group}-{number}-{first}", "")] if number < MOST else pairs


def remove(group: str, row: int, pairs: list[Pair]) -> list[Pair]:
    """The pairs without that row; later rows move up."""
    kept = []
    for name, value in pairs:
        number = _row(group, name)
        if number is None or number < row:
            kept.append((name, value))
        elif number > row:
            rest = name[len(f"{group}-{number}-") :]
            kept.append((f"{group}-{number - 1}-{rest}", value))
    return kept


def _row(group: str, name: str) -> int | None:
    found = re.fullmatch(rf"{re.escape(group)}-(\d{{1,3}})-.+", name)
    return int(found[1]) if found else None
