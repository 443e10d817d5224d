"""A form as a page shows it: every field with what was typed, its problems and its condition."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from forms import schema, wire
from forms.definition import Field, FormDefinition
from forms.fields import Option
from web import conditions, messages, rows

Pairs = Sequence[tuple[str, str]]
People = Callable[[str | None], Sequence[Option]]


@dataclass(frozen=True)
class Box:
    """One field on the page. `path` is its HTML name, `prefix` that of its row, `words` its condition."""

    field: Field
    path: str
    prefix: str = ""
    values: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    entries: tuple[tuple["Box", ...], ...] = ()
    shown: bool = True
    words: str = ""

    @property
    def id(self) -> str:
        return f"f-{self.path}"

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def described(self) -> str:
        """Ids of the hint and the problems, for who hears the page."""
        told = (("hint", self.field.hint), ("problem", self.problems))
        return " ".join(f"{self.id}-{name}" for name, found in told if found)

    @property
    def condition(self) -> str:
        """The condition as the page's script reads it."""
        return json.dumps(self.field.when, ensure_ascii=False) if self.field.when is not None else ""


@dataclass(frozen=True)
class Part:
    """A section of the form."""

    title: str
    hint: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Problem:
    """A line of the summary above the form."""

    anchor: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """A whole form, ready for its template. `command` makes a form that is sent twice count once."""

    form: FormDefinition
    sections: tuple[Part, ...]
    summary: tuple[Problem, ...]
    command: str


@dataclass(frozen=True)
class Filling:
    """What fills a form: typed pairs, messages by path, the people who can be chosen, what picks offer by `of`."""

    pairs: Pairs = ()
    errors: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    people: People = lambda _role: ()
    command: str = ""
    offers: Mapping[Any, tuple[str, ...]] = field(default_factory=dict)


def build(form: FormDefinition, filling: Filling, now: datetime) -> Sheet:
    """The form filled in, at a moment in the organisation's time zone."""
    return _Builder(form, filling, now).sheet()


class _Builder:
    def __init__(self, form: FormDefinition, filling: Filling, now: datetime) -> None:
        self.form, self.filling = form, filling
        self.typed: dict[str, list[str]] = {}
        for name, value in filling.pairs:
            self.typed.setdefault(name, []).append(value)
        self.known = {field.name: field for field in form.fields}
        self.hidden = schema.hidden(form, wire.answers(form, filling.pairs), now)

    def sheet(self) -> Sheet:
        parts = tuple(
            Part(section.title, section.hint, tuple(self._box(field) for field in section.fields))
            for section in self.form.sections
        )
        return Sheet(self.form, parts, tuple(self._summary(parts)), self.filling.command)

    def _box(self, field: Field, prefix: str = "") -> Box:
        path = prefix + field.name
        return Box(
            field, path, prefix,
            values=tuple(self.typed.get(path, ())),
            problems=tuple(messages.say(message) for message in self.filling.errors.get(path, ())),
            options=self._options(field, self.typed.get(path, ())),
            entries=self._entries(field),
            shown=path not in self.hidden,
            words=conditions.words(field.when, self.known) if field.when is not None else "",
        )  # fmt: skip

    def _options(self, field: Field, typed: Sequence[str]) -> tuple[Option, ...]:
        if field.of:
            words = dict.fromkeys([*self.filling.offers.get(field.of, ()), *(one for one in typed if one)])
            return tuple(Option(one, one) for one in words)
        if field.kind == "person":
            return tuple(self.filling.people(field.role))
        if field.kind == "yesno":
            return (Option("yes", _("Yes")), Option("no", _("No")))
        return field.options

    def _entries(self, field: Field) -> tuple[tuple[Box, ...], ...]:
        if field.kind != "group":
            return ()
        count = max(rows.count(field.name, self.filling.pairs), field.min or 0, int(field.required))
        return tuple(self._entry(field, f"{field.name}-{number}-") for number in range(count))

    def _entry(self, group: Field, prefix: str) -> tuple[Box, ...]:
        return tuple(self._box(field, prefix) for field in group.fields)

    def _summary(self, parts: Iterable[Part]) -> Iterable[Problem]:
        for part in parts:
            for box in part.boxes:
                yield from _problems(box)
                for number, entry in enumerate(box.entries, 1):
                    for inner in entry:
                        yield from _problems(inner, f"{box.field.row or box.field.label} {number}, ")
        for message in self.filling.errors.get("", ()):
            yield Problem("main", messages.say(message))


def _problems(box: Box, before: str = "") -> Iterable[Problem]:
    first = f"{box.id}-1" if box.options and box.field.kind in {"choice", "choices", "yesno"} else box.id
    for told in box.problems:
        yield Problem(first, f"{before[:1].upper()}{before[1:]}{box.field.label}: {told}")
