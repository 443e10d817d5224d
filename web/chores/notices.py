"""Notices: deadlines are looked at, mail that cannot wait and daily digests go out, old notices are forgotten."""

from datetime import datetime, timedelta
from typing import Any

from engine.notices import HERE
from engine.stores import Chore, Job
from persistence.queries import notices, people, worklist
from persistence.queries.scope import Viewer
from web.chores.kind import Kind
from web.letters import Secretary

MINUTE, DAY, KEPT = timedelta(minutes=1), timedelta(days=1), timedelta(days=90)
LONGEST_AWAY = timedelta(days=3)
MOST = 30


def _watch(services: Any, job: Job) -> Chore | None:
    """Once a minute; after the server was away, what passed meanwhile is told too."""
    now, calendar = services.clock.now(), services.calendar()
    told = job.payload.get("since")
    since = max(datetime.fromisoformat(told), now - LONGEST_AWAY) if told else now - DAY
    services.notices.sweep(calendar, since, now)
    while services.post.goes and services.notices.post(calendar, now):
        continue
    return Chore(job.kind, job.key, now + MINUTE, {"since": now.isoformat()})


def _letter(services: Any, job: Job) -> Chore | None:
    """Everything that waits for the person goes into one letter; a second job for it finds nothing."""
    who, now = str(job.payload["account"]), services.clock.now()
    with services.database.reading() as reader:
        account, wish = people.by_id(reader, who), notices.wish(reader, who)
        rows = notices.waiting(Viewer(reader, account.actor, services.roles, now)) if account else ()
    if account is None or not rows:
        return None
    live = [row for row in rows if row.open]
    if wish.email and account.active and live:
        secretary = Secretary(services.settings, services.calendar())
        services.post.send(secretary.at_once(wish.email, account.language, live, now))
    services.notices.sent(who, [row.id for row in rows])
    return None


def _digest(services: Any, job: Job) -> Chore | None:
    """The day's letter; none when there is nothing to say, and no more when the person wants none."""
    who, now, calendar = str(job.payload["account"]), services.clock.now(), services.calendar()
    with services.database.reading() as reader:
        account, wish = people.by_id(reader, who), notices.wish(reader, who)
        following = wish.next_digest(calendar, now)
        if account is None or not account.active or not wish.email or following is None:
            return None
        viewer = Viewer(reader, account.actor, services.roles, now)
        counts, page = worklist.counts(viewer), notices.page(viewer, size=MOST, only_unread=True)
    rows = [row for row in page.rows if wish.way(row.kind) != HERE]
    if rows or counts.mine or counts.offered:
        secretary = Secretary(services.settings, calendar)
        told = counts, rows, page.next is not None
        services.post.send(secretary.digest(wish.email, account.language, told, now))
    return Chore(job.kind, job.key, following, job.payload)


def _forget(services: Any, job: Job) -> Chore | None:
    now = services.clock.now()
    services.notices.forget(now - KEPT)
    return Chore(job.kind, job.key, now + DAY)


def _at_once(now: datetime) -> datetime:
    return now


WATCHING = Kind("notices", _watch, _at_once)
LETTER = Kind("letter", _letter)
DIGEST = Kind("digest", _digest)
FORGETTING = Kind("forgetting_notices", _forget, _at_once)
