"""Routing values as JSON and back: what forms export and diagrams decide on."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

TAGS = {"$datetime": datetime.fromisoformat, "$date": date.fromisoformat, "$number": Decimal}


def encode(value: Any) -> Any:
    """A JSON-able twin of a routing value; dates and decimals are tagged."""
    match value:
        case datetime():
            return {"$datetime": value.isoformat()}
        case date():
            return {"$date": value.isoformat()}
        case Decimal():
            return {"$number": str(value)}
        case list() | tuple():
            return [encode(item) for item in value]
        case dict():
            return {key: encode(item) for key, item in value.items()}
    return value


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
