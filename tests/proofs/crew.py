"""Workers and people in processes of their own, as on machines of their own: only the database joins them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any, cast

from engine.clock import ManualClock
from engine.errors import Conflict
from engine.ids import RandomIds
from engine.service import Answers, CaseService
from engine.stores import Job
from persistence.store import CaseStore
from persistence.tables import case_state, job
from tests.persistence.garden import EVERYBODY, MONDAY, Garden, roles
from tests.proofs.load import open_store
from web.services import Services
from web.worker import Worker

DUE = MONDAY + timedelta(days=4)
"""When the timers of everything sown on Monday are due."""
FAR = timedelta(days=700)
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Shift:
    """A worker's orders: where, and what its clock shows; `waits` to be told before it fires what it claimed."""

    url: str
    now: datetime = DUE
    waits: bool = False


def work(shift: Shift, to: Connection) -> None:
    """The product's worker, until nothing is due; tells how many timers it claimed each time."""
    store = open_store(shift.url)
    clock, ids = ManualClock(shift.now), RandomIds()
    seen: Any = Telling(store, to) if shift.waits else store
    services = SimpleNamespace(store=seen, clock=clock, ids=ids, cases=CaseService(store, clock, ids, roles()))
    worker = Worker(cast(Services, services))
    while claimed := worker.once():
        if not shift.waits:
            to.send(claimed)
    to.send(0)
    store.database.close()


class Telling:
    """A store that tells what was claimed, and hands it out when told to."""

    def __init__(self, store: CaseStore, to: Connection) -> None:
        self._store, self._to = store, to

    def claim(self, *given: Any) -> list[Job]:
        jobs = self._store.claim(*given)
        self._to.send([(job.case_id, job.token) for job in jobs])
        if jobs:
            self._to.recv()
        return jobs

    def fail(self, *given: Any) -> None:
        self._store.fail(*given)


@dataclass(frozen=True, slots=True)
class Errand:
    """What a person is to do: claim or complete a task."""

    url: str
    actor: str
    case_id: str
    token: int
    verb: str


def person(errand: Errand, to: Connection) -> None:
    """Do it when told; tell `("done", actor, verb)`, or who was faster and by what."""
    garden = Garden(open_store(errand.url))
    actor = next(one for one in EVERYBODY if one.id == errand.actor)
    garden.store.case(errand.case_id)
    to.send("ready")
    to.recv()
    try:
        if errand.verb == "claim":
            garden.service.claim(actor, errand.case_id, errand.token)
        else:
            garden.service.complete(actor, errand.case_id, errand.token, Answers({"is_ripe": "no"}))
        to.send(("done", actor.id, errand.verb))
    except Conflict as error:
        to.send((error.code, error.who, error.what))


def wait_far_ahead(store: CaseStore, like: str, count: int) -> None:
    """Cases whose timers are due in years: copies of one, without a history."""
    for first in range(0, count, AT_ONCE):
        names = [f"far-{number}" for number in range(first, min(first + AT_ONCE, count))]
        store.database.write(partial(_copy, like=like, names=names))


def _copy(connection: Any, like: str, names: Sequence[str]) -> None:
    row = connection.execute(case_state.select().where(case_state.c.case_id == like)).one()._asdict()
    waiting = connection.execute(job.select().where(job.c.case_id == like)).one()._asdict()
    del waiting["id"]
    far = waiting | {"at": waiting["at"] + FAR, "due": waiting["due"] + FAR}
    connection.execute(case_state.insert(), [row | {"case_id": name} for name in names])
    connection.execute(job.insert(), [far | {"case_id": name} for name in names])
