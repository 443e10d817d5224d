"""The scenarios of a draft walked against it, in memory: which go as they say, and where the others leave the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from engine import simulation
from engine.calendars import Calendar, build
from engine.cast import Troupe
from engine.clock import ManualClock
from engine.definitions import Definition
from engine.errors import OporaError
from engine.ids import CountingIds
from engine.memory import MemoryStore
from engine.roles import Actor, Grant, Roles
from engine.service import CaseService
from engine.simulation import Scenario, Stage, Step, Walk
from engine.studio.draft import Draft
from forms.made_up import MadeUp

TEAM = "team"
YEARS_ON = 10
REMEMBERED = 32


@dataclass(frozen=True, slots=True)
class Walked:
    """A scenario and why it did not go as it says; None when it did.

    `taken` is how many of its steps were begun, `passed` the elements and flows it came through, `exit` where it ended.
    """

    name: str
    title: str
    problem: OporaError | LookupError | None
    taken: int = 0
    passed: frozenset[str] = frozenset()
    exit: str | None = None

    @property
    def is_fine(self) -> bool:
        return self.problem is None


def walk_all(draft: Draft, definition: Definition, roles: Roles) -> list[Walked]:
    """Every scenario of the draft, each in a world of its own: no case, person or date of the house is touched."""
    found = ((name, text) for name, text in draft.files.items() if name.startswith("scenarios/"))
    return [_walked(name, simulation.parse(text), (draft, definition), roles) for name, text in found]


class _Counted(Walk):
    """A walk that counts its steps."""

    taken = 0

    def take(self, step: Step) -> None:
        self.taken += 1
        super().take(step)


def _walked(name: str, scenario: Scenario, made: tuple[Draft, Definition], roles: Roles) -> Walked:
    walk = _Counted(world(made, roles, scenario.clock), scenario, TEAM)
    problem: OporaError | LookupError | None = None
    try:
        walk.run()
    except (OporaError, LookupError) as error:
        problem = error
    store = walk.stage.service.store
    events = store.history(walk.case_id) if walk.case_id else []
    told = (str(event.data[key]) for event in events for key in ("node", "flow") if event.data.get(key))
    exit_id = store.case(walk.case_id).exit if walk.case_id else None
    return Walked(name, scenario.title, problem, walk.taken, frozenset(told), exit_id)


def world(made: tuple[Draft, Definition], roles: Roles, at: datetime) -> Stage:
    """A world of its own in which the draft is in force from a moment on: two made-up people for every role."""
    draft, definition = made
    store, clock, calendar = MemoryStore(), ManualClock(at), _calendar(at.year)
    store.adopt(calendar, at)
    store.publish(draft.bundle, definition, at, None)
    people = list(_people(roles))
    store.people = {who.id: who.grants for who in people}
    service = CaseService(store, clock, CountingIds(), roles)
    return Stage(service, clock, cast(roles, clock, calendar))


def cast(roles: Roles, clock: ManualClock, calendar: Calendar, seed: int = 1) -> Troupe:
    """Those people; another seed makes up other answers, of the same family."""
    troupe = Troupe(list(_people(roles)), clock, calendar, seed)
    troupe.settle(MadeUp(1, clock.now()).surnames(1)[0])
    return troupe


def _people(roles: Roles) -> Iterable[Actor]:
    """Two people for every role: some forms ask for two of a kind."""
    return (Actor(f"{role.key}-{n}", role.title, (Grant(role.key, TEAM),)) for role in roles for n in (1, 2))


@lru_cache(maxsize=8)
def _calendar(year: int) -> Calendar:
    """Scenarios promise by one calendar everywhere: Monday to Friday, nine to six, with the state's holidays."""
    return build(range(year - 1, year + YEARS_ON))
