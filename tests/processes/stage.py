"""A stage for walking scenarios in memory: the families as published, and people for every role."""

from functools import cache
from pathlib import Path

from engine.calendars import Calendar, build
from engine.cast import Troupe
from engine.clock import ManualClock
from engine.definitions import Bundle, Definition, compile, read
from engine.ids import CountingIds
from engine.memory import MemoryStore
from engine.roles import Actor, Grant, Roles, parse
from engine.service import CaseService
from engine.simulation import Scenario, Stage, Walk
from engine.simulation import parse as parse_scenario

ROOT = Path(__file__).parents[2]
PROCESSES = ROOT / "processes"
FAMILIES = sorted(path.parent for path in PROCESSES.glob("*/process.toml"))
TEAM = "team"


@cache
def roles() -> Roles:
    return parse((PROCESSES / "roles.toml").read_text(encoding="utf-8"))


@cache
def published(family: str) -> tuple[Bundle, Definition]:
    """A family's bundle and definition, compiled once."""
    bundle = read(PROCESSES / family, ROOT / "forms")
    return bundle, compile(bundle, roles={role.key for role in roles()})


@cache
def calendar() -> Calendar:
    """Monday to Friday, nine to six, Moscow, with Russian holidays and transfers."""
    return build(range(2024, 2036))


def scenario(path: Path) -> Scenario:
    return parse_scenario(path.read_text(encoding="utf-8"))


def walk(found: Scenario) -> tuple[Walk, MemoryStore]:
    """A walk of a scenario that has not begun, and the store it will live in."""
    store, clock = MemoryStore(), ManualClock(found.clock)
    bundle, definition = published(found.process)
    store.adopt(calendar(), found.clock)
    store.publish(bundle, definition, found.clock, None)
    people = [Actor(f"{role.key}-{n}", role.title, (Grant(role.key, TEAM),)) for role in roles() for n in (1, 2)]
    store.people = {who.id: who.grants for who in people}
    service = CaseService(store, clock, CountingIds(), roles())
    return Walk(Stage(service, clock, Troupe(people, clock, calendar())), found, TEAM), store
