"""The parts of a form: options, fields, sections, rules; frozen, made by `forms.definition.parse`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Tree = Mapping[str, Any]


@dataclass(frozen=True)
class Option:
    """One of the answers offered."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Field:
    """A question. What does not apply to its kind keeps its default; `min` and `max` are typed by kind."""

    name: str
    kind: str
    label: str = ""
    hint: str = ""
    required: bool = False
    when: Tree | None = None
    export: str | None = None
    prefill: tuple[str, ...] = ()
    sample: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    of: tuple[tuple[str, ...], ...] = ()
    other: bool = False
    fields: "tuple[Field, ...]" = ()
    min: Any = None
    max: Any = None
    past: bool = False
    future: bool = False
    rows: int = 4
    role: str | None = None
    seat: str | None = None
    row: str = ""
    points: tuple[str, ...] = ()
    how: str = "sum"

    def option(self, value: str) -> Option | None:
        return next((option for option in self.options if option.value == value), None)


@dataclass(frozen=True)
class Section:
    """Questions that belong together, under a heading."""

    title: str
    fields: tuple[Field, ...]
    hint: str = ""


@dataclass(frozen=True)
class Rule:
    """What must hold between answers; `message` is a sentence of the definition's own language."""

    check: Tree
    message: str
    fields: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class FormDefinition:
    """A form: sections of questions, and rules between the answers. Compared by identity."""

    key: str
    title: str
    sections: tuple[Section, ...]
    documents: tuple[int, ...] = ()
    source: tuple[str, ...] = ()
    intro: str = ""
    references: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def document(self) -> int | None:
        """The first of its documents' numbers."""
        return self.documents[0] if self.documents else None

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All questions in order, groups as one."""
        return tuple(field for section in self.sections for field in section.fields)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    def field(self, name: str) -> Field:
        """Raises KeyError."""
        return self.by_name[name]

    def at(self, path: str) -> Field:
        """The field of a path: `birth_date`, `members-0-name`. Raises KeyError."""
        head, _, rest = path.partition("-")
        field = self.field(head)
        inner = rest.partition("-")[2]
        if not inner:
            return field
        found = next((child for child in field.fields if child.name == inner), None)
        if found is None:
            raise KeyError(path)
        return found
