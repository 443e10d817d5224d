"""Passing a person's cases and tasks on: who could take each, what is to be said before, what came of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from engine import loads as rules
from engine.errors import Conflict, Gone, Invalid, NotAllowed, NotFound, OporaError
from engine.loads import Held, Load, Scale
from engine.reassigning import Passing
from persistence.queries import loads, people
from persistence.queries.loads import CaseHeld, Leading, TaskHeld
from web import desk, formatting

SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class Line:
    """A case or (with a `token`) a task that passes on: to whom, what is to be said, what came of it."""

    case_id: str
    number: str
    title: str
    name: str
    team: str
    role: str
    value: str | None = None
    token: int | None = None
    to: str = ""
    to_name: str = ""
    findings: tuple[str, ...] = ()
    failure: str = ""

    @property
    def key(self) -> str:
        """How the line is named in a form."""
        return self.case_id if self.token is None else f"{self.case_id}.{self.token}"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose work is passed on, by what weights, and everybody's load beside it."""

    of: Leading
    holder: str
    scale: Scale
    loads: Mapping[str, Mapping[str, Load]]


def look(of: Leading, holder: str, scale: Scale) -> Desk:
    """What has to be known to pass somebody's work on."""
    found: dict[str, dict[str, Load]] = defaultdict(dict)
    for one in loads.loads(desk.viewer(), of, scale):
        found[one.team][one.load.account] = one.load
    return Desk(of, holder, scale, found)


def case_line(case: CaseHeld, of: Leading) -> Line:
    """A case as a line."""
    return Line(case.id, case.number, case.title or case.number, ", ".join(case.stages), case.team, of.role, case.value)


def task_line(task: TaskHeld) -> Line:
    """A task as a line."""
    named = task.title or task.number
    return Line(task.case_id, task.number, named, task.name, task.team, task.role, token=task.token)


def able(lines: Sequence[Line], holder: str) -> dict[tuple[str, str], dict[str, str]]:
    """Who could take the lines of each role and team, as account → name."""
    wanted = {(line.role, line.team) for line in lines}
    reader = desk.viewer().reader
    return {
        (role, team): {one.id: one.name for one in people.with_role(reader, role, team) if one.id != holder}
        for role, team in sorted(wanted)
    }


def plan(lines: Sequence[Line], to: str, about: Desk) -> list[Line]:
    """The lines with their takers and with what is to be said before; without a taker where nobody fits."""
    takers = able(lines, about.holder)
    given = _spread(lines, takers, about) if to == SPREAD else {line.key: to for line in lines}
    named = [_named(line, given.get(line.key, ""), takers[line.role, line.team]) for line in lines]
    return list(_warned(named, about))


def _spread(lines: Sequence[Line], takers: Mapping[tuple[str, str], Mapping[str, str]], about: Desk) -> dict[str, str]:
    """Cases by weight, tasks by count, within each team and role."""
    found: dict[str, str] = {}
    for place, names in takers.items():
        mine = [line for line in lines if (line.role, line.team) == place]
        known = about.loads.get(place[1], {})
        standing = [known.get(account, Load(account, name)) for account, name in names.items()]
        if standing:
            found |= rules.share_out([(line.key, line.value) for line in mine], standing, about.scale)
    return found


def _named(line: Line, to: str, takers: Mapping[str, str]) -> Line:
    if to in takers:
        return replace(line, to=to, to_name=takers[to])
    return replace(line, findings=(_("nobody else here has the role: stays where it is"),) if not takers else (
        _("the chosen person does not have this role in the team: stays where it is"),
    ))  # fmt: skip


def _warned(lines: Sequence[Line], about: Desk) -> Iterator[Line]:
    """Each line with what the taker's load comes to, as the lines are handed over one after another."""
    growing = {(team, account): load for team, known in about.loads.items() for account, load in known.items()}
    for line in lines:
        load = growing.get((line.team, line.to))
        if line.token is not None or load is None:
            yield line
            continue
        more = replace(load, held=(*load.held, Held(line.value, None, 1)))
        growing[line.team, line.to] = more
        over = [_("beyond the norm “%(norm)s”", norm=norm.title) for norm in more.breaks(about.scale)]
        told = _("load comes to %(load)s", load=formatting.number(more.weighed(about.scale)))
        yield replace(line, findings=(told, *over))


def hand(lines: Sequence[Line], about: Desk, reason: str) -> list[Line]:
    """Pass the lines on, one after another; each says what kept it, if anything did."""
    done = []
    for line in lines:
        seat = about.of.seat if line.token is None else None
        passing = Passing(about.holder, line.to, reason, seat, line.token)
        try:
            desk.services().reassigning.pass_on(desk.actor(), line.case_id, passing)
        except OporaError as error:
            done.append(replace(line, failure=_why(error)))
        else:
            done.append(line)
    return done


def _why(error: OporaError) -> str:
    """Why a line stayed where it was."""
    if isinstance(error, Conflict):
        return _("somebody else has passed it on meanwhile")
    if isinstance(error, Gone | NotFound):
        return _("it has ended meanwhile")
    if isinstance(error, NotAllowed):
        return _("your role does not allow this")
    if isinstance(error, Invalid):
        return _("the chosen person does not have this role any more")
    return _(error.sentence) % error.params if error.params else _(error.sentence)
