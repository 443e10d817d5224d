"""The book of a case: everything there is to know of it in chapters, whole or with what is personal covered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from engine.replay import Turn
from engine.tasks import OpenTask
from forms.definition import Field, FormDefinition
from forms.papers.book import Block, Book, Facts, Grid, Section, Words
from persistence.queries import history, oversight, people
from persistence.queries.case_page import CaseHead
from web import desk, events, formatting, paper
from web.audit import leaving, why
from web.audit.cover import Cover
from web.audit.film import PROJECTOR, Film
from web.audit.why import Because, Why

EXPLAINED = frozenset({"gateway.decided", "decision.made"})


@dataclass(frozen=True)
class Binder:
    """What chapters are written from."""

    head: CaseHead
    film: Film
    cover: Cover
    names: Mapping[str, str]
    why: Why

    @property
    def last(self) -> Turn:
        return self.film.turns[-1]

    def who(self, account: str | None) -> str:
        """A person of the house, by name or by number."""
        return self.cover.names.get(account or "", account or "")


def make(head: CaseHead, redacted: bool) -> Book:
    """The book of a case as it stands now."""
    film = PROJECTOR.film(desk.services(), head)
    names = people.names(desk.viewer().reader, _accounts(film))
    cover = Cover(redacted, film.turns, names)
    binder = Binder(head, film, cover, names, _Covered(cover.names, True, cover=cover))
    number = head.number
    title = _("Case %(number)s", number=number) if redacted else f"{head.title or head.number} · {number}"
    made = formatting.stamp(desk.now())
    told = (
        _("Redacted: names, contacts and free text are covered.") if redacted else _("Whole: contains personal data.")
    )
    foot = f"{number} · {made} · {told}"
    sections = [
        Section(key, _title(key), tuple(_covered(cover, block) for block in write(binder)))
        for key, write in CHAPTERS.items()
    ]
    return Book(title, foot, tuple(part for part in sections if part.blocks), str(get_locale() or "ru")[:2])


class _Covered(Why):
    """Reasons in which what people answered is covered."""

    def __init__(self, names: Mapping[str, str], values: bool, cover: Cover) -> None:
        super().__init__(names, values)
        self._cover = cover

    def _value(self, name: str, definition: Any) -> str:
        field, value = why.question(name, definition), self.known.get(name)
        told = why.said(field, value, self.names)
        return f"{field.label if field else name}: {self._cover.answer(field, told, value)}"


def _overview(binder: Binder) -> Iterator[Block]:
    head, calendar = binder.head, desk.calendar()
    pairs = [
        (_("Number"), head.number), (_("Name of the case"), binder.cover.words(head.title or "")),
        (_("Kind of help"), head.process_title), (_("Team"), head.team_title),
        (_("Leads the case"), binder.who(head.lead)), (_("Opened"), formatting.stamp(calendar.local(head.opened_at))),
        (_("Opened by"), binder.who(head.opened_by)), (_("How it ended"), head.exit_title or _("Going on")),
        (_("Version of the method"), head.definition[:16]),
    ]  # fmt: skip
    yield Facts([pair for pair in pairs if pair[1]])


def _people(binder: Binder) -> Iterator[Block]:
    last = binder.last
    yield Facts([(why.seat(seat, last.definition), binder.who(who)) for seat, who in last.case.seats.items()])


def _story(binder: Binder) -> Iterator[Block]:
    rows = []
    for turn in binder.film.turns:
        row = why.row_of(turn.given, turn.definition)
        told = events.name(turn.given.kind, row.node_name or _task_name(turn))
        reason = binder.cover.words(row.reason)
        rows.append((_stamp(turn), f"{told}. {reason}" if reason else told, binder.who(turn.given.actor) or _("clock")))
    yield Grid((_("When"), _("What happened"), _("Who")), rows, (2, 5, 2))


def _records(binder: Binder) -> Iterator[Block]:
    for turn in binder.film.turns:
        form, record = turn.definition.forms.get(str(turn.given.data.get("form", ""))), turn.given.private.get("record")
        if form and record:
            yield Facts(list(_answers(form, record, binder)), f"{form.title} · {_stamp(turn)}")


def _answers(form: FormDefinition, record: Mapping[str, Any], binder: Binder) -> Iterator[tuple[str, str]]:
    for field in form.fields:
        yield from _line(field, record.get(field.name), binder)


def _line(field: Field, answer: Any, binder: Binder) -> Iterator[tuple[str, str]]:
    if answer in (None, "", []):
        return
    if not field.fields:
        names = binder.names if field.kind == "person" else {}
        yield field.label, binder.cover.answer(field, paper.said(field, answer, names), answer)
        return
    for number, row in enumerate(answer, 1):
        lines = [pair for inner in field.fields for pair in _line(inner, row.get(inner.name), binder)]
        yield f"{field.label} {number}", "; ".join(f"{label}: {told}" for label, told in lines)


def _decisions(binder: Binder) -> Iterator[Block]:
    rows = []
    for turn in binder.film.turns:
        found = binder.why.of(replace(turn, stored=_deciding(turn)))
        asked = {event.kind for event in turn.stored}
        if asked & EXPLAINED:
            rows += [(_stamp(turn), _in_full(one)) for one in found if one.details or one.code]
    if rows:
        yield Grid((_("When"), _("Decision and what it rests on")), rows, (2, 7))


def _deciding(turn: Turn) -> list[Any]:
    return [event for event in turn.stored if event.kind in EXPLAINED | {"values.set"}]


def _in_full(one: Because) -> str:
    parts = [one.sentence, "; ".join(one.details), f"[{one.code}]" if one.code else ""]
    return " ".join(part for part in parts if part)


def _deadlines(binder: Binder) -> Iterator[Block]:
    rows = []
    for turn in binder.film.turns:
        task = turn.before.tasks.get(turn.given.data.get("token", -1)) if turn.before else None
        if task and task.due and turn.given.kind == "task.completed":
            state = _("late") if task.due < turn.given.at else _("in time")
            rows.append((_name(task, turn), _local(task.due), _stamp(turn), state))
    for task in binder.last.case.tasks.values():
        if task.due:
            rows.append((_name(task, binder.last), _local(task.due), "", _("open")))
    if rows:
        yield Grid((_("Step"), _("Was due"), _("Done at"), _("Outcome")), rows, (4, 2, 2, 1))


def _documents(binder: Binder) -> Iterator[Block]:
    rows = []
    for turn in binder.film.turns:
        if turn.given.kind.startswith("document."):
            data = turn.given.data
            sums = ", ".join(f"{ending}: {checksum}" for ending, checksum in dict(data["files"]).items())
            rows.append((str(data["number"]), _stamp(turn), binder.who(turn.given.actor), sums))
    if rows:
        yield Grid((_("Number"), _("When"), _("Who"), _("Files and their checksums")), rows, (2, 2, 2, 4))


def _departures(binder: Binder) -> Iterator[Block]:
    viewer, vault = desk.viewer(), desk.services().vault
    rows, after = [], None
    while True:
        page = oversight.departures_of(viewer, vault, binder.head, after)
        for row in page.rows:
            told = leaving.told(replace(row, holder_name=binder.who(row.holder_name) if row.holder_name else None))
            words = " ".join(
                part for part in (told.title, f"«{row.node_name}»" if row.node_name else "", told.detail) if part
            )
            when = formatting.stamp(desk.calendar().local(row.at))
            rows.append((when, words, binder.who(row.by), binder.cover.words(row.reason)))
        after = page.next
        if after is None:
            break
    if rows:
        yield Grid((_("When"), _("Departure"), _("Who"), _("Reason")), rows, (2, 4, 2, 3))
    else:
        yield Words(_("The case never left the way its method foresees."))


def _history(binder: Binder) -> Iterator[Block]:
    viewer, rows, after = desk.viewer(), [], None
    while True:
        page = history.events(viewer, desk.services().vault, binder.head, after)
        rows += [(str(row.seq), _local(row.at), row.kind, row.hash.hex()) for row in page.rows]
        after = page.next
        if after is None:
            break
    yield Words(_("Every event is tied to the one before it: its hash covers what it says and the hash before it."))
    yield Grid((_("No."), _("When"), _("Event"), _("Hash")), rows, (1, 3, 3, 6))


CHAPTERS = {
    "overview": _overview,
    "people": _people,
    "story": _story,
    "records": _records,
    "decisions": _decisions,
    "deadlines": _deadlines,
    "documents": _documents,
    "departures": _departures,
    "history": _history,
}


def _title(key: str) -> str:
    titles = {
        "overview": _("Overview"), "people": _("Who holds which place"), "story": _("What happened"),
        "records": _("Records"), "decisions": _("Decisions and why"), "deadlines": _("Deadlines"),
        "documents": _("Documents"), "departures": _("Departures from the method"), "history": _("History with hashes"),
    }  # fmt: skip
    return titles[key]


def _covered(cover: Cover, block: Block) -> Block:
    """The last look: nobody's own words got in by another way."""
    match block:
        case Words(text):
            return Words(cover.sentence(text))
        case Facts(pairs, title):
            return Facts([(one, cover.sentence(two)) for one, two in pairs], title)
        case Grid(headings, rows, widths):
            return Grid(headings, [tuple(cover.sentence(cell) for cell in row) for row in rows], widths)


