"""Timer start events: at their moments cases open by themselves."""

from typing import Any

from engine import openings
from engine.stores import Chore, Job
from web.chores.kind import Kind


def _open(services: Any, job: Job) -> Chore | None:
    """Each case is opened in a transaction of its own, and once: done again, it goes on with what is left."""
    found: Chore | None = services.cases.open_due(job)
    return found


OPENINGS = Kind(openings.START, _open)
