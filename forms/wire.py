"""Flat names of an HTML form to nested answers and back: `members-0-name`, checkboxes by repeating the name."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from forms import kinds
from forms.fields import Field, FormDefinition

Pair = tuple[str, str]
_ROW = re.compile(r"([a-z][a-z0-9_]*)-([0-9]{1,3})-([a-z][a-z0-9_]*)")


def answers(form: FormDefinition, pairs: Iterable[Pair]) -> dict[str, Any]:
    """What was typed, nested; names the form does not ask (tokens, buttons) are left aside.

    Rows keep their order and close their gaps: of rows 0 and 2 the second has index 1 from here on.
    """
    fields = {field.name: field for field in form.fields}
    typed: dict[str, Any] = {}
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    for name, text in pairs:
        if name in fields:
            _put(typed, fields[name], text)
        elif found := _ROW.fullmatch(name):
            group = fields.get(found[1])
            inner = next((child for child in group.fields if child.name == found[3]), None) if group else None
            if inner:
                _put(rows.setdefault(found[1], {}).setdefault(int(found[2]), {}), inner, text)
    for name, numbered in rows.items():
        typed[name] = [numbered[number] for number in sorted(numbered)]
    return typed


def pairs(form: FormDefinition, record: Mapping[str, Any]) -> list[Pair]:
    """A record, or answers as typed, as the pairs that fill the form again."""
    flat: list[Pair] = []
    for field in form.fields:
        if field.fields:
            for place, row in enumerate(_list(record.get(field.name))):
                for child in field.fields if isinstance(row, Mapping) else ():
                    flat += _pairs(child, f"{field.name}-{place}-{child.name}", row.get(child.name))
        else:
            flat += _pairs(field, field.name, record.get(field.name))
    return flat


def _put(typed: dict[str, Any], field: Field, text: str) -> None:
    """Checkboxes gather; of anything else the last one counts. A group's bare name says nothing."""
    if field.kind == "choices":
        typed.setdefault(field.name, []).append(text)
    elif not field.fields:
        typed[field.name] = text


def _pairs(field: Field, name: str, answer: Any) -> list[Pair]:
    kind = kinds.of(field.kind)
    if answer is None or not kind.answered:
        return []
    if field.kind == "choices":
        return [(name, str(value)) for value in _list(answer)]
    return [(name, kind.shown(answer))]


def _list(answer: Any) -> list[Any]:
    if isinstance(answer, list | tuple):
        return list(answer)
    return [] if answer is None else [answer]
