"""Where a form of a draft is used, and what leans on each of its fields: told before somebody takes it away.

Read leniently, file by file: a draft that does not compile still tells what it uses.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from engine.bpmn.vocabulary import BPMN, OPORA
from engine.errors import N_
from engine.studio.draft import SETTINGS
from forms import catalog, editing
from forms.errors import BadForm

FORM = ".form.json"


@dataclass(frozen=True, slots=True)
class Use:
    """One place that leans on a field: `how` in words, the title of the place, its file and element there."""

    field: str
    how: str
    title: str
    file: str
    element: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A step that shows a form."""

    title: str
    file: str
    element: str


def steps(files: Mapping[str, str], key: str) -> list[Shown]:
    """The steps that show the form, in the order of the diagrams."""
    found = []
    for name, root in _drawn(files):
        for element in root.iter():
            told = element.find(f"{BPMN}extensionElements/{OPORA}task")
            if told is not None and told.get("form") == key:
                found.append(Shown(_name(element), name, element.get("id", "")))
    return found


def readers(files: Mapping[str, str], key: str) -> list[Shown]:
    """The forms and steps beside which a reference page stands."""
    forms = ((name, _raw(text)) for name, text in files.items() if name.endswith(FORM))
    found = [Shown(str(raw.get("title", name)), name, "") for name, raw in forms if key in _flat(raw.get("references"))]
    for name, root in _drawn(files):
        for element in root.iter():
            told = element.find(f"{BPMN}extensionElements/{OPORA}task")
            if told is not None and key in (told.get("references") or "").split():
                found.append(Shown(_name(element), name, element.get("id", "")))
    return found


def uses(files: Mapping[str, str], key: str) -> list[Use]:
    """Everything in the draft that leans on a field of the form, but for the form's own conditions."""
    raw = _raw(files.get(f"{key}{FORM}", ""))
    exports = {found["export"]: str(found.get("name")) for _at, found in editing.fields(raw) if found.get("export")}
    return [*_other_forms(files, key, exports), *_diagrams(files, exports), *_tables(files, exports),
            *_settings(files, key, exports)]  # fmt: skip


def own(raw: Mapping[str, Any], name: str) -> Iterator[str]:
    """Addresses in the form whose condition or check asks for the field."""
    asks = re.compile(rf"\b{re.escape(name)}\b")
    for address, piece in editing.pieces(dict(raw)):
        text = piece.get("check" if editing.kind_of(address) == "rule" else "when")
        if piece.get("name") != name and isinstance(text, str) and asks.search(_unquoted(text)):
            yield address


def missing(files: Mapping[str, str], key: str) -> list[Use]:
    """Places that lean on fields which the form does not have (any more)."""
    raw = _raw(files.get(f"{key}{FORM}", ""))
    here = {str(found.get("name")) for _address, found in editing.fields(raw)}
    return [use for use in _other_forms(files, key, {}) if use.field not in here]


def _other_forms(files: Mapping[str, str], key: str, exports: Mapping[str, str]) -> Iterator[Use]:
    for file, text in files.items():
        if not file.endswith(FORM):
            continue
        form = _raw(text)
        for _address, field in editing.fields(form):
            where = f"{form.get('title', file)}: {field.get('label') or field.get('name')}"
            for name in _taken(field, key, exports):
                yield Use(name, N_("another form begins with this answer"), where, file, str(field.get("name")))


def _taken(field: Mapping[str, Any], key: str, exports: Mapping[str, str]) -> Iterator[str]:
    """Names of fields whose answers a field takes over or offers."""
    for source in _flat([field.get("prefill"), field.get("of")]):
        kind, _colon, rest = source.partition(":")
        form, _colon, name = rest.rpartition(":")
        if kind == "case" and rest in exports:
            yield exports[rest]
        elif kind == "record" and form == key:
            yield name.partition(".")[0]


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _flat(item)


def _diagrams(files: Mapping[str, str], exports: Mapping[str, str]) -> Iterator[Use]:
    for name, root in _drawn(files):
        for element in root.iter():
            if not element.get("id"):
                continue
            for export in exports.keys() & set(_words(_said(element))):
                yield Use(
                    exports[export], N_("the diagram asks for its value"), _name(element), name, element.get("id", "")
                )


def _said(element: Element) -> str:
    """FEEL and deadlines of an element itself: of its conditions, timers, scripts and services."""
    inner = [child for child in element if not child.get("id") or child.tag == f"{BPMN}conditionExpression"]
    inner += [child for child in element if child.tag.endswith("EventDefinition")]
    parts = (part for child in inner for part in child.iter())
    return " ".join(f"{part.text or ''} {part.get('anchor', '')} {part.get('expression', '')}" for part in parts)


def _tables(files: Mapping[str, str], exports: Mapping[str, str]) -> Iterator[Use]:
    for file, text in files.items():
        if file.endswith(".dmn") and (root := _parsed(text)) is not None:
            asked = " ".join(part.text or "" for part in root.iter() if part.tag.endswith("}text"))
            for export in exports.keys() & set(_words(asked)):
                yield Use(exports[export], N_("a decision table asks for its value"), file, file)


def _settings(files: Mapping[str, str], key: str, exports: Mapping[str, str]) -> Iterator[Use]:
    try:
        settings = tomllib.loads(files.get(SETTINGS, ""))
    except tomllib.TOMLDecodeError:
        return
    names = {str(found.get("name")) for _a, found in editing.fields(_raw(files.get(f"{key}{FORM}", "")))}
    for title, entry in _entries(settings, ""):
        words = {word for value in entry.values() if isinstance(value, str) for word in _words(value)}
        about = names if entry.get("form") == key else {exports[word] for word in exports.keys() & words}
        for name in sorted(about & words if entry.get("form") == key else about):
            yield Use(name, N_("the settings count on it"), title, SETTINGS)


def _entries(value: Any, title: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, dict):
        named = str(value.get("title") or value.get("key") or title)
        yield named, value
        for key, inner in value.items():
            yield from _entries(inner, named or key)
    elif isinstance(value, list):
        for inner in value:
            yield from _entries(inner, title)


def _drawn(files: Mapping[str, str]) -> Iterator[tuple[str, Element]]:
    for name, text in files.items():
        if name.endswith(".bpmn") and (root := _parsed(text)) is not None:
            yield name, root


def _parsed(text: str) -> Element | None:
    try:
        return fromstring(text.encode())
    except (ParseError, ValueError, DefusedXmlException):
        return None


def _raw(text: str) -> dict[str, Any]:
    try:
        raw = catalog.read("", text)
    except BadForm:
        return {}
    return raw if editing.is_editable(raw) else {}


def _name(element: Element) -> str:
    return " ".join(element.get("name", "").split()) or element.get("id", "")


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z][a-z0-9_]*", _unquoted(text))


def _unquoted(text: str) -> str:
    return re.sub(r'"[^"]*"', '""', text)
