"""Keyset pages: a page ends with a cursor that names its last row, so later pages cost what the first does."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Connection, Select, Tuple, literal, tuple_

from engine.errors import NotFound

T = TypeVar("T")

SIZE = 50
MOST = 2**31 - 1  # of a column of whole numbers


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and the cursor of the next page; None after the last."""

    rows: tuple[T, ...]
    next: str | None = None

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)


@dataclass(frozen=True, slots=True)
class Order:
    """The selected columns that name a row, in the order of the list."""

    keys: tuple[Column[Any], ...]
    falling: bool = False

    def cut(self, reader: Connection, query: Select[Any], after: str | None, size: int = SIZE) -> Page[Any]:
        """One page of the query's rows; raises NotFound for a cursor that nobody handed out."""
        if after:
            here, there = tuple_(*self.keys), self._position(after)
            query = query.where(here < there if self.falling else here > there)
        sorting = [key.desc() if self.falling else key.asc() for key in self.keys]
        found = reader.execute(query.order_by(*sorting).limit(size + 1)).all()
        last = [found[size - 1]._mapping[key] for key in self.keys] if len(found) > size else None
        return Page(tuple(found[:size]), _cursor(last) if last else None)

    def _position(self, after: str) -> Tuple:
        try:
            plain = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
            values = [_typed(value, key) for key, value in zip(self.keys, plain, strict=True)]
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise NotFound() from error
        return tuple_(*(literal(value, key.type) for key, value in zip(self.keys, values, strict=True)))


def _cursor(values: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def _typed(value: Any, key: Column[Any]) -> Any:
    """A cursor's value as its column has it; raises ValueError, TypeError or OverflowError for what none can hold."""
    wanted = key.type.python_type
    found = datetime.fromisoformat(value) if wanted is datetime else value
    match found:
        case datetime() if wanted is datetime and found.tzinfo:
            return found.astimezone(UTC)
        case str() if wanted is str and "\0" not in found:
            return found.encode().decode()
        case int() if wanted is int and 0 <= found <= MOST:
            return found
    raise TypeError(key.name)
