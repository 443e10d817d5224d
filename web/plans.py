"""A case's plans in words: how far each step has come, and every version with what it changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from engine import planning, plans
from engine.definitions import Definition
from engine.errors import N_
from engine.planning import Change, Plan, Progress, Step, Version
from forms.definition import Field, FormDefinition
from persistence.queries import plans as query
from persistence.queries.case_head import CaseHead
from persistence.queries.papers import PaperRow
from persistence.queries.records import RecordRow
from web import desk, formatting, paper

COLUMNS = {
    "what": N_("wording"),
    "help": N_("kind of help"),
    "task": N_("task"),
    "who": N_("responsible"),
    "due": N_("due"),
    "term": N_("term"),
}
MARKS = {planning.DONE: "check", planning.OVERDUE: "late", planning.OPEN: "later"}


@dataclass(frozen=True, slots=True)
class Line:
    """A step with how far it has come; `state` is done, overdue or open, `words` say it."""

    what: str
    picture: str
    help: str
    task: str
    who: str
    due: date | None
    term: str
    state: str
    words: str
    told: str

    @property
    def mark(self) -> str:
        return MARKS[self.state]


@dataclass(frozen=True, slots=True)
class Side:
    """Whose steps these are."""

    key: str
    title: str
    is_family: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """A version in words: when, by whom, why, what it changed, who signed it; its papers, the newest first."""

    number: int
    seq: int
    title: str
    on: date
    by: str
    goal: str
    reasons: tuple[tuple[str, str], ...]
    changes: tuple[str, ...]
    signer: str
    signed_on: date | None
    papers: tuple[PaperRow, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A plan as its page shows it; the newest version first."""

    key: str
    title: str
    goal: str
    sides: tuple[Side, ...]
    done: int
    overdue: int
    total: int
    editions: tuple[Edition, ...]
    documents: tuple[str, ...]


def boards(
    head: CaseHead, issued: Sequence[PaperRow] = (), before: int | None = None, on: date | None = None
) -> tuple[Board, ...]:
    """The plans of a case that have a version; as they were before a seq, on a day."""
    definition = desk.definition(head)
    wanted = frozenset[str]().union(*(scheme.forms for scheme in plans.of(definition.settings)))
    rows = query.entries(desk.viewer(), desk.services().vault, head, wanted, before) if wanted else ()
    return read(definition, rows, on or _here(head.moved_at if head.exit else desk.now()), issued)


def read(
    definition: Definition, rows: Sequence[RecordRow], today: date, issued: Sequence[PaperRow] = ()
) -> tuple[Board, ...]:
    """The plans that records make, as of a day."""
    records = [planning.Answered(row.seq, row.form, row.answers) for row in rows]
    found = [planning.read(scheme, records, today) for scheme in plans.of(definition.settings)]
    known = {row.seq: row for row in rows}
    return tuple(_Teller(plan, definition.forms, known, today).board(issued) for plan in found if plan)


def told(board: Board) -> dict[str, Any]:
    """A plan as papers tell it: the family's own side first, days in words, steps done last."""
    sides = sorted(board.sides, key=lambda side: not side.is_family)
    return {
        "title": board.title, "version": str(board.editions[0].number), "goal": board.goal,
        "on": formatting.long_day(board.editions[0].on),
        "sides": [{"title": side.title, "steps": [_step(line) for line in _ahead_first(side.lines)]} for side in sides],
    }  # fmt: skip


def _ahead_first(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.state == planning.DONE)


def _step(line: Line) -> dict[str, str]:
    when = formatting.long_day(line.due) if line.due else line.term
    is_done = line.state == planning.DONE
    return {
        "what": line.what, "who": line.who, "help": line.help, "picture": line.picture, "state": line.words,
        "done": line.words if is_done else "", "when": f"✓ {line.words}" if is_done else _by(line.due, when),
    }  # fmt: skip


def _by(due: date | None, when: str) -> str:
    return str(_("by %(day)s", day=when)) if due else when


