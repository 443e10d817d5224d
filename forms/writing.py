"""A raw definition as the text of its file: a line for every field, as people lay it out by hand."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

NESTED = ("fields", "sections", "rules", "options")
SHORT = 110
"""Options that fit on a line of so many characters stay on it."""


def text(raw: Mapping[str, Any]) -> str:
    """The file's text; read again, it is the same definition."""
    parts = [
        f"  {json.dumps(str(key), ensure_ascii=False)}: {_value(str(key), value, '  ')}" for key, value in raw.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _value(key: str, value: Any, indent: str, closed: bool = True) -> str:
    plain = json.dumps(value, ensure_ascii=False)
    if key not in NESTED or not _objects(value) or (key == "options" and len(plain) <= SHORT):
        return plain
    inner = indent + "  "
    lines = (inner + _line(entry, inner) for entry in value)
    return "[\n" + ",\n".join(lines) + (f"\n{indent}]" if closed else "]")


def _line(entry: Mapping[str, Any], indent: str) -> str:
    """An object on one line but for the lists of objects in it; those of a section close on a line of their own."""
    section = "kind" not in entry
    parts = (
        f"{json.dumps(str(key), ensure_ascii=False)}: {_value(str(key), value, indent, section)}"
        for key, value in entry.items()
    )
    return "{" + ", ".join(parts) + "}"


def _objects(value: Any) -> bool:
    return isinstance(value, Sequence) and bool(value) and all(isinstance(entry, Mapping) for entry in value)
