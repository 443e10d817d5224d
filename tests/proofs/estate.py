"""The stored garden and the model of it, side by side: who acts, how an action may end, what is expected of it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from engine import definitions
from engine.clock import ManualClock
from engine.definitions import Bundle
from engine.errors import Conflict, NotAllowed, OporaError, Suspended
from engine.ids import CountingIds
from engine.operating import Operating
from engine.roles import Actor, Grant, parse
from engine.service import CaseService
from engine.stores import Job
from engine.tasks import OpenTask
from tests.persistence.garden import ANNA, BORIS, BUNDLE, HEAD, MONDAY, ROLES, SOUTH
from tests.proofs.plant import Plant
from tests.proofs.stores import Crash, crashing

OPERATOR = Actor("operator", "Operator", (Grant("operator", None),))
POWERS = parse(ROLES + '\n[[role]]\nkey = "operator"\ntitle = "Operator"\npermissions = ["case.operate:all"]\n')
RENAMED = Bundle({name: text.replace('name="Harvest"', 'name="Reap"') for name, text in BUNDLE.files.items()})
VERSIONS = (definitions.compile(BUNDLE), definitions.compile(RENAMED))
PEOPLE = {one.id: one for one in (ANNA, BORIS, HEAD, SOUTH)}
ROLE = {"water": "gardener", "remind": "head", "harvest": "head"}

some = st.integers(0, 999)
people = st.sampled_from([*PEOPLE.values()])
workers = st.sampled_from([ANNA, ANNA, BORIS, HEAD, HEAD, SOUTH])
fates = st.sampled_from([None] * 6 + ["before", "middle", "after"])
gardeners = st.sampled_from(["anna", "boris"])
yes = st.booleans()


class Estate(RuleBasedStateMachine):
    """What happens to the stored garden happens to the model; both must look the same after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.ids = ManualClock(MONDAY), CountingIds("case")
        self.plants: dict[str, Plant] = {}
        self.sent: list[tuple[str, Callable[[CaseService], Any]]] = []
        self.closed: list[tuple[str, int, str]] = []
        self.fired: list[Job] = []
        self.commands = self.steps = 0
        self.seen: dict[str, bytes] = {}

    # --- the store, given by those who derive -------------------------------------------------

    store: Any  # a Store

    def restart(self) -> None:
        """The process ends and another one begins."""

    def check_store(self) -> None:
        """What must hold of this kind of store."""

    def shown(self, actor: Actor) -> list[tuple[str, int, str]]:
        """The tasks that the person finds: case, token, node."""
        raise NotImplementedError

    # --- acting -------------------------------------------------------------------------------

    def people_of(self, fate: str | None) -> CaseService:
        store = crashing(self.store, fate) if fate else self.store
        return CaseService(store, self.clock, self.ids, POWERS)

    def act(self, fate: str | None, verb: Callable[[CaseService], Any]) -> bool:
        """Whether it took effect; whoever crashes may have come to his commit or not."""
        try:
            verb(self.people_of(fate))
        except Crash:
            self.restart()
            return fate == "after"
        return True

    def operate(self, fate: str | None, verb: Callable[[Operating], Any]) -> bool:
        return self.act(fate, lambda people: verb(Operating(people.store, self.clock, self.ids, POWERS)))

    def refused(self, errors: tuple[type[OporaError], ...], verb: Callable[[CaseService], Any]) -> None:
        with pytest.raises(errors):
            verb(self.people_of(None))

    def command(self) -> str:
        self.commands += 1
        return f"command-{self.commands}"

    def case(self, number: int, *, is_open: bool = True) -> tuple[str, Plant]:
        """One of the cases, by a drawn number."""
        chosen = [key for key, plant in self.plants.items() if not (is_open and plant.exit)]
        key = chosen[number % len(chosen)]
        return key, self.plants[key]

    def task(self, number: int) -> tuple[str, Plant, OpenTask]:
        """An open task of an open case, if its case has one: else of another."""
        found = [(key, plant) for key, plant in self.plants.items() if plant.tasks]
        key, plant = found[number % len(found)]
        tasks = [*self.store.case(key).tasks.values()]
        return key, plant, tasks[number % len(tasks)]

    def changed(self) -> list[tuple[str, Plant]]:
        """Cases that moved since the last look."""
        heads = {key: self.store.case(key).head for key in self.plants}
        moved = [(key, plant) for key, plant in self.plants.items() if heads[key] != self.seen.get(key)]
        self.seen = heads
        return moved

    @property
    def has_open(self) -> bool:
        return any(plant.exit is None for plant in self.plants.values())

    @property
    def has_task(self) -> bool:
        return any(plant.tasks for plant in self.plants.values())

    def expected(self, plant: Plant, task: OpenTask, actor: Actor) -> type[OporaError] | None:
        """What must become of an attempt to do a task."""
        if plant.suspended:
            return Suspended
        if actor.id == task.assignee:
            return None
        if not actor.has_role(ROLE[task.node], "north"):
            return NotAllowed
        return Conflict if task.assignee else None
