"""Changing a raw definition piece by piece: add, take away, move, copy.

A piece has an address: `` the form, `s0` a section, `s0.f2` its third field, `s0.f2.f1` a field of a group's row,
`r0` a rule. Every verb changes the definition in place and returns the address of the piece to look at next.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from forms import kinds
from forms.attributes import NAME

Raw = dict[str, Any]
_STEP = re.compile(r"([sfr])(\d{1,3})")
_LISTS = {"s": "sections", "f": "fields", "r": "rules"}
FORM = ""


def is_editable(raw: Any) -> bool:
    """Whether the lists that addresses count hold nothing but objects."""
    if not isinstance(raw, dict):
        return False
    rules = raw.get("rules", [])
    held = isinstance(rules, list) and all(isinstance(rule, dict) for rule in rules)
    return held and _all_objects(raw, "sections") and all(_in_order(section) for section in raw.get("sections", []))


def _in_order(holder: Raw) -> bool:
    return _all_objects(holder, "fields") and all(_in_order(field) for field in holder.get("fields", []))


def _all_objects(holder: Raw, key: str) -> bool:
    found = holder.get(key, [])
    return isinstance(found, list) and all(isinstance(entry, dict) for entry in found)


def piece(raw: Raw, address: str) -> Raw:
    """The piece at an address. Raises KeyError."""
    if address == FORM:
        return raw
    pieces, number = _listed(raw, address)
    return pieces[number]


def parent(address: str) -> str:
    """The address of what holds the piece."""
    return address.rpartition(".")[0]


def kind_of(address: str) -> str:
    """What stands there: `form`, `section`, `field` or `rule`."""
    last = address.rpartition(".")[2]
    return {"s": "section", "f": "field", "r": "rule"}.get(last[:1], "form")


def pieces(raw: Raw) -> Iterator[tuple[str, Raw]]:
    """Every section, field and rule with its address, in the order of the form."""
    for letter, key in (("s", "sections"), ("r", "rules")):
        for number, found in enumerate(raw.get(key, ())):
            yield f"{letter}{number}", found
            yield from _fields(found, f"{letter}{number}")


def fields(raw: Raw) -> Iterator[tuple[str, Raw]]:
    """Every field with its address, those of rows behind their group."""
    return ((address, found) for address, found in pieces(raw) if kind_of(address) == "field")


def find(raw: Raw, like: Mapping[str, Any], address: str) -> str | None:
    """Where a piece stands now that was seen at an address: by its name or title."""
    what, key = kind_of(address), "name" if kind_of(address) == "field" else "title"
    if what == "form":
        return FORM
    alike = [at for at, found in pieces(raw) if kind_of(at) == what and found.get(key) == like.get(key)]
    return address if address in alike else alike[0] if alike else None


def add(raw: Raw, within: str, what: str) -> str:
    """A new piece at the end of a section or group, or of the form: a kind of field, `section` or `rule`."""
    if what == "section":
        raw.setdefault("sections", []).append({"title": "", "fields": []})
        return f"s{len(raw['sections']) - 1}"
    if what == "rule":
        raw.setdefault("rules", []).append({"check": "", "message": "", "fields": []})
        return f"r{len(raw['rules']) - 1}"
    kinds.of(what)
    holder = piece(raw, within)
    made: Raw = {"name": free_name(raw, what), "kind": what, "label": ""}
    holder.setdefault("fields", []).append(furnished(raw, made))
    return f"{within}.f{len(holder['fields']) - 1}"


def furnished(raw: Raw, field: Raw) -> Raw:
    """The field with what its kind cannot do without, and without what its kind does not know."""
    kind = kinds.of(field["kind"])
    kept = {name: found for name, found in field.items() if name in kind.readers()}
    if "options" in kind.needs and not kept.get("options"):
        kept["options"] = [{"value": f"option_{number}", "label": ""} for number in (1, 2)]
    if "fields" in kind.needs:
        inner = kept.pop("fields", None) or [{"name": free_name(raw, "line"), "kind": "line", "label": ""}]
        kept["fields"] = inner
    return kept


def remove(raw: Raw, address: str) -> str:
    """Take a piece away. Raises KeyError."""
    found, number = _listed(raw, address)
    del found[number]
    if not found and address.startswith("r"):
        del raw["rules"]
    stem = address[: len(address) - len(str(number))]
    return f"{stem}{min(number, len(found) - 1)}" if found else parent(address)


def move(raw: Raw, address: str, by: int) -> str:
    """Move a piece up or down by one; a field leaves its section for the next one. Raises KeyError."""
    found, number = _listed(raw, address)
    stem = address[: len(address) - len(str(number))]
    if 0 <= number + by < len(found):
        found.insert(number + by, found.pop(number))
        return f"{stem}{number + by}"
    return _moved_out(raw, address, by)


def _moved_out(raw: Raw, address: str, by: int) -> str:
    """A field at the edge of its section goes to the neighbouring one; everything else stays."""
    section, _dot, last = address.partition(".")
    there = int(section[1:]) + by if section.startswith("s") else -1
    if kind_of(address) != "field" or "." in last or not 0 <= there < len(raw["sections"]):
        return address
    found, number = _listed(raw, address)
    target = raw["sections"][there].setdefault("fields", [])
    place = 0 if by > 0 else len(target)
    target.insert(place, found.pop(number))
    return f"s{there}.f{place}"


def copy(raw: Raw, address: str) -> str:
    """The same piece once more behind itself; fields get names of their own and export nothing. Raises KeyError."""
    found, number = _listed(raw, address)
    made = deepcopy(found[number])
    found.insert(number + 1, made)
    stem = address[: len(address) - len(str(number))]
    twins = [made] if kind_of(address) == "field" else []
    twins += [inner for at, inner in fields(raw) if at.startswith(f"{stem}{number + 1}.f")]
    _renamed(raw, twins if kind_of(address) == "section" else twins[:1])
    return f"{stem}{number + 1}"


def free_name(raw: Raw, wanted: str) -> str:
    """A name that no field has yet: the wanted one, else with a number behind it."""
    taken = {found.get("name") for _address, found in fields(raw)}
    stem = wanted if NAME.fullmatch(wanted) else "field"
    return next(name for number in range(1, 10_000) if (name := f"{stem[:55]}_{number}") not in taken)


def _renamed(raw: Raw, twins: list[Raw]) -> None:
    for twin in twins:
        twin["name"] = free_name(raw, re.sub(r"_\d+$", "", str(twin.get("name", ""))))
        twin.pop("export", None)
        twin.pop("seat", None)


def _listed(raw: Raw, address: str) -> tuple[list[Raw], int]:
    """The list a piece stands in, and its number there. Raises KeyError."""
    holder: Raw = raw
    steps = [_STEP.fullmatch(step) for step in address.split(".")]
    if not all(steps):
        raise KeyError(address)
    for place, step in enumerate(steps):
        assert step is not None
        found, number = holder.get(_LISTS[step[1]], []), int(step[2])
        if number >= len(found):
            raise KeyError(address)
        if place == len(steps) - 1:
            return found, number
        holder = found[number]
    raise KeyError(address)


def _fields(holder: Raw, address: str) -> Iterator[tuple[str, Raw]]:
    for number, found in enumerate(holder.get("fields", ()) if not address.startswith("r") else ()):
        yield f"{address}.f{number}", found
        yield from _fields(found, f"{address}.f{number}")
