"""An office at work: a published family, its people, and cases that all stand at a task which comes again and again."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import Connection

from engine.cast import Troupe
from engine.clock import ManualClock
from engine.ids import RandomIds
from engine.roles import Actor, Grant
from engine.service import Answers, CaseService, Outcome
from engine.simulation import Scenario, Stage, Walk
from persistence import accounts
from persistence.accounts import NewAccount
from persistence.database import Database
from persistence.schema import migrate
from persistence.store import CaseStore
from persistence.vault import Vault
from tests.processes.stage import PROCESSES, calendar, published, roles, scenario

FAMILY, TEAM = "casework", "team"
MASTER = bytes(range(32))
WALK, TASK, FORM = "10_permanent", "T5_1_act", "casework/14_plan_results"
MEETING = datetime.fromisoformat("2024-10-14T16:00:00+03:00")

ANSWERS = {
    "fund_actions": [
        {"action": "Collect the papers for the allowance", "who": "curator", "status": "done", "result": "Filed"},
        {"action": "Buy a school uniform", "who": "curator", "status": "partly", "result": "One of two"},
        {"action": "Five meetings with a psychologist", "who": "psychologist", "status": "not_due"},
    ],
    "parent_actions": [
        {"action": "Apply for the allowance", "who": "mother", "status": "done", "result": "Did it alone"},
        {"action": "Tidy the children's room", "who": "father", "status": "partly"},
    ],
    "help": [
        {
            "service": "material",
            "what": "School uniform, 1",
            "cost": "0",
            "act": "15",
            "given_on": "14.10.2024",
            "provider": "Curator",
            "no_money": "yes",
        }
    ],
    "gap": "no",
    "card_updated": "yes",
    "met_at": "14.10.2024",
    "progress": "The mother called the office herself and made an appointment. " * 3,
    "difficulties": "No bus to the town; the curator drives.",
    "next_step": "continue",
}
"""A form as it comes from the page: three groups, texts, a date, money, and the choice that decides the way."""


@dataclass(frozen=True, slots=True)
class Place:
    """A case's open task and who has it."""

    case_id: str
    token: int
    actor: Actor


@cache
def people() -> tuple[Actor, ...]:
    """Two of every role, eight of them who lead cases."""
    return tuple(
        Actor(f"{role.key}-{n}", f"{role.title} {n}", (Grant(role.key, TEAM),))
        for role in roles()
        for n in range(1, 9 if role.key == "curator" else 3)
    )


@cache
def opening_walk() -> Scenario:
    """The way from the opening to the task."""
    found = scenario(PROCESSES / FAMILY / "scenarios" / f"{WALK}.toml")
    upto = next(place for place, step in enumerate(found.steps) if step.complete == TASK)
    return Scenario(found.title, found.process, found.clock, found.opening, found.steps[:upto], None)


def lay_out(url: str, cases: int) -> None:
    """Fill an empty database: everybody has an account, the cases have walked up to the task."""
    migrate(url)
    database = Database(url)
    database.write(_settle)
    store, clock = CaseStore(database, Vault(MASTER)), ManualClock(opening_walk().clock)
    store.publish(*published(FAMILY), clock.now(), None)
    store.adopt(calendar(), clock.now())
    service = CaseService(store, clock, RandomIds(), roles())
    stage = Stage(service, clock, Troupe(people(), clock, calendar()))
    walks = [Walk(stage, opening_walk(), TEAM) for _ in range(cases)]
    for steps in zip(*map(iter, walks), strict=True):
        assert steps
    database.close()


def _settle(connection: Connection) -> None:
    accounts.add_team(connection, TEAM, "Team")
    for actor in people():
        accounts.add(connection, NewAccount(actor.id, actor.id, actor.name, "-", actor.grants), opening_walk().clock)


class Office:
    """The office open for work: its database, its service, and where its cases stand."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.store = CaseStore(self.database, Vault(MASTER))
        self.store.shelf.keep(published(FAMILY)[1])
        self.clock = ManualClock(MEETING)
        self.ids = RandomIds()
        self.service = CaseService(self.store, self.clock, self.ids, roles())
        self.places, self._sent = self._places(), count()

    def act(self, number: int, answers: Any = ANSWERS) -> Outcome:
        """The person who has the task of case `number` sends its form; the case comes back to the task."""
        place = self.places[number]
        given = Answers(answers, f"command-{next(self._sent)}")
        outcome = self.service.complete(place.actor, place.case_id, place.token, given)
        self.places[number] = Place(place.case_id, outcome.opened[0].token, place.actor)
        return outcome

    def close(self) -> None:
        self.database.close()

    def _places(self) -> list[Place]:
        known = {actor.id: actor for actor in people()}
        with self.database.reading() as reader:
            found = reader.exec_driver_sql(f"SELECT case_id, token, assignee FROM open_task WHERE node = '{TASK}'")
            return [Place(case_id, token, known[who]) for case_id, token, who in sorted(found)]
