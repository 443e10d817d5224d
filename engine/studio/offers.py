"""What the files of a draft offer to its steps: forms, pages, tables, stages, tasks and values.

Read leniently, file by file: a draft that does not compile still offers what can be read.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from engine import decisions, feel
from engine.bpmn.reading import read
from engine.bpmn.report import Report
from engine.bpmn.vocabulary import BPMN, OPORA
from engine.errors import Refused
from engine.studio.draft import SETTINGS
from forms import catalog
from forms.definition import FormDefinition
from forms.definition import parse as parse_form
from forms.errors import BadForm

TASKS = ("userTask", "manualTask", "task")


@dataclass(frozen=True, slots=True)
class Named:
    """Something that can be chosen: its key, its title, and the file it stands in."""

    key: str
    title: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that conditions may ask for: who sets it, and what it can be."""

    name: str
    title: str
    kind: str
    where: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """Everything a step of a draft may name."""

    forms: list[Named] = field(default_factory=list)
    references: list[Named] = field(default_factory=list)
    decisions: list[Named] = field(default_factory=list)
    processes: list[Named] = field(default_factory=list)
    tasks: list[Named] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    rules: list[Named] = field(default_factory=list)
    seats: list[str] = field(default_factory=list)


def offers(files: Mapping[str, str]) -> Offers:
    """What the files offer; what cannot be read offers nothing."""
    forms = dict(_forms(files))
    diagrams = {name: root for name, text in files.items() if (root := _drawn(name, text)) is not None}
    tables = [table for name, text in files.items() if name.endswith(".dmn") for table in _tables(name, text)]
    return Offers(
        forms=[Named(key, form.title if form else key, f"{key}.form.json") for key, form in forms.items()],
        references=[Named(name.removesuffix(".md"), _heading(text), name) for name, text in _ending(files, ".md")],
        decisions=tables,
        processes=[Named(key, name, file) for file, key, name in _elements(diagrams, ("process",))],
        tasks=[Named(key, name or key, file) for file, key, name in _elements(diagrams, TASKS)],
        values=[*_asked(forms.values()), *_results(diagrams), *_opening(files)],
        rules=_rules(files),
        seats=sorted({item.seat for form in forms.values() if form for item in form.fields if item.seat}),
    )


def _ending(files: Mapping[str, str], ending: str) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, text in files.items() if name.endswith(ending))


def _forms(files: Mapping[str, str]) -> Iterator[tuple[str, FormDefinition | None]]:
    for name, text in _ending(files, ".form.json"):
        key = name.removesuffix(".form.json")
        try:
            yield key, parse_form(key, catalog.read(key, text), feel.compile_condition)
        except BadForm:
            yield key, None


def _asked(forms: Iterable[FormDefinition | None]) -> Iterator[Value]:
    """What forms export; a name that several export counts once, as the first one says it."""
    found: dict[str, Value] = {}
    for form in forms:
        for value in _exported(form) if form else ():
            found.setdefault(value.name, value)
    yield from found.values()


def _exported(form: FormDefinition) -> Iterator[Value]:
    for item in form.fields:
        if item.export:
            options = tuple((option.value, option.label) for option in item.options)
            yield Value(item.export, item.label, item.kind, form.title, options)


def _drawn(name: str, text: str) -> Element | None:
    return read(name, text, Report()) if name.endswith(".bpmn") else None


def _elements(diagrams: Mapping[str, Element], tags: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for file, root in diagrams.items():
        for tag in tags:
            for element in root.iter(f"{BPMN}{tag}"):
                yield file, element.get("id", ""), " ".join(element.get("name", "").split())


def _results(diagrams: Mapping[str, Element]) -> list[Value]:
    found: dict[str, Value] = {}
    for root in diagrams.values():
        for tag in ("script", "service", "decision"):
            for element in root.iter(f"{OPORA}{tag}"):
                name = element.get("result", "")
                if name:
                    found[name] = Value(name, "", tag, "")
    return list(found.values())


def _tables(name: str, text: str) -> list[Named]:
    try:
        return [Named(key, table.name or key, name) for key, table in decisions.parse(text, name).items()]
    except Refused:
        return []


def _rules(files: Mapping[str, str]) -> list[Named]:
    told = _settings(files).get("rule", [])
    return [Named(str(rule.get("code")), str(rule.get("title", ""))) for rule in told if isinstance(rule, dict)]


def _opening(files: Mapping[str, str]) -> list[Value]:
    """Values that every case has from its opening on."""
    return [Value(str(name), "", "datetime", "") for name in _settings(files).get("opening_facts", [])]


def _settings(files: Mapping[str, str]) -> dict[str, Any]:
    try:
        return tomllib.loads(files.get(SETTINGS, ""))
    except tomllib.TOMLDecodeError:
        return {}


def _heading(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return first.lstrip("# ").strip()[:120]
