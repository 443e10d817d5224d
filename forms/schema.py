"""Checking answers: a marshmallow schema is built from a definition once and kept with it.

Answers come as typed (texts, or what `forms.wire` nests) or as a record; a record passes unchanged.
Questions are taken in order: one whose condition does not hold is neither checked nor kept.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast
from weakref import WeakKeyDictionary

import marshmallow as ma

from forms import kinds
from forms.conditions import holds, names, value
from forms.errors import InvalidAnswers
from forms.fields import Field, FormDefinition
from forms.kinds.computed import Computed
from forms.kinds.kind import Kind
from forms.kinds.structure import MOST_ROWS, USUAL_ROWS
from forms.messages import N_, BadAnswer, Message
from forms.text import blank

_UNKNOWN: Any = Message(N_("There is no such question in this form."))
_NOW: ContextVar[datetime] = ContextVar("now")
COMPUTED = Computed()
Errors = dict[str, list[Message]]
Values = dict[str, Any]


@dataclass(frozen=True)
class Validated:
    """What a person answered: canonical JSON to keep, typed values for the diagram, seats filled.

    Every export of the form is there: what was left out or hidden is exported as None.
    """

    record: dict[str, Any]
    exports: dict[str, Any]
    seats: dict[str, str]


def validate(form: FormDefinition, answers: Mapping[str, Any], today: datetime) -> Validated:
    """Check answers at the aware moment `today`, in whose time zone times are typed. Raises InvalidAnswers."""
    check, values = _checked(form, answers, today)
    if not check.errors:
        check.judge(form, values)
    if check.errors:
        raise InvalidAnswers(check.errors)
    return _validated(form, values)


def hidden(form: FormDefinition, answers: Mapping[str, Any], today: datetime) -> frozenset[str]:
    """Paths of the questions that these answers, right or wrong as yet, leave out."""
    return frozenset(_checked(form, answers, today)[0].hidden)


def _checked(form: FormDefinition, answers: Mapping[str, Any], today: datetime) -> "tuple[_Check, Values]":
    check, before = _Check(today), _NOW.set(today)
    try:
        return check, check.load(_level(form), answers, {})
    finally:
        _NOW.reset(before)


class Answer(ma.fields.Field[Any]):
    """A marshmallow field that reads as its kind does."""

    def __init__(self, field: Field) -> None:
        self.spec, self.kind = field, kinds.of(field.kind)
        missing = [Message(self.kind.required)]
        super().__init__(required=field.required, error_messages={"required": missing})

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """What was answered, as its kind reads it: kinds do all the checking."""
        if value is ma.missing:
            return super().deserialize(value, attr, data, **kwargs)
        try:
            return self.kind.read(value, self.spec, _NOW.get())
        except BadAnswer as error:
            raise ma.ValidationError([error.message]) from error


class Answers(ma.Schema):
    """Schema of one level of a form; it reads at the moment `_NOW`."""

    error_messages = {"unknown": _UNKNOWN}


@dataclass(frozen=True)
class _Level:
    """The questions of a form or of a row, with their schema and those that conditions look at."""

    fields: tuple[Field, ...]

    @cached_property
    def schema(self) -> Answers:
        """One for all readings: making another copies every field, and costs more than reading."""
        plain = {field.name: Answer(field) for field in self.fields if _is_plain(field)}
        return cast(Answers, type("FormAnswers", (Answers,), plain)(unknown=ma.RAISE))

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        return {field.name: kinds.of(field.kind) for field in self.fields}

    @cached_property
    def computed(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.kind == COMPUTED.name)

    @cached_property
    def groups(self) -> "dict[str, _Level]":
        return {field.name: _Level(field.fields) for field in self.fields if field.fields}

    @cached_property
    def conditions(self) -> frozenset[str]:
        """Names that conditions of this level and its rows look at."""
        own = names([field.when for field in self.fields])
        return frozenset(own.union(*(inner.conditions for inner in self.groups.values())))


_LEVELS: WeakKeyDictionary[FormDefinition, _Level] = WeakKeyDictionary()


def _level(form: FormDefinition) -> _Level:
    if form not in _LEVELS:
        _LEVELS[form] = _Level(form.fields)
    return _LEVELS[form]


class _Check:
    """One reading of answers: errors and hidden questions gather here by path."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.errors: Errors = {}
        self.hidden: set[str] = set()

    def load(self, level: _Level, answers: Any, outer: Mapping[str, Any], prefix: str = "") -> Values:
        """Values of the questions shown, in the order asked; `outer` is what a row sees besides."""
        if not isinstance(answers, Mapping):
            self.errors[prefix.rstrip("-")] = [Message(N_("This is not an answer."))]
            return {}
        seen = self._look(level, answers, outer, prefix)
        values = self._plain(level, answers, prefix)
        for name in level.groups:
            if prefix + name not in self.hidden:
                values[name] = self._rows(level, name, answers.get(name), seen)
        for field in level.computed:
            if prefix + field.name not in self.hidden:
                values[field.name] = COMPUTED.reckon(field, level.fields, values)
        return {field.name: values[field.name] for field in level.fields if values.get(field.name) is not None}

    def _look(self, level: _Level, answers: Mapping[str, Any], outer: Mapping[str, Any], prefix: str) -> Values:
        """What conditions see; questions whose condition does not hold become hidden."""
        seen = dict(outer)
        for field in level.fields:
            seen.pop(field.name, None)
        for field in level.fields:
            if field.when is not None and not holds(field.when, seen):
                self.hidden.add(prefix + field.name)
            elif field.name in level.conditions:
                seen[field.name] = _glimpse(field, answers.get(field.name), self.now)
        return seen

    def _plain(self, level: _Level, answers: Mapping[str, Any], prefix: str) -> Values:
        given, kind_of = {}, level.kinds
        for name, raw in answers.items():
            if name in level.groups or prefix + name in self.hidden:
                continue
            if not (kind_of[name].blank(raw) if name in kind_of else blank(raw)):
                given[name] = raw
        left_out = [name for name in kind_of if prefix + name in self.hidden and name not in level.groups]
        try:
            return dict(level.schema.load(given, partial=left_out or None))
        except ma.ValidationError as error:
            for name, told in cast(dict[str, list[Message]], error.messages).items():
                self.errors[prefix + str(name)] = list(told)
            return cast(Values, error.valid_data)

    def _rows(self, level: _Level, name: str, raw: Any, seen: Mapping[str, Any]) -> list[Values] | None:
        """Rows of a group; blank ones are left out, the others keep their place in the path."""
        field = next(field for field in level.fields if field.name == name)
        if raw is not None and not isinstance(raw, list):
            self.errors[name] = [Message(N_("This is not an answer."))]
            return None
        filled = [(place, row) for place, row in enumerate(raw or []) if not blank(row)]
        if problem := _count(field, len(filled)):
            self.errors[name] = [problem]
        inner = level.groups[name]
        rows = [self.load(inner, row, seen, f"{name}-{place}-") for place, row in filled[:MOST_ROWS]]
        return rows or None

    def judge(self, form: FormDefinition, values: Values) -> None:
        """Rules between answers; one that looks at a missing answer is not judged."""
        seen = {name: _seen(form.field(name), found) for name, found in values.items()} if form.rules else {}
        for rule in form.rules:
            if value(rule.check, seen) is False:
                for name in rule.fields:
                    self.errors.setdefault(name, []).append(Message(rule.message))


