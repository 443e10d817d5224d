"""A record as a paper to read: the form's questions with their answers, hidden ones left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from forms import kinds
from forms.definition import Field, FormDefinition
from persistence.queries import people
from web import desk

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A question and its answer; a group has rows of lines instead."""

    label: str
    answer: str = ""
    rows: "tuple[tuple[Line, ...], ...]" = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A section of the paper."""

    title: str
    lines: tuple[Line, ...]


def read(form: FormDefinition, answers: Mapping[str, Any]) -> list[Page]:
    """What was answered, section by section; empty sections are left out."""
    names = people.names(desk.viewer().reader, frozenset(_accounts(form.fields, answers)))
    pages = [Page(part.title, tuple(_lines(part.fields, answers, names))) for part in form.sections]
    return [page for page in pages if page.lines]


def _accounts(fields: Sequence[Field], answers: Mapping[str, Any]) -> Iterator[str]:
    for field in fields:
        answer = answers.get(field.name)
        if field.kind == "person" and answer:
            yield str(answer)
        for row in answer if field.fields and isinstance(answer, list) else ():
            yield from _accounts(field.fields, row)


def _lines(fields: Sequence[Field], answers: Mapping[str, Any], names: Names) -> Iterator[Line]:
    for field in fields:
        answer = answers.get(field.name)
        if answer in (None, "", []):
            continue
        if field.fields:
            yield Line(field.label, rows=tuple(tuple(_lines(field.fields, row, names)) for row in answer))
        else:
            yield Line(field.label, said(field, answer, names))


def said(field: Field, answer: Any, names: Names) -> str:
    """An answer in words."""
    if field.kind in {"yesno", "agree"}:
        return _("Yes") if answer is True else _("No")
    if field.kind == "person":
        return names.get(str(answer), str(answer))
    if field.kind == "choices":
        return "\n".join(_option(field, value) for value in answer)
    if field.options:
        return _option(field, answer)
    if field.kind == "money":
        return _("%(amount)s RUB", amount=format_decimal(answer))
    return kinds.of(field.kind).shown(answer)


def _option(field: Field, value: Any) -> str:
    option = field.option(str(value))
    return option.label if option else str(value)