def _accounts(film: Film) -> frozenset[str]:
    found: set[str | None] = set()
    for turn in film.turns:
        found |= {turn.given.actor, turn.given.on_behalf_of, *turn.case.seats.values()}
        found |= {task.assignee for task in turn.case.tasks.values()}
        form = turn.definition.forms.get(str(turn.given.data.get("form", "")))
        if form:
            found |= _named(form.fields, turn.given.private.get("record") or {})
    return frozenset(who for who in found if who)


def _named(fields: Sequence[Field], answers: Mapping[str, Any]) -> set[str]:
    """The accounts that answers name."""
    found = {str(answers[one.name]) for one in fields if one.kind == "person" and answers.get(one.name)}
    for one in fields:
        for row in answers.get(one.name) or () if one.fields else ():
            found |= _named(one.fields, row)
    return found


def _task_name(turn: Turn) -> str:
    token = turn.given.data.get("token")
    task = turn.before.tasks.get(token) if turn.before and isinstance(token, int) else None
    return _name(task, turn) if task else ""


def _name(task: OpenTask, turn: Turn) -> str:
    node = turn.definition.plan.nodes.get(task.node)
    return node.name if node else task.node


def _stamp(turn: Turn) -> str:
    return _local(turn.given.at)


def _local(moment: Any) -> str:
    return formatting.stamp(desk.calendar().local(moment))