def _is_plain(field: Field) -> bool:
    return not field.fields and kinds.of(field.kind).answered


def _glimpse(field: Field, raw: Any, now: datetime) -> Any:
    """A single answer as conditions see it; None when it is missing or wrong as yet."""
    kind = kinds.of(field.kind)
    if field.fields:
        return [row for row in raw if not blank(row)] if isinstance(raw, list) else None
    if not kind.answered or kind.blank(raw):
        return None
    try:
        return kind.seen(kind.read(raw, field, now))
    except BadAnswer:
        return None


def _count(field: Field, rows: int) -> Message | None:
    lowest, highest = max(field.min or 0, field.required), field.max or USUAL_ROWS
    if rows < lowest:
        return (
            Message(kinds.of(field.kind).required)
            if lowest == 1
            else Message(N_("Add at least %(min)s."), {"min": lowest})
        )
    return Message(N_("At most %(max)s are possible."), {"max": highest}) if rows > highest else None


def _seen(field: Field, found: Any) -> Any:
    return found if field.fields else kinds.of(field.kind).seen(found)


def _recorded(fields: tuple[Field, ...], values: Values) -> dict[str, Any]:
    record = {}
    for field in fields:
        if field.name not in values:
            continue
        found = values[field.name]
        if field.fields:
            record[field.name] = [_recorded(field.fields, row) for row in found]
        else:
            record[field.name] = kinds.of(field.kind).record(found)
    return record


def _validated(form: FormDefinition, values: Values) -> Validated:
    exports: dict[str, Any] = {field.export: None for field in form.fields if field.export}
    seats = {}
    for field in form.fields:
        found = values.get(field.name)
        if found is None:
            continue
        if field.export:
            exports[field.export] = len(found) if field.fields else kinds.of(field.kind).export(found)
        if field.seat:
            seats[field.seat] = found
    return Validated(_recorded(form.fields, values), exports, seats)
