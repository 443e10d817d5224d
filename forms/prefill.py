"""What a form can be filled with before anybody types: routing values and earlier records."""

from collections.abc import Mapping
from typing import Any

from forms import kinds
from forms.fields import Field, FormDefinition

Record = Mapping[str, Any]


def suggest(form: FormDefinition, values: Mapping[str, Any], latest: Mapping[str, Record]) -> dict[str, Any]:
    """Suggested answers, as recorded: `values` are routing values, `latest` the latest record by form key.

    The first source that has something wins; what no longer fits the field's options is left out.
    """
    found = {field.name: _first(field, values, latest) for field in form.fields if field.prefill}
    return {name: answer for name, answer in found.items() if answer is not None}


def offers(field: Field, latest: Mapping[str, Record]) -> tuple[str, ...]:
    """What a pick can be chosen from: the words of earlier records, each once, in their order."""
    found: dict[str, None] = {}
    for sources in field.of:
        found |= next((said for source in sources if (said := _said(source, latest))), {})
    return tuple(found)


def offering(form: FormDefinition) -> tuple[Field, ...]:
    """The picks of a form, those in groups too."""
    inner = (child for field in form.fields for child in (field, *field.fields))
    return tuple(field for field in inner if field.of)


def _said(source: str, latest: Mapping[str, Record]) -> dict[str, None]:
    _record, key, name = source.split(":")
    group, _dot, column = name.rpartition(".")
    record = latest.get(key, {})
    rows = record.get(group) or [] if group else [record]
    return {str(row[column]): None for row in rows if isinstance(row, Mapping) and row.get(column)}


def _first(field: Field, values: Mapping[str, Any], latest: Mapping[str, Record]) -> Any:
    for source in field.prefill:
        kind, _, name = source.partition(":")
        if kind == "case":
            answer = _fitting(field, _recorded(field, values.get(name)))
        else:
            key, _, name = name.rpartition(":")
            answer = _fitting(field, latest.get(key, {}).get(name))
        if answer not in (None, "", []):
            return answer
    return None


def _recorded(field: Field, value: Any) -> Any:
    """A routing value as a record keeps it; one of another type suggests nothing."""
    try:
        return None if value is None or field.fields else kinds.of(field.kind).record(value)
    except (ArithmeticError, AttributeError, TypeError, ValueError):
        return None


def _fitting(field: Field, answer: Any) -> Any:
    if field.fields:
        names = {child.name for child in field.fields}
        rows = answer if isinstance(answer, list) else []
        return [{name: row[name] for name in row if name in names} for row in rows if isinstance(row, Mapping)]
    if not field.options:
        return answer
    if isinstance(answer, list):
        return [value for value in answer if field.option(value)]
    return answer if isinstance(answer, str) and field.option(answer) else None
