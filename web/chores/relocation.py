"""Open cases go to another version, batch by batch, in the name of whoever asked for it."""

from typing import Any

from engine.relocating import CHORE
from engine.stores import Chore, Job
from persistence.queries import people
from web.chores.kind import Kind


def _carry(services: Any, job: Job) -> Chore | None:
    """A batch under the rights that the person has now; who may sign in no more moves nobody."""
    number = int(job.payload["relocation"])
    relocation = services.relocating.ledger.relocation(number)
    with services.database.reading() as reader:
        account = people.by_id(reader, relocation.asked_by)
    if account is None or not account.active:
        services.relocating.stop(number)
        return None
    more = services.relocating.go_on(account.actor, number)
    return Chore(job.kind, job.key, services.clock.now(), job.payload) if more else None


RELOCATION = Kind(CHORE, _carry)
