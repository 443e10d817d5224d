"""People and a worker who act on one database as fast as they can, and say so after each commit.

Runs in a process of its own that may be killed at any instant. What it has said is acknowledged.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from random import Random  # noqa: TID251 - seeded: the same round does the same

from sqlalchemy import select

from engine.case import Case
from engine.errors import Conflict, Gone, Interrupted, NotFound
from engine.service import Answers, DeadlineChange
from engine.stores import Job
from persistence import schema
from persistence.database import Database
from persistence.projections.register import table as register
from persistence.store import CaseStore
from persistence.vault import Vault
from tests.persistence.garden import ANNA, BORIS, HEAD, LEASE, MONDAY, Garden, definition

MASTER = bytes(range(32))
ROUND = timedelta(days=30)
CASES = 12  # open at a time; so few that people get in each other's way
definition()  # compiled once, before a process is forked for a round


@dataclass(frozen=True, slots=True)
class Order:
    """What to do: where, the number of the round, how many people; `actions` each, or until killed."""

    url: str
    round: int
    people: int = 3
    actions: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """An acknowledgement: `command`, `reason` or `timer`, and which one; `failure`, and what went wrong."""

    kind: str
    which: str
    token: int = 0


def open_store(url: str) -> CaseStore:
    return CaseStore(Database(url), Vault(MASTER))


def work(order: Order, to: Connection) -> None:
    """Begin as the product does, without any repair, and go on until killed or done."""
    store = open_store(order.url)
    schema.check(store.database)
    told = threading.Lock()

    def say(said: Said) -> None:
        with told:
            to.send(said)

    people = [Person(store, order, number, say) for number in range(order.people)]
    runs = [*(one.run for one in people), Clockwork(store, order, say, people).run]
    threads = [threading.Thread(target=run) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.database.close()
    to.close()


class Person:
    """Opens, waters, harvests, loses and extends, on cases that others act on too."""

    def __init__(self, store: CaseStore, order: Order, number: int, say: Callable[[Said], None]) -> None:
        self.garden, self.database = Garden(store, f"r{order.round}p{number}"), store.database
        self.garden.clock.wind_to(MONDAY + order.round * ROUND)
        self.say, self.left, self.done = say, order.actions, False
        self.random = Random(f"{order.round} {number}")

    def run(self) -> None:
        try:
            while self.left != 0:
                self.attempt()
        finally:
            self.done = True

    def attempt(self) -> None:
        try:
            self.act()
            self.left = self.left - 1 if self.left else None
        except (Conflict, Gone, NotFound):
            return  # somebody was faster
        except Exception as error:
            self.say(Said("failure", repr(error)))
            raise

    def act(self) -> None:
        self.garden.clock.advance(timedelta(minutes=10))
        try:
            known, case = self.look()
        except Interrupted:
            return None  # nothing was lost: look again
        if case is None or len(known) < CASES:
            return self.command(
                lambda answers: self.garden.service.open(ANNA, "garden", "north", answers), plant="Rose"
            )
        if not case.tasks:
            return None
        task = self.random.choice(list(case.tasks.values()))
        actor = HEAD if task.role == "head" else self.random.choice((ANNA, BORIS))
        if task.node == "water" and self.random.random() < 0.3:
            return self.extend(case.id, task.token)
        if self.random.random() < 0.1 and case.state.messages():
            ((waiting, _, _),) = case.state.messages()
            return self.command(lambda given: self.garden.service.send_message(HEAD, case.id, waiting, given))
        return self.command(
            lambda answers: self.garden.service.complete(actor, case.id, task.token, answers),
            **({"is_ripe": self.random.choice(("yes", "no", "no"))} if task.node == "water" else {}),
        )

    def look(self) -> tuple[list[str], Case | None]:
        """The open cases, and one of them."""
        with self.database.reading() as reader:
            known = list(
                reader.execute(
                    select(register.c.case_id).where(register.c.exit.is_(None)).order_by(register.c.case_id)
                ).scalars()
            )
        return known, self.garden.store.case(self.random.choice(known)) if known else None

    def command(self, act: Callable[[Answers], object], **given: str) -> None:
        command = self.garden.ids.new()
        act(Answers(given, command))
        self.say(Said("command", command))

    def extend(self, case_id: str, token: int) -> None:
        """It carries no command: only the case's version keeps it from counting twice."""
        reason = self.garden.ids.new()
        self.garden.service.change_deadline(HEAD, case_id, token, DeadlineChange("deadline.extended", reason, 1))
        self.say(Said("reason", reason))


class Clockwork:
    """A worker whose clock runs ahead, so that timers are due all the time."""

    def __init__(self, store: CaseStore, order: Order, say: Callable[[Said], None], people: list[Person]) -> None:
        self.garden = Garden(store, f"r{order.round}w")
        self.garden.clock.wind_to(MONDAY + order.round * ROUND + ROUND / 2)
        self.say, self.people = say, people

    def run(self) -> None:
        while not all(person.done for person in self.people):
            self.garden.clock.advance(timedelta(hours=1))
            for job in self.due():
                self.fire(job)

    def due(self) -> list[Job]:
        try:
            return self.garden.store.claim(self.garden.clock.now(), 10, LEASE, self.garden.ids.new())
        except Interrupted:
            return []  # what was claimed all the same is free again when the lease is over

    def fire(self, job: Job) -> None:
        try:
            outcome = self.garden.service.wake(job)
        except (Conflict, Gone):
            return
        except Exception as error:
            self.say(Said("failure", repr(error)))
            raise
        if outcome.opened:
            self.say(Said("timer", job.case_id, job.token))
