"""The demonstration: made-up teams, people and cases, all made by driving the engine.

`processes/demo.toml` says who there is and where each case stands; nothing is written by hand. A case
follows a scenario until its last step lies `idle_days` before now, so some are late and some are not.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from faker import Faker

from engine.calendars import Calendar
from engine.cast import Troupe
from engine.clock import ManualClock
from engine.ids import Ids
from engine.roles import Actor, Grant
from engine.service import CaseService
from engine.simulation import Scenario, Stage, Walk
from engine.simulation import parse as parse_scenario
from web.services import NewAccount, Services

LOGIN = "{role}{number}"
PATIENCE = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Plot:
    """One case to be made: a scenario, how many of its steps, and how long ago the last of them was."""

    scenario: Scenario
    team: str
    shift: timedelta

    @property
    def start(self) -> datetime:
        return self.scenario.clock + self.shift


def furnish(services: Services, secret: str) -> int:
    """Fill an empty house; `secret` is the password hash of every account. The number of cases made."""
    told = tomllib.loads((services.settings.processes / "demo.toml").read_text(encoding="utf-8"))
    people = _people(services, told, secret)
    plots = sorted(_plots(services, told), key=lambda plot: plot.start)
    for number, plot in enumerate(plots):
        _play(services, plot, people, seed=int(told["seed"]) + number)
    return len(plots)


def _people(services: Services, told: Mapping[str, Any], secret: str) -> list[Actor]:
    for team in told["team"]:
        services.keeper.add_team(team["key"], team["title"])
    names = Faker(f"{services.settings.language}_{services.settings.organisation.country}")
    names.seed_instance(int(told["seed"]))
    people = list(_cast(services.ids, told, names))
    for login, actor in people:
        account = NewAccount(actor.id, login, actor.name, secret, actor.grants)
        services.keeper.add_account(account, services.clock.now())
    return [actor for _, actor in people]


def _cast(ids: Ids, told: Mapping[str, Any], names: Faker) -> Iterator[tuple[str, Actor]]:
    """Every account of the file as (login, person); logins count within a role: `curator1`, `curator2`, …"""
    counts: dict[str, int] = {}
    for entry in told["account"]:
        role = entry["role"]
        for _ in range(entry.get("count", 1)):
            counts[role] = counts.get(role, 0) + 1
            grant = Grant(role, entry.get("team"))
            yield LOGIN.format(role=role, number=counts[role]), Actor(ids.new(), names.unique.name(), (grant,))


def _plots(services: Services, told: Mapping[str, Any]) -> Iterator[Plot]:
    folder = services.settings.processes / told["process"] / "scenarios"
    calendar, now = services.calendar(), services.clock.now()
    for entry in told["case"]:
        whole = parse_scenario((folder / f"{entry['scenario']}.toml").read_text(encoding="utf-8"))
        scenario = replace(whole, steps=whole.steps[: entry.get("steps")])
        yield Plot(scenario, entry["team"], _shift(scenario, calendar, now - timedelta(days=entry["idle_days"])))


def _shift(scenario: Scenario, calendar: Calendar, last: datetime) -> timedelta:
    """How far to move the scenario so that its last step happens on the day of `last`, or the working day before."""
    moments = [scenario.clock, *(step.at for step in scenario.steps if step.at)]
    day = calendar.local(last).date()
    if not calendar.is_working(day):
        day = calendar.last_working_day(day)
    return day - calendar.local(moments[-1]).date()


def _play(services: Services, plot: Plot, people: list[Actor], seed: int) -> None:
    """Walk the case, then let time pass until now: timers fire, deadlines go by."""
    now = services.clock.now()
    clock = ManualClock(plot.start)
    cases = CaseService(services.store, clock, services.ids, services.roles)
    stage = Stage(cases, clock, Troupe(people, clock, services.calendar(), seed))
    walk = Walk(stage, plot.scenario, plot.team, plot.shift, PATIENCE)
    for _ in walk:
        pass
    walk.wind(now)
