"""Settings compared entry by entry: norms and indicators are known by their keys, not by their order."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.comparison.model import ADDED, CHANGED, REMOVED, SETTING, Item, Value, Word, changed
from engine.comparison.source import from_toml
from engine.errors import N_

NAMES = ("title", "name", "label")
DEEPEST = 8
VALUE = N_("Value")


def compare(file: str, old: str, new: str) -> list[Item]:
    """What differs between two files of settings. Raises Unreadable."""
    before, after = _entries(from_toml(old)), _entries(from_toml(new))
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            found.append(
                Item(
                    SETTING,
                    file,
                    key,
                    ADDED if was is None else REMOVED,
                    _title(now or was or {}),
                    words=_said(was, now),
                )
            )
        elif words := _words(was, now):
            found.append(Item(SETTING, file, key, CHANGED, _title(now), words=words))
    return found


def _entries(settings: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Every table and every plain setting by a name of its own."""
    found: dict[str, Mapping[str, Any]] = {}
    for name, value in settings.items():
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            for number, each in enumerate(value, 1):
                found[f"{name}.{each.get('key', number)}"] = each
        elif isinstance(value, dict):
            found |= {f"{name}.{key}": each if isinstance(each, dict) else {"": each} for key, each in value.items()}
        else:
            found[name] = {"": value}
    return found


def _words(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Word, ...]:
    before, after = dict(_flat(old)), dict(_flat(new))
    told = (changed(_named(key), before.get(key, ""), after.get(key, "")) for key in dict.fromkeys([*after, *before]))
    return tuple(word for word in told if word)


def _said(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> tuple[Word, ...]:
    """A plain setting that came or went says what it is; of a table its title is enough."""
    found = old or new or {}
    return _words(old or {}, new or {}) if "" in found else ()


def _named(key: str) -> Value:
    return Value(key) if key else Value(VALUE, "word")


def _flat(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth < DEEPEST:
        for key, each in value.items():
            yield from _flat(each, f"{path}.{key}" if path else str(key), depth + 1)
    elif isinstance(value, list):
        yield path, "; ".join(_plain(each) for each in value)
    else:
        yield path, _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_plain(each)}" for key, each in list(value.items())[:20])
    return str(value)


def _title(entry: Mapping[str, Any]) -> str:
    return next((str(entry[name]) for name in NAMES if entry.get(name)), "")
