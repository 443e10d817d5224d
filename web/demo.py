"""The demonstration: made-up people and cases, lived through by the engine under a clock wound by hand."""

import heapq
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from engine import simulation
from engine.calendars import Moment
from engine.cast import Troupe
from engine.clock import ManualClock
from engine.errors import OporaError
from engine.roles import Actor, Grant
from engine.simulation import Scenario, Stage, Step, Walk
from forms.made_up import MadeUp
from web.rounds import rounds
from web.services import NewAccount, Services, Team

EPOCH = datetime.fromtimestamp(0, UTC)
LONG_AGO, SATURDAY = 14, 5
PATIENCE = timedelta(days=6)  # a shifted month may be longer than the scenario's


@dataclass(frozen=True)
class Plan:
    """What `processes/demo.toml` asks for."""

    process: str
    seed: int
    teams: Sequence[Team]
    accounts: Sequence[Mapping[str, Any]]
    cases: Sequence[Mapping[str, Any]]
    rounds: Sequence[Mapping[str, Any]]
    papers: Sequence[Mapping[str, Any]] = ()
    notices: Mapping[str, Any] = field(default_factory=dict)
    deeds: Sequence[Mapping[str, Any]] = ()


@dataclass(order=True)
class Turn:
    """A walk whose next step is due at a moment; `why` it could not be taken so far."""

    at: datetime
    order: int
    walk: Walk = field(compare=False)
    steps: tuple[Step, ...] = field(compare=False)
    place: int = field(compare=False, default=-1)
    waited: timedelta = field(compare=False, default=timedelta())
    why: str = field(compare=False, default="")

    def __str__(self) -> str:
        step = self.steps[self.place].place if self.place >= 0 else "open"
        return f"{self.walk.scenario.process}: {self.walk.scenario.title}: {step}: {self.why}"


def read(path: Path) -> Plan:
    """The plan from its file."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    teams = [Team(team["key"], team["title"], team.get("region")) for team in told["team"]]
    cases = [{"process": told["process"], **case} for case in told["case"]]
    more = (told.get("round", []), told.get("paper", []), told["notices"], told.get("deed", []))
    return Plan(told["process"], told["seed"], teams, told["account"], cases, *more)


def people(plan: Plan, sealed: str) -> list[NewAccount]:
    """The accounts: names are made up, logins are the role, the team's where there are several."""
    wanted = [entry for entry in plan.accounts for _ in range(entry.get("count", 1))]
    made_up = MadeUp(plan.seed, EPOCH)
    found: dict[str, NewAccount] = {}
    for entry, surname in zip(wanted, made_up.surnames(len(wanted)), strict=True):
        login = _login(entry["role"], entry.get("team"), found)
        grants = (Grant(entry["role"], entry.get("team")),)
        found[login] = NewAccount(f"demo-{login}", login, made_up.colleague(surname), sealed, grants)
    return list(found.values())


def _login(role: str, team: str | None, taken: Mapping[str, NewAccount]) -> str:
    place = f".{team}" if team else ""
    names = (f"{role}{suffix}" for suffix in ("", place, *(f"{place}{n}" for n in range(2, 99))))
    return next(name for name in names if name not in taken)


def _nothing(_walk: Walk, _step: Step, _last: bool) -> None:
    """After most steps nothing more happens."""


After = Callable[[Walk, Step, bool], None]


def live(
    services: Services, plan: Plan, accounts: Sequence[NewAccount], until: datetime, after: After = _nothing
) -> list[Turn]:
    """Let every case of the plan happen, all under one clock; where cases fell behind their scenarios.

    `after` is told of every step that was taken, and whether it was the last one planned for its case.
    """
    turns = [*_turns(services, plan, accounts, until), *_rounds(services, plan, accounts, until)]
    heapq.heapify(turns)
    astray: list[Turn] = []
    while turns:
        turn = heapq.heappop(turns)
        try:
            _take(turn, turns)
            if turn.place >= 0:
                after(turn.walk, turn.steps[turn.place], turn.place + 1 == len(turn.steps))
        except (OporaError, LookupError) as error:
            turn.why = str(error)
            _later(turn, turns, astray)
    last = turn.walk
    last.wind(until)
    return astray


