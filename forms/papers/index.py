"""The index of a family's documents, `documents.toml`: which there are, from which forms, on which template."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forms.errors import BadForm, Problem
from forms.messages import N_, Message

INDEX, TEMPLATE = "documents.toml", ".docx"
SIDES = ("front", "back")
NEEDED = frozenset({"key", "title", "template", "forms"})
KNOWN = NEEDED | {"number", "line", "pattern", "signs", "also", "plan", "rows"}
PATTERN = "{case}/{n}"

Aliases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Document:
    """A document of the method.

    `forms` are the forms it needs answered, `also` those it takes what there is from: the name by
    which the template knows them → form keys, of which the latest answers count. `line` is the side
    of the line of visibility: `front` goes to the family, `back` stays inside. `signs` are who signs.
    `plan` is the key of the method's plan that it tells. `rows` keeps of a group, `NAME.GROUP`, the rows
    whose fields have one of these answers: field → answers; without any row the document is not issued.
    """

    key: str
    title: str
    template: Path
    forms: Aliases
    also: Aliases
    number: int | None = None
    line: str = "front"
    pattern: str = PATTERN
    signs: tuple[str, ...] = ()
    plan: str = ""
    rows: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def sources(self) -> Aliases:
        """Every form that the template may speak of."""
        return {**self.forms, **self.also}

    @property
    def form_keys(self) -> frozenset[str]:
        return frozenset(key for keys in self.sources.values() for key in keys)

    def ready(self, answered: frozenset[str]) -> bool:
        """Whether everything it needs was answered."""
        return all(answered.intersection(keys) for keys in self.forms.values())

    def kept(self, name: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers known as `name`, with those rows only that belong into this document."""
        found = dict(answers)
        for place, wanted in self.rows.items():
            alias, _dot, group = place.partition(".")
            if alias == name and group in found:
                found[group] = [row for row in found[group] if _fits(row, wanted)]
        return found


def load(folder: Path) -> tuple[Document, ...]:
    """The documents of a family's folder of forms, in the order of the file; none without an index. Raises BadForm."""
    path = folder / INDEX
    if not path.is_file():
        return ()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _bad(path, N_("is not TOML: %(reason)s"), reason=str(error)) from error
    found = tuple(_document(folder, entry) for entry in raw.get("document", ()))
    keys = [document.key for document in found]
    if len(set(keys)) < len(keys):
        raise _bad(path, N_("names a document twice"))
    return found


def _document(folder: Path, raw: Mapping[str, Any]) -> Document:
    if not NEEDED <= raw.keys() <= KNOWN:
        wrong = sorted(NEEDED ^ raw.keys() - (KNOWN - NEEDED))
        raise _bad(folder / INDEX, N_("has a document with missing or unknown keys: %(keys)s"), keys=", ".join(wrong))
    template = folder / str(raw["template"])
    line, rows = str(raw.get("line", "front")), raw.get("rows", {})
    if template.parent != folder or template.suffix != TEMPLATE or not template.is_file() or line not in SIDES:
        raise _bad(folder / INDEX, N_("%(key)s: there is no such template or side"), key=str(raw["key"]))
    return Document(
        key=str(raw["key"]), title=str(raw["title"]), template=template,
        forms=_aliases(raw["forms"]), also=_aliases(raw.get("also", {})),
        number=raw.get("number"), line=line, pattern=str(raw.get("pattern", PATTERN)),
        signs=tuple(raw.get("signs", ())), plan=str(raw.get("plan", "")),
        rows={place: {one: tuple(answers) for one, answers in wanted.items()} for place, wanted in rows.items()},
    )  # fmt: skip


def _fits(row: Mapping[str, Any], wanted: Mapping[str, tuple[str, ...]]) -> bool:
    return all(row.get(name) in answers for name, answers in wanted.items())


def _aliases(raw: Mapping[str, Any]) -> Aliases:
    return {name: (keys,) if isinstance(keys, str) else tuple(keys) for name, keys in raw.items()}


def _bad(path: Path, sentence: str, **params: Any) -> BadForm:
    return BadForm([Problem(f"{path.parent.name}/{path.name}", Message(sentence, params))])
