"""Answers in the words of a paper: what a template can say of a form."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from forms import kinds
from forms.definition import Field, FormDefinition

UNSAID: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True)
class Words:
    """How an organisation writes: yes and no, days, sums, people's names by account id, sums `spelled` in words."""

    yes: str
    no: str
    day: Callable[[date], str]
    sum: Callable[[Decimal], str]
    names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    spelled: Callable[[Decimal], str] = lambda _total: ""


def filled(forms: Sequence[FormDefinition], answers: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Every field of the forms by name, in words; "" or no rows where nothing was answered."""
    fields = {field.name: field for form in forms for field in form.fields}
    return {name: _value(field, answers.get(name), words) for name, field in fields.items() if field.kind != "note"}


def sections(form: FormDefinition, answers: Mapping[str, Any], words: Words) -> list[dict[str, Any]]:
    """What was answered as a paper to read: sections with lines, and tables for groups."""
    found = []
    for section in form.sections:
        asked = [field for field in section.fields if answers.get(field.name) not in UNSAID]
        lines = [{"label": f.label, "answer": said(f, answers[f.name], words)} for f in asked if not f.fields]
        tables = [_table(f, answers[f.name], words) for f in asked if f.fields]
        if lines or tables:
            found.append({"title": section.title, "lines": lines, "tables": tables})
    return found


def totals(forms: Sequence[FormDefinition], answers: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Sums of money over the rows of each group, by `group_field`; in words by `group_field_words`; "" without any."""
    found = {}
    for group in (field for form in forms for field in form.fields if field.fields):
        for column in (inner for inner in group.fields if inner.kind == "money"):
            sums = [Decimal(row[column.name]) for row in answers.get(group.name) or () if row.get(column.name)]
            name, total = f"{group.name}_{column.name}", sum(sums, Decimal())
            found[name], found[f"{name}_words"] = (words.sum(total), words.spelled(total)) if sums else ("", "")
    return found


def accounts(fields: Sequence[Field], answers: Mapping[str, Any]) -> Iterator[str]:
    """The accounts that answers name."""
    for one in fields:
        answer = answers.get(one.name)
        if one.kind == "person" and answer:
            yield str(answer)
        for row in answer if one.fields and isinstance(answer, list) else ():
            yield from accounts(one.fields, row)


def said(field: Field, answer: Any, words: Words) -> str:
    """An answer in words."""
    if field.kind in {"yesno", "agree"}:
        return words.yes if answer is True else words.no
    if field.kind == "person":
        return words.names.get(str(answer), str(answer))
    if field.kind == "choices":
        return "\n".join(_option(field, value) for value in answer)
    if field.options:
        return _option(field, answer)
    if field.kind == "money":
        return words.sum(Decimal(answer))
    if field.kind == "date":
        return words.day(date.fromisoformat(answer))
    return kinds.of(field.kind).shown(answer)


def _value(field: Field, answer: Any, words: Words) -> Any:
    if field.fields:
        return [
            {inner.name: _value(inner, row.get(inner.name), words) for inner in field.fields} for row in answer or ()
        ]
    return "" if answer in UNSAID else said(field, answer, words)


def _table(field: Field, rows: Sequence[Mapping[str, Any]], words: Words) -> dict[str, Any]:
    """Columns that nobody filled in are left out."""
    shown = [inner for inner in field.fields if any(row.get(inner.name) not in UNSAID for row in rows)]
    cells = [[str(_value(inner, row.get(inner.name), words)) for inner in shown] for row in rows]
    return {"label": field.label, "heads": [inner.label for inner in shown], "rows": cells}


def _option(field: Field, value: Any) -> str:
    option = field.option(str(value))
    return option.label if option else str(value)
