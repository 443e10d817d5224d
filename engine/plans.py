"""Plans of a case: which forms are a plan, its corrections, its results and its signature is data.

A `[[plan]]` of the settings has a `key`, a `title`, `sides` (key → title), perhaps `pictograms` (kind of help or side
→ picture), `documents` (papers that carry it) and, of tables that each name a `form`:

* `version`: the form holds the whole plan. `steps` say where; `on` its day, `goal`, `reason` (fields that say why it
  was changed), `signer` and `signed_on`;
* `result`: the form tells what came of steps; `done` are the answers of `status` that mean it is done;
* `signature`: the form records who signed the version before it, `signer` and `signed_on`.

`steps` is a list of tables: `group` (rows; without it the form itself is one row), the names of fields as `what`,
`help`, `task`, `who`, `due` (a date), `term` (in words), `status`, `result`, and `side`: a key of `sides`, or
`{ field, KEY = VALUE… }`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.checks import Finding
from engine.errors import N_
from forms.definition import Field, FormDefinition

COLUMNS = ("what", "help", "task", "who", "due", "term", "status", "result")
PARTS = ("version", "result", "signature")
SINGLE = ("on", "goal", "signer", "signed_on")

Forms = Mapping[str, FormDefinition]


@dataclass(frozen=True, slots=True)
class Rows:
    """Where steps stand in a form. `side` is a side's key; else `side_field` tells it by `side_of`."""

    group: str | None
    columns: Mapping[str, str]
    side: str = ""
    side_field: str = ""
    side_of: Mapping[str, str] = field(default_factory=dict)
    done: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """A form that takes part in a plan: as a version of it, as results, or as a signature."""

    role: str
    form: str
    names: Mapping[str, str]
    reason: tuple[str, ...]
    steps: tuple[Rows, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A plan as a method has it."""

    key: str
    title: str
    sides: Mapping[str, str]
    pictograms: Mapping[str, str]
    documents: tuple[str, ...]
    family: tuple[str, ...]
    parts: Mapping[str, tuple[Part, ...]]

    @property
    def forms(self) -> frozenset[str]:
        """Every form that it reads."""
        return frozenset(self.parts)


def of(settings: Mapping[str, Any]) -> tuple[Scheme, ...]:
    """The plans of a method."""
    return tuple(_scheme(raw) for raw in settings.get("plan", ()))


def check(settings: Mapping[str, Any], forms: Forms) -> Iterator[Finding]:
    """What is wrong with the plans: forms, groups and fields there are not, sides without a title."""
    for scheme in of(settings):
        for part in (part for parts in scheme.parts.values() for part in parts):
            form = forms.get(part.form)
            if form is None:
                yield _found(scheme, N_("The plan speaks of a form there is not: %(name)s"), part.form)
            else:
                yield from _check_part(scheme, part, form)


def _check_part(scheme: Scheme, part: Part, form: FormDefinition) -> Iterator[Finding]:
    known = form.by_name
    for name in (*part.names.values(), *part.reason, *(rows.group for rows in part.steps if rows.group)):
        if name not in known:
            yield _found(scheme, N_("The plan speaks of a field there is not: %(name)s"), f"{form.key}:{name}")
    for rows in part.steps:
        fields = {one.name for one in columns(form, rows)}
        wanted = {*rows.columns.values(), *([rows.side_field] if rows.side_field else [])}
        for name in sorted(wanted - fields):
            yield _found(scheme, N_("The plan speaks of a field there is not: %(name)s"), f"{form.key}:{name}")
        for side in ({rows.side} if rows.side else set(rows.side_of)) - scheme.sides.keys():
            yield _found(scheme, N_("The plan has no side of this name: %(name)s"), side)


def columns(form: FormDefinition, rows: Rows) -> tuple[Field, ...]:
    """The fields of a row: those of its group, else the form's own; none where the group is missing."""
    if rows.group is None:
        return form.fields
    group = form.by_name.get(rows.group)
    return group.fields if group else ()


def _found(scheme: Scheme, sentence: str, name: str) -> Finding:
    return Finding("process.toml", scheme.key, "plan", sentence, {"name": name})


def _scheme(raw: Mapping[str, Any]) -> Scheme:
    parts: dict[str, tuple[Part, ...]] = {}
    for role in PARTS:
        for entry in raw.get(role, ()):
            part = _part(role, entry)
            parts[part.form] = (*parts.get(part.form, ()), part)
    return Scheme(
        key=str(raw.get("key", "")), title=str(raw.get("title", "")), sides=dict(raw.get("sides", {})),
        pictograms=dict(raw.get("pictograms", {})), documents=tuple(raw.get("documents", ())),
        family=tuple(raw.get("family", ())), parts=parts,
    )  # fmt: skip


def _part(role: str, raw: Mapping[str, Any]) -> Part:
    names = {name: str(raw[name]) for name in SINGLE if name in raw}
    steps = tuple(_rows(entry) for entry in raw.get("steps", ()))
    return Part(role, str(raw.get("form", "")), names, tuple(raw.get("reason", ())), steps)


def _rows(raw: Mapping[str, Any]) -> Rows:
    told = {name: str(raw[name]) for name in COLUMNS if name in raw}
    side, by = raw.get("side", ""), {}
    if isinstance(side, Mapping):
        by = {key: str(value) for key, value in side.items() if key != "field"}
    return Rows(
        group=raw.get("group"), columns=told, side="" if by else str(side),
        side_field=str(side.get("field", "")) if isinstance(side, Mapping) else "",
        side_of=by, done=frozenset(raw.get("done", ())),
    )  # fmt: skip