class _Teller:
    """Puts one plan into words."""

    def __init__(
        self, plan: Plan, forms: Mapping[str, FormDefinition], rows: Mapping[int, RecordRow], today: date
    ) -> None:
        self.plan, self.forms, self.rows, self.today = plan, forms, rows, today

    def board(self, issued: Sequence[PaperRow]) -> Board:
        plan, scheme = self.plan, self.plan.scheme
        sides = [
            Side(key, title, key in scheme.family, tuple(map(self._line, plan.of(key))))
            for key, title in scheme.sides.items()
        ]
        editions = tuple(self._edition(one, issued) for one in reversed(plan.versions))
        return Board(
            scheme.key, scheme.title, next((one.goal for one in editions if one.goal), ""),
            tuple(side for side in sides if side.lines), plan.count(planning.DONE), plan.count(planning.OVERDUE),
            len(plan.progress), editions, scheme.documents,
        )  # fmt: skip

    # -- steps

    def _line(self, one: Progress) -> Line:
        step, pictures = one.step, self.plan.scheme.pictograms
        picture = pictures.get(str(step.said.get("help"))) or pictures.get(step.side, "")
        told = self.say(one.last.step, "result") if one.last else ""
        return Line(
            step.what, picture, self.say(step, "help"), self.say(step, "task"), self.say(step, "who"), step.due,
            self.say(step, "term"), one.state, self._state(one), told or self.say(step, "result"),
        )  # fmt: skip

    def _state(self, one: Progress) -> str:
        if one.state == planning.DONE:
            return _("Done")
        if one.state == planning.OVERDUE and one.step.due:
            days = (self.today - one.step.due).days
            return str(ngettext("Not done, overdue by %(num)d day", "Not done, overdue by %(num)d days", days))
        return (self.say(one.last.step, "status") if one.last else "") or _("Ahead")

    def say(self, step: Step, column: str) -> str:
        """An answer of a step in words."""
        answer, name = step.said.get(column), step.rows.columns.get(column)
        form = self.forms.get(step.form)
        if answer is None or form is None:
            return ""
        field = next((one for one in plans.columns(form, step.rows) if one.name == name), None)
        return _words(field, answer) if field else str(answer)

    # -- versions

    def _edition(self, one: Version, issued: Sequence[PaperRow]) -> Edition:
        row, form = self.rows[one.seq], self.forms.get(one.part.form)
        signer, signed_on = self._signature(one)
        on = _day(one.answers.get(one.part.names.get("on", ""))) or _here(row.at)
        return Edition(
            one.number, one.seq, form.title if form else one.part.form, on, row.by_name or "",
            str(one.answers.get(one.part.names.get("goal", ""), "")), tuple(self._reasons(one, form)),
            tuple(self._told(change) for change in one.changes), signer, signed_on, self._papers(one, issued),
        )  # fmt: skip

    def _signature(self, one: Version) -> tuple[str, date | None]:
        if one.signed is None:
            return "", None
        record, part = one.signed
        names = part.names
        return str(record.answers[names["signer"]]), _day(record.answers.get(names.get("signed_on", "")))

    def _papers(self, one: Version, issued: Sequence[PaperRow]) -> tuple[PaperRow, ...]:
        """The papers of the plan issued while this version was the newest."""
        later = next((other.seq for other in self.plan.versions if other.seq > one.seq), None)
        mine = [row for row in issued if row.document in self.plan.scheme.documents]
        return tuple(row for row in mine if row.seq > one.seq and (later is None or row.seq < later))

    def _reasons(self, one: Version, form: FormDefinition | None) -> Iterator[tuple[str, str]]:
        for name in one.part.reason if form else ():
            field, answer = form.by_name[name], one.answers.get(name)  # type: ignore[union-attr]
            if answer in (None, "", []):
                continue
            rows = answer if field.fields else ()
            for row in rows:
                yield field.row or field.label, " · ".join(_cells(field, row))
            if not field.fields:
                yield field.label, _words(field, answer)

    def _told(self, change: Change) -> str:
        """A change as a sentence."""
        step = change.after or change.before
        assert step
        side = self.plan.scheme.sides.get(step.side, step.side)
        if change.before is None:
            return str(_("Added (%(side)s): %(what)s", side=side, what=self._summary(step)))
        if change.after is None:
            return str(_("Taken off (%(side)s): %(what)s", side=side, what=step.what))
        told = "; ".join(self._difference(change, name) for name in change.columns)
        return str(_("Changed (%(side)s): %(what)s — %(changes)s", side=side, what=change.before.what, changes=told))

    def _difference(self, change: Change, name: str) -> str:
        before, after = (self.say(step, name) if step else "" for step in (change.before, change.after))
        label = _(COLUMNS[name])
        if not before:
            return str(_("%(label)s is now “%(after)s”", label=label, after=after))
        if not after:
            return str(_("%(label)s “%(before)s” was taken out", label=label, before=before))
        return str(_("%(label)s was “%(before)s”, is now “%(after)s”", label=label, before=before, after=after))

    def _summary(self, step: Step) -> str:
        more = [self.say(step, name) for name in ("who", "due", "term")]
        return ", ".join([step.what, *(one for one in more if one)])


def _cells(field: Field, row: Mapping[str, Any]) -> list[str]:
    return [_words(inner, row[inner.name]) for inner in field.fields if row.get(inner.name) not in (None, "", [])]


def _words(field: Field, answer: Any) -> str:
    day = _day(answer) if field.kind == "date" else None
    return formatting.long_day(day) if day else paper.said(field, answer, {})


def _day(told: Any) -> date | None:
    try:
        return date.fromisoformat(str(told or ""))
    except ValueError:
        return None


def _here(moment: datetime) -> date:
    return desk.calendar().local(moment).date()
