"""What stands in a case's plan: its versions, what changed between them, and what came of each step.

Pure reading of records, oldest first. A step is known by its words: a form that tells its result takes them over.
What was done stays done in a later version that no longer speaks of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from engine.plans import Part, Rows, Scheme

DONE, OVERDUE, OPEN = "done", "overdue", "open"
ALIKE = 0.6
COMPARED = ("what", "help", "task", "who", "due", "term")


@dataclass(frozen=True, slots=True)
class Answered:
    """A record that a plan is read from: `answers` as they stand after corrections."""

    seq: int
    form: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a plan as recorded. `said` maps columns to answers; `form` and `rows` say whose fields they are."""

    side: str
    said: Mapping[str, Any]
    form: str
    rows: Rows

    @property
    def what(self) -> str:
        return str(self.said.get("what") or "")

    @property
    def due(self) -> date | None:
        try:
            return date.fromisoformat(str(self.said.get("due") or ""))
        except ValueError:
            return None

    @property
    def key(self) -> str:
        return " ".join(self.what.casefold().split()).rstrip(".")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a step, told by the record `seq`; `is_done` when it need not be done any more."""

    seq: int
    side: str
    key: str
    step: Step
    is_done: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A step that differs between two versions: new, gone, or with other words for some `columns`."""

    before: Step | None
    after: Step | None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """The plan from the record `seq` on. `signed` is the record that says who signed it, and where it says so."""

    number: int
    seq: int
    part: Part
    answers: Mapping[str, Any]
    steps: tuple[Step, ...]
    changes: tuple[Change, ...] = ()
    signed: tuple[Answered, Part] | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of the current version, what was last told of it, and whether it is done, overdue or open."""

    step: Step
    state: str
    last: Result | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of a case: versions oldest first, and how far the newest has come."""

    scheme: Scheme
    versions: tuple[Version, ...]
    progress: tuple[Progress, ...]

    @property
    def current(self) -> Version:
        return self.versions[-1]

    def of(self, side: str) -> tuple[Progress, ...]:
        """The steps of a side."""
        return tuple(one for one in self.progress if one.step.side == side)

    def count(self, state: str) -> int:
        """How many steps are in a state."""
        return sum(one.state == state for one in self.progress)


def read(scheme: Scheme, records: Iterable[Answered], today: date) -> Plan | None:
    """The plan that records make; None while there is no version of it."""
    versions: list[Version] = []
    results: list[Result] = []
    for record in records:
        for part in scheme.parts.get(record.form, ()):
            if part.role == "result":
                results += _results(part, record)
            elif part.role == "version":
                versions += _version(part, record, versions, results)
            elif versions and record.answers.get(part.names.get("signer", "")):
                versions[-1] = replace(versions[-1], signed=(record, part))
    if not versions:
        return None
    return Plan(scheme, tuple(versions), tuple(_progress(versions, results, today)))


def changes(before: Sequence[Step], after: Sequence[Step]) -> tuple[Change, ...]:
    """What a later version changed, in its own order; steps put into other words are recognised."""
    left, pairs = list(before), []
    fresh = []
    for step in after:
        same = next((one for one in left if (one.side, one.key) == (step.side, step.key)), None)
        if same:
            left.remove(same)
            pairs.append((same, step))
        else:
            fresh.append(step)
    added = []
    for step in fresh:
        near = max(left, key=lambda one: _likeness(one, step), default=None)
        if near and _likeness(near, step) >= ALIKE:
            left.remove(near)
            pairs.append((near, step))
        else:
            added.append(Change(None, step))
    told = [Change(one, other, columns) for one, other in pairs if (columns := _differing(one, other))]
    return (*told, *added, *(Change(step, None) for step in left))


def _likeness(one: Step, other: Step) -> float:
    return SequenceMatcher(None, one.key, other.key).ratio() if one.side == other.side else 0.0


def _differing(one: Step, other: Step) -> tuple[str, ...]:
    return tuple(name for name in COMPARED if (one.said.get(name) or "") != (other.said.get(name) or ""))


def _version(part: Part, record: Answered, before: Sequence[Version], results: Sequence[Result]) -> Iterator[Version]:
    """A record that changes nothing of what is still to be done is no new version."""
    steps = tuple({(one.side, one.key): one for one in _steps(part, record) if one.what}.values())
    signed = (record, part) if record.answers.get(part.names.get("signer", "")) else None
    if not before:
        if steps:
            yield Version(1, record.seq, part, record.answers, steps, (), signed)
        return
    done, kept = {one.key for one in results if one.is_done}, {step.key for step in steps}
    old = [step for step in before[-1].steps if step.key in kept or step.key not in done]
    found = changes(old, steps)
    if found or part.reason and any(record.answers.get(name) for name in part.reason):
        yield Version(len(before) + 1, record.seq, part, record.answers, steps, found, signed)


def _steps(part: Part, record: Answered) -> Iterator[Step]:
    for rows in part.steps:
        found = [record.answers] if rows.group is None else record.answers.get(rows.group) or []
        for row in found:
            said = {name: row[field] for name, field in rows.columns.items() if row.get(field) not in (None, "")}
            yield Step(_side(rows, row), said, record.form, rows)


def _side(rows: Rows, row: Mapping[str, Any]) -> str:
    told = row.get(rows.side_field)
    return next((side for side, value in rows.side_of.items() if value == told), rows.side)


def _results(part: Part, record: Answered) -> Iterator[Result]:
    for step in _steps(part, record):
        if step.what:
            done = not step.rows.done or step.said.get("status") in step.rows.done
            yield Result(record.seq, step.side, step.key, step, done)


def _progress(versions: Sequence[Version], results: Sequence[Result], today: date) -> Iterator[Progress]:
    """The steps of the newest version, and those of earlier ones that were done before it."""
    current = versions[-1]
    seen = {(step.side, step.key) for step in current.steps}
    for step in (step for version in versions[:-1] for step in version.steps):
        last = _last(step, [one for one in results if one.seq < current.seq])
        if (step.side, step.key) not in seen and last and last.is_done:
            seen.add((step.side, step.key))
            yield Progress(step, DONE, last)
    for step in current.steps:
        last = _last(step, results)
        if step.said.get("result") or (last and last.is_done):
            yield Progress(step, DONE, last)
        else:
            yield Progress(step, OVERDUE if step.due and step.due < today else OPEN, last)


def _last(step: Step, results: Iterable[Result]) -> Result | None:
    told = [one for one in results if one.key == step.key and one.side in ("", step.side)]
    return told[-1] if told else None
