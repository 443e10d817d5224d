"""What keeps itself honest: the log is written on and signed, everything is looked over, old looks are forgotten."""

from datetime import datetime, timedelta
from typing import Any

from engine.stores import Chore, Job
from web.chores.kind import Kind

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
KEPT = timedelta(days=7)  # event logs that were asked for


def _sign(services: Any, job: Job) -> Chore | None:
    now = services.clock.now()
    services.oversight.notary.run(now)
    return Chore(job.kind, job.key, now + MINUTE)


def _inspect(services: Any, job: Job) -> Chore | None:
    """Some cases at a time."""
    now = services.clock.now()
    more = services.oversight.go_on(int(job.payload["inspection"]), now)
    return Chore(job.kind, job.key, now, job.payload) if more else None


def _forget(services: Any, job: Job) -> Chore | None:
    now = services.clock.now()
    services.oversight.expire(now - timedelta(days=services.settings.access_days))
    services.log_orders.forget(now - KEPT)
    return Chore(job.kind, job.key, now + DAY)


def _at_once(now: datetime) -> datetime:
    return now


SIGNING = Kind("signing", _sign, _at_once)
INSPECTING = Kind("inspecting", _inspect)
FORGETTING = Kind("forgetting_looks", _forget, _at_once)
