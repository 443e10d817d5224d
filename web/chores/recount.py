"""Answers are counted anew after a version with other indicators was published; twice does no harm."""

from typing import Any

from engine.stores import Chore, Job
from web.chores.kind import Kind


def _do(services: Any, job: Job) -> Chore | None:
    services.recount(str(job.payload["process"]))
    return None


RECOUNT = Kind("recount", _do)
