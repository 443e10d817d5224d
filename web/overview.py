"""A case at one glance, for a colleague who takes it over: people, story, decisions, risks, what is promised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import identities, overview
from engine.definitions import Definition
from forms.definition import Field, FormDefinition
from persistence.queries import case_page
from persistence.queries.case_page import CaseHead, RecordRow
from web import desk, paper

Records = Mapping[str, RecordRow]
LONG = frozenset({"text"})


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer worth knowing, and the paper it stands in."""

    label: str
    answer: str
    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided in a form, why, by whom and when."""

    title: str
    lines: tuple[paper.Line, ...]
    reasons: tuple[paper.Line, ...]
    by: str
    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody the case is about, with everything his row says."""

    name: str
    lines: tuple[paper.Line, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The parts of the page that come from records."""

    people: tuple[Relative, ...]
    reach: tuple[Fact, ...]
    story: tuple[Fact, ...]
    risks: tuple[Fact, ...]
    contacts: tuple[Fact, ...]
    decisions: tuple[Decision, ...]


def of(head: CaseHead) -> Overview:
    """What the latest records of the case, and of those before it, say."""
    definition = desk.definition(head)
    deciding = overview.decisions(definition.plan, definition.forms)
    parts = {part: list(overview.questions(definition.settings, definition.forms, part)) for part in overview.PARTS}
    wanted = set(deciding) | {form.key for found in parts.values() for form, _field in found}
    wanted |= {entry["form"] for entry in definition.settings.get("identity", ())}
    found = case_page.latest(desk.viewer(), desk.services().vault, head, wanted & set(definition.forms))
    names = paper.names((definition.forms[key], row.answers) for key, row in found.items())
    facts = {part: tuple(_facts(asked, found, names)) for part, asked in parts.items()}
    facts["reach"] = tuple({fact.answer: fact for fact in reversed(facts["reach"])}.values())[::-1]  # each address once
    return Overview(
        people=tuple(_people(definition, found, names)),
        decisions=tuple(_decisions(definition, deciding, found, names)),
        **facts,
    )


def _facts(asked: Iterable[tuple[FormDefinition, Field]], found: Records, names: paper.Names) -> Iterable[Fact]:
    """The answers there are; of questions asked in two forms the first that has one."""
    told: set[str] = set()
    for form, field in asked:
        row = found.get(form.key)
        answer = row.answers.get(field.name) if row else None
        if row and answer not in (None, "", [], False) and field.label not in told and not field.fields:
            told.add(field.label)
            yield Fact(field.label, paper.said(field, answer, names), row.at, row.seq)


def _people(definition: Definition, found: Records, names: paper.Names) -> Iterable[Relative]:
    """Everybody the forms name: what the newest says of a person, then what only older ones tell."""
    entries = [entry for entry in definition.settings.get("identity", ()) if entry["form"] in found and "name" in entry]
    known: list[Relative] = []
    for entry in sorted(entries, key=lambda entry: found[entry["form"]].seq, reverse=True):
        form = definition.forms[entry["form"]]
        fields = form.field(entry["group"]).fields if "group" in entry else form.fields
        rows = identities.people(entry, found[form.key].answers)
        named = [(" ".join(str(row.get(entry["name"]) or "").split()), row) for row in rows]
        told = [Relative(name, _row(entry, fields, row, names)) for name, row in named if name]
        known = _joined(known, told)
    return known


def _joined(known: list[Relative], told: list[Relative]) -> list[Relative]:
    """The people known, each with what an older record adds; whoever is new comes after them."""
    new = [one for one in told if not any(_same(one, other) for other in known)]
    added = {id(one): [each for each in told if _same(one, each)][:1] for one in known}
    return [_with(one, *added[id(one)]) for one in known] + new


def _same(one: Relative, other: Relative) -> bool:
    """Whether two names may be one person's: all words of the shorter stand in the longer, in any case or gender."""
    first, second = (frozenset(identities.words(each.name)) for each in (one, other))
    return first <= second or second <= first


def _with(one: Relative, *older: Relative) -> Relative:
    """A person with what an older record says beyond: another answer under another label."""
    labels, answers = {line.label for line in one.lines}, {line.answer for line in one.lines}
    more = [line for each in older for line in each.lines if line.label not in labels and line.answer not in answers]
    name = max((each.name for each in (one, *older)), key=len)
    return Relative(name, (*one.lines, *more))


def _row(
    entry: Mapping[str, str], fields: Sequence[Field], row: Mapping[str, Any], names: paper.Names
) -> tuple[paper.Line, ...]:
    """What else is known of a person; where he is the form itself, only when he was born."""
    told = [field for field in fields if field.name != entry["name"]]
    told = told if "group" in entry else [field for field in told if field.name == entry.get("born")]
    lines = ((field, row.get(field.name)) for field in told)
    return tuple(paper.Line(field.label, paper.said(field, answer, names)) for field, answer in lines if answer)


def _decisions(
    definition: Definition, deciding: Mapping[str, tuple[Field, ...]], found: Records, names: paper.Names
) -> Iterable[Decision]:
    rows = sorted((found[key] for key in deciding if key in found), key=lambda row: row.at)
    for row in rows:
        form, chosen = definition.forms[row.form], deciding[row.form]
        lines = _lines(chosen, row.answers, names)
        reasons = _lines([field for field in form.fields if field.kind in LONG], row.answers, names)
        if lines:
            yield Decision(row.node_name or form.title, lines, reasons, row.by_name or "", row.at, row.seq)


def _lines(fields: Sequence[Field], answers: Mapping[str, Any], names: paper.Names) -> tuple[paper.Line, ...]:
    told = [(field, answers.get(field.name)) for field in fields if not field.fields]
    said = [(field, answer) for field, answer in told if answer not in (None, "", [])]
    return tuple(paper.Line(field.label, paper.said(field, answer, names)) for field, answer in said)
