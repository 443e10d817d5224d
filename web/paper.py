"""A record as a paper to read: the form's questions with their answers, hidden ones left out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that a correction changed; "" where there was or is none."""

    label: str
    before: str
    after: str


def names(papers: Iterable[tuple[FormDefinition, Mapping[str, Any]]]) -> Names:
    """The names of everybody who is named in these answers, in one look."""
    wanted = frozenset(account for form, answers in papers for account in _accounts(form.fields, answers))
    return people.names(desk.viewer().reader, wanted) if wanted else {}


def changes(
    form: FormDefinition, before: Mapping[str, Any], after: Mapping[str, Any], names: Names
) -> tuple[Change, ...]:
    """What a correction changed; of repeated rows only that they were changed."""
    fields = [field for field in form.fields if before.get(field.name) != after.get(field.name)]
    return tuple(
        Change(field.label, _told(field, before.get(field.name), names), _told(field, after.get(field.name), names))
        for field in fields
    )


def _told(field: Field, answer: Any, names: Names) -> str:
    if answer in (None, "", []):
        return ""
    if field.fields:
        rows = (", ".join(line.answer for line in _lines(field.fields, row, names)) for row in answer)
        return "\n".join(rows)
    return said(field, answer, names)


def read(form: FormDefinition, answers: Mapping[str, Any], names: Names) -> list[Page]:
    """What was answered, section by section; empty sections are left out."""
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
