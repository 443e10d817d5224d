"""What the form editor offers to choose from: conditions on earlier questions, sources of earlier answers."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from forms import catalog, editing
from forms.errors import BadForm

FORM = ".form.json"
ALIKE = ({"line", "text", "pick"}, {"choice", "select"}, {"integer", "decimal", "money"})
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, under a heading."""

    group: str
    value: str
    label: str


def read(name: str, text: str) -> Raw | None:
    """A definition that can be edited piece by piece; None for any other text."""
    try:
        raw = catalog.read(name, text)
    except BadForm:
        return None
    return raw if editing.is_editable(raw) else None


def conditions(raw: Raw, address: str) -> list[Choice]:
    """Conditions on what is asked before the piece; a rule may ask for everything."""
    rule = editing.kind_of(address) == "rule"
    found: list[Choice] = []
    for at, field in editing.fields(raw):
        if at == address:
            break
        own = at.rpartition(".")[0] in {address.rpartition(".")[0], at.partition(".")[0]}
        if rule and "." in at.partition(".")[2] or not own:
            continue
        found += _conditions(field)
    return found


def _conditions(field: Raw) -> Iterator[Choice]:
    name, kind = str(field.get("name", "")), field.get("kind")
    label = str(field.get("label") or name)
    if kind in {"choice", "select"}:
        yield from (Choice(label, f"{name} = {_text(value)}", said) for value, said in _options(field))
    elif kind == "choices":
        yield from (Choice(label, f"list contains({name}, {_text(value)})", said) for value, said in _options(field))
    elif kind in {"yesno", "agree"}:
        yield Choice(label, f"{name} = true", _("yes"))
        if kind == "yesno":
            yield Choice(label, f"{name} = false", _("no"))
    elif kind != "note":
        yield Choice(label, f"{name} != null", _("is filled in"))


def _options(field: Raw) -> Iterator[tuple[str, str]]:
    options = field.get("options")
    for option in options if isinstance(options, list) else ():
        if isinstance(option, dict):
            yield str(option.get("value", "")), str(option.get("label", ""))


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def sources(files: Mapping[str, str], key: str, field: Raw) -> list[Choice]:
    """Earlier answers of the same kind, form by form; rows too where a question offers what was written."""
    kind, offered = str(field.get("kind")), field.get("kind") == "pick"
    alike = next((kinds for kinds in ALIKE if kind in kinds), {kind})
    found: list[Choice] = []
    for name, text in files.items():
        if not name.endswith(FORM) or (offered is False and name == f"{key}{FORM}"):
            continue
        raw = read(name, text)
        found += _of_form(raw, name.removesuffix(FORM), (alike, offered)) if raw else []
    return found


def _of_form(raw: Raw, key: str, wanted: tuple[set[str], bool]) -> Iterator[Choice]:
    alike, offered = wanted
    title, names = str(raw.get("title") or key), {}
    for at, field in editing.fields(raw):
        name, label = str(field.get("name", "")), str(field.get("label") or field.get("name"))
        inner = at.count(".") > 1
        names[at] = name
        if field.get("kind") not in alike or (inner and not offered):
            continue
        path = f"{names[editing.parent(at)]}.{name}" if inner else name
        yield Choice(title, f"record:{key}:{path}", label)


def exports(files: Mapping[str, str]) -> list[tuple[str, str]]:
    """Names of values with the questions that set them."""
    found: dict[str, str] = {}
    for name, text in files.items():
        raw = read(name, text) if name.endswith(FORM) else None
        for _at, field in editing.fields(raw) if raw else ():
            if isinstance(field.get("export"), str):
                found.setdefault(field["export"], str(field.get("label", "")))
    return sorted(found.items())


def seats(files: Mapping[str, str]) -> list[str]:
    """Places in a case that forms fill."""
    forms = (read(name, text) for name, text in files.items() if name.endswith(FORM))
    return sorted(
        {str(field["seat"]) for raw in forms if raw for _at, field in editing.fields(raw) if field.get("seat")}
    )
