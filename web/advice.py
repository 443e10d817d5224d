"""Whom to appoint next and why: people ranked by load, each with what speaks for and against in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from engine import loads as rules
from engine.definitions import Definition
from engine.loads import Candidate, Load, Newcomer, Scale
from persistence.queries import absences, definitions, loads
from persistence.queries.loads import PERMISSION, Leading
from persistence.queries.worklist import TaskRow
from web import desk, formatting

SHOWN = 3
Away = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Advice:
    """Somebody for the case, and why he stands where he stands."""

    account: str
    name: str
    reasons: tuple[str, ...]
    fits: bool


@dataclass(frozen=True, slots=True)
class SeatAdvice:
    """Advice beside the question that fills the place `seat`."""

    seat: str
    people: tuple[Advice, ...]


def leading(process: str, definition: Definition, team: str | None) -> Leading:
    """Whose loads a method has: of those who hold the place that leads its cases."""
    return Leading(process, str(definition.settings.get("lead_seat", "")), definition.lead_role, team)


def for_task(task: TaskRow, definition: Definition) -> SeatAdvice | None:
    """Advice for the form of a task that asks who is to lead the case; None where it does not, or may not be seen."""
    form = definition.form_of(definition.plan.nodes[task.node])
    of = leading(task.process, definition, task.team)
    asks = form is not None and any(field.seat == of.seat for field in form.fields)
    if not of.seat or not asks or not desk.may(PERMISSION):
        return None
    scale = rules.scale(definition.settings)
    able = loads.candidates(desk.viewer(), of, scale)
    value, first = loads.weighing(desk.viewer(), task.case_id, scale)
    off = away()
    return SeatAdvice(of.seat, told(rules.rank(able, scale, Newcomer(value, first, frozenset(off))), scale, off))


def next_in(able: Iterable[Load], scale: Scale, off: Away) -> tuple[Advice, ...]:
    """Who should take the next case, of which nothing is known yet."""
    return told(rules.rank(able, scale, Newcomer(away=frozenset(off))), scale, off)


def away() -> Away:
    """Who is away today, and until when, by what the methods in force say tells it."""
    shelf = desk.services().store.definition
    current = definitions.in_force(desk.viewer())
    sets = frozenset[str]().union(*(rules.absences(row.process, shelf(row.checksum).settings) for row in current))
    return absences.away(desk.viewer(), sets, desk.calendar().local(desk.now()).date())


def told(candidates: Iterable[Candidate], scale: Scale, off: Away) -> tuple[Advice, ...]:
    """Candidates in words, in their order."""
    return tuple(
        Advice(one.load.account, one.load.name, tuple(_reasons(one, scale, off)), not one.too_much and not one.is_away)
        for one in candidates
    )


def _reasons(one: Candidate, scale: Scale, off: Away) -> Iterator[str]:
    if one.is_away:
        yield _("away until %(day)s", day=formatting.date_only(date.fromisoformat(off[one.load.account])))
    if one.goes_first:
        yield _("goes first: knows the family already")
    before, after = formatting.number(one.before), formatting.number(one.after)
    if scale.most is None:
        yield _("load %(before)s, with this case %(after)s", before=before, after=after)
    else:
        best, most = formatting.number(scale.best or scale.most), formatting.number(scale.most)
        yield _("load %(before)s, with this case %(after)s (best %(best)s, at most %(most)s)",
                before=before, after=after, best=best, most=most)  # fmt: skip
    yield ngettext("%(num)d case", "%(num)d cases", one.load.cases)
    for norm in one.too_much:
        yield _("beyond the norm “%(norm)s”", norm=norm.title)
    if one.load.late:
        yield ngettext("%(num)d late task", "%(num)d late tasks", one.load.late)