def begins(services: Services, plan: Plan, until: datetime) -> datetime:
    """The moment the first case begins."""
    return min(_shifted(_read(services, case), case, until)[0] for case in plan.cases)


def _turns(services: Services, plan: Plan, accounts: Sequence[NewAccount], until: datetime) -> Iterator[Turn]:
    """Every walk before its opening; each has a family and a turn of the staff of its own."""
    clock, calendar = services.clock, services.calendar()
    assert isinstance(clock, ManualClock)
    actors = [Actor(account.id, account.name, account.grants) for account in accounts]
    surnames = MadeUp(plan.seed, EPOCH).surnames(len(accounts) + len(plan.cases))[len(accounts) :]
    for order, (case, surname) in enumerate(zip(plan.cases, surnames, strict=True)):
        scenario = _read(services, case)
        at, shift = _shifted(scenario, case, until)
        cast = Troupe(actors, clock, calendar, plan.seed + order)
        cast.settle(surname)
        walk = Walk(Stage(services.cases, clock, cast), scenario, case["team"], shift)
        yield Turn(at, order, walk, scenario.steps[: case.get("steps", len(scenario.steps))])


def _rounds(services: Services, plan: Plan, accounts: Sequence[NewAccount], until: datetime) -> Iterator[Turn]:
    """Every walk of a case that opens by itself, before its opening."""
    clock, calendar = services.clock, services.calendar()
    assert isinstance(clock, ManualClock)
    actors = [Actor(account.id, account.name, account.grants) for account in accounts]
    order, now = len(plan.cases), Moment(calendar.local(until), calendar)
    for told in plan.rounds:
        scenario = _read(services, told)
        with services.store.begin() as work:
            definition = work.current(scenario.process)
        for one in rounds(told, scenario, definition, actors, now):
            order += 1
            stage = Stage(services.cases, clock, Troupe(actors, clock, calendar, plan.seed + order))
            walk = Walk(stage, scenario, one.team, one.shift)
            walk.person = one.person
            yield Turn(one.at, order, walk, one.steps)


def _take(turn: Turn, turns: list[Turn]) -> None:
    """Let one step happen at its moment, and queue the next."""
    walk = turn.walk
    walk.wind(turn.at)
    if turn.place < 0:
        next(iter(walk))
    else:
        walk.take(replace(turn.steps[turn.place], at=None, wait=None))
    place = turn.place + 1
    if place < len(turn.steps):
        at = max(_moment(turn.steps[place], turn.at, walk.shift), turn.at)
        heapq.heappush(turns, Turn(at, turn.order, walk, turn.steps, place))


def _later(turn: Turn, turns: list[Turn], astray: list[Turn]) -> None:
    """Try a step again a day later; when patience is at its end, the case stays where it is."""
    day = timedelta(days=1)
    if turn.waited >= PATIENCE:
        astray.append(turn)
    else:
        heapq.heappush(turns, replace(turn, at=turn.at + day, waited=turn.waited + day))


def _shifted(scenario: Scenario, case: Mapping[str, Any], until: datetime) -> tuple[datetime, timedelta]:
    """When the case begins, and by how much its dates move, so that its last step lies `idle_days` back.

    A day or two earlier (more where it is long ago) when fewer steps fall on Saturdays and Sundays so.
    """
    moments = [scenario.clock]
    for step in scenario.steps[: case.get("steps", len(scenario.steps))]:
        moments.append(_moment(step, moments[-1], timedelta()))
    idle = case["idle_days"]
    latest = (until - timedelta(days=idle) - moments[-1]).days
    shifts = [timedelta(days=latest - earlier) for earlier in range(3 if idle < LONG_AGO else 7)]
    shift = min(shifts, key=lambda shift: sum((moment + shift).weekday() >= SATURDAY for moment in moments))
    return scenario.clock + shift, shift


def _moment(step: Step, before: datetime, shift: timedelta) -> datetime:
    moment = step.at + shift if step.at else before
    return moment + simulation.span(step.wait) if step.wait else moment


def _read(services: Services, case: Mapping[str, Any]) -> Scenario:
    path = services.settings.processes / case["process"] / "scenarios" / f"{case['scenario']}.toml"
    return simulation.parse(path.read_text(encoding="utf-8"))
