"""Signals thrown in one case reach every other that awaits them."""

from typing import Any

from engine.journal import SIGNAL
from engine.stores import Chore, Job
from web.chores.kind import Kind


def _spread(services: Any, job: Job) -> Chore | None:
    """Each case hears it in a transaction of its own, and once: done again, it goes on with who is left."""
    found: Chore | None = services.cases.spread(job)
    return found


SIGNALS = Kind(SIGNAL, _spread)
