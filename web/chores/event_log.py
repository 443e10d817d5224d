"""Event logs of many cases, some cases at a time, under the rights their asker has now."""

from typing import Any

from engine.stores import Chore, Job
from persistence.queries import event_logs, people
from persistence.queries.scope import Viewer
from web.audit import ordering
from web.audit.mining import Telling
from web.chores.kind import Kind

AT_ONCE = 200  # cases in a part


def _write(services: Any, job: Job) -> Chore | None:
    number, now = int(job.payload["order"]), services.clock.now()
    with services.database.reading() as reader:
        order = event_logs.order(reader, number)
        account = people.by_id(reader, order.account_id)
        if order.ended_at or account is None or not account.active:
            return None
        viewer = Viewer(reader, account.actor, services.roles, now)
        traces = list(event_logs.traces(viewer, order.chosen, AT_ONCE, order.last))
    telling = Telling(services.settings.secret, services.store.definition)
    parts, told = ordering.written(order, traces, telling)
    ended = len(traces) < AT_ONCE
    services.log_orders.add(number, order.seen, parts, {
        "seen": order.seen + len(traces), "last": event_logs.mark(traces[-1]) if traces else order.last,
        "told": told or order.told, "ended_at": now if ended else None,
    })  # fmt: skip
    return None if ended else Chore(job.kind, job.key, now, job.payload)


EVENT_LOG = Kind("event_log", _write)
