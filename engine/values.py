"""Routing values as JSON and back: what forms export and diagrams decide on."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.values import Months

MICROSECOND = timedelta(microseconds=1)
TAGS: dict[str, Callable[[Any], Any]] = {
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$time": time.fromisoformat,
    "$number": Decimal,
    "$duration": lambda count: count * MICROSECOND,
    "$months": Months,
    "$context": lambda data: {key: decode(item) for key, item in data.items()},
}


def encode(value: Any) -> Any:
    """A JSON-able twin of a routing value; what JSON has no word for is tagged. Raises TypeError."""
    match value:
        case None | bool() | int() | str():
            return value
        case list() | tuple():
            return [encode(item) for item in value]
        case dict():
            data = {str(key): encode(item) for key, item in value.items()}
            return {"$context": data} if data.keys() & TAGS.keys() else data
    return _tagged(value)


def _tagged(value: Any) -> dict[str, Any]:
    match value:
        case datetime():
            return {"$datetime": value.isoformat()}
        case date():
            return {"$date": value.isoformat()}
        case time():
            return {"$time": value.isoformat()}
        case Decimal() if value.is_finite():
            return {"$number": str(value)}
        case timedelta():
            return {"$duration": value // MICROSECOND}
        case Months():
            return {"$months": value.count}
    raise TypeError(f"no case can keep a {type(value).__name__}")


def decode(data: Any) -> Any:
    """The routing value that `encode` made `data` from."""
    if isinstance(data, list):
        return [decode(item) for item in data]
    if not isinstance(data, dict):
        return data
    if len(data) == 1:
        tag, text = next(iter(data.items()))
        if tag in TAGS:
            return TAGS[tag](text)
    return {key: decode(item) for key, item in data.items()}


def encode_all(values: Mapping[str, Any]) -> dict[str, Any]:
    """Every value of a namespace, encoded."""
    return {key: encode(value) for key, value in values.items()}


def decode_all(data: Mapping[str, Any]) -> dict[str, Any]:
    """Every value of a namespace, decoded."""
    return {key: decode(value) for key, value in data.items()}
