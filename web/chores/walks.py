"""Walks of drafts that have ended are forgotten, once a day."""

from datetime import datetime, timedelta
from typing import Any

from engine.stores import Chore, Job
from web.chores.kind import Kind

DAY = timedelta(days=1)


def _forget(services: Any, job: Job) -> Chore | None:
    services.trying.forget()
    return Chore(job.kind, job.key, services.clock.now() + DAY)


def _at_once(now: datetime) -> datetime:
    return now


WALKS = Kind("forgetting_walks", _forget, _at_once)
