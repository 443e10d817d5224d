"""The demonstration: made-up people and cases, lived through by the engine under a clock wound by hand."""

import heapq
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from faker import Faker

from engine import simulation
from engine.cast import Troupe
from engine.clock import ManualClock
from engine.errors import OporaError
from engine.roles import Actor, Grant
from engine.simulation import Scenario, Stage, Step, Walk
from web.services import NewAccount, Services

PATIENCE = timedelta(days=6)  # a shifted month may be longer than the scenario's


@dataclass(frozen=True)
class Plan:
    """What `processes/demo.toml` asks for."""

    process: str
    seed: int
    teams: Mapping[str, str]
    accounts: Sequence[Mapping[str, Any]]
    cases: Sequence[Mapping[str, Any]]


@dataclass(order=True)
class Turn:
    """A walk whose next step is due at a moment."""

    at: datetime
    order: int
    walk: Walk = field(compare=False)
    steps: tuple[Step, ...] = field(compare=False)
    place: int = field(compare=False, default=-1)
    waited: timedelta = field(compare=False, default=timedelta())


def read(path: Path) -> Plan:
    """The plan from its file."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    teams = {team["key"]: team["title"] for team in told["team"]}
    return Plan(told["process"], told["seed"], teams, told["account"], told["case"])


def people(plan: Plan, sealed: str) -> list[NewAccount]:
    """The accounts: names are made up, logins are the role, the team's where there are several."""
    faker = Faker("ru_RU")
    faker.seed_instance(plan.seed)
    found: dict[str, NewAccount] = {}
    for entry in plan.accounts:
        for _ in range(entry.get("count", 1)):
            login = _login(entry["role"], entry.get("team"), found)
            grants = (Grant(entry["role"], entry.get("team")),)
            name = f"{faker.first_name_female()} {faker.last_name_female()}"
            found[login] = NewAccount(f"demo-{login}", login, name, sealed, grants)
    return list(found.values())


def _login(role: str, team: str | None, taken: Mapping[str, NewAccount]) -> str:
    names = (f"{role}{suffix}" for suffix in ("", f".{team}", *(f".{team}{n}" for n in range(2, 99))))
    return next(name for name in names if name not in taken)


def live(services: Services, plan: Plan, accounts: Sequence[NewAccount], until: datetime) -> int:
    """Let every case of the plan happen, all under one clock; how many went as planned."""
    clock = services.clock
    assert isinstance(clock, ManualClock)
    actors = [Actor(account.id, account.name, account.grants) for account in accounts]
    cast = Troupe(actors, clock, services.calendar(), plan.seed)
    stage = Stage(services.cases, clock, cast)
    turns = list(_turns(stage, services.settings.processes / plan.process / "scenarios", plan, until))
    heapq.heapify(turns)
    astray = 0
    while turns:
        turn = heapq.heappop(turns)
        try:
            _take(turn, turns)
        except (OporaError, LookupError):
            astray += _later(turn, turns)
    Walk(stage, next(_scenarios(services, plan)), "").wind(until)
    return len(plan.cases) - astray


def begins(services: Services, plan: Plan, until: datetime) -> datetime:
    """The moment the first case begins."""
    folder = services.settings.processes / plan.process / "scenarios"
    return min(_shifted(_read(folder, case), case, until)[0] for case in plan.cases)


def _turns(stage: Stage, folder: Path, plan: Plan, until: datetime) -> Iterator[Turn]:
    order = count()
    for case in plan.cases:
        scenario = _read(folder, case)
        at, shift = _shifted(scenario, case, until)
        steps = scenario.steps[: case.get("steps", len(scenario.steps))]
        yield Turn(at, next(order), Walk(stage, scenario, case["team"], shift), steps)


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


def _later(turn: Turn, turns: list[Turn]) -> int:
    """Try a step again a day later; 1 when patience is at its end and the case stays where it is."""
    if turn.waited >= PATIENCE:
        return 1
    day = timedelta(days=1)
    heapq.heappush(turns, replace(turn, at=turn.at + day, waited=turn.waited + day))
    return 0


def _shifted(scenario: Scenario, case: Mapping[str, Any], until: datetime) -> tuple[datetime, timedelta]:
    """When the case begins, and by how much its dates move, so that its last step lies `idle_days` back."""
    last = scenario.clock
    for step in scenario.steps[: case.get("steps", len(scenario.steps))]:
        last = _moment(step, last, timedelta())
    shift = timedelta(days=(until - timedelta(days=case["idle_days"]) - last).days)
    return scenario.clock + shift, shift


def _moment(step: Step, before: datetime, shift: timedelta) -> datetime:
    moment = step.at + shift if step.at else before
    return moment + simulation.span(step.wait) if step.wait else moment


def _read(folder: Path, case: Mapping[str, Any]) -> Scenario:
    return simulation.parse((folder / f"{case['scenario']}.toml").read_text(encoding="utf-8"))


def _scenarios(services: Services, plan: Plan) -> Iterator[Scenario]:
    folder = services.settings.processes / plan.process / "scenarios"
    return (_read(folder, case) for case in plan.cases)
