"""What the clock tells people, what is to be mailed to whom, and what people have read and want.

Reminders are found by one sweep over the open tasks, not by a job per deadline: two indexed ranges a minute, whatever
number of tasks is open, and nothing to be cancelled when a deadline moves.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.calendars import Calendar
from engine.notices import AT_ONCE, Escalation, Preference, superiors
from engine.roles import Roles
from engine.stores import Chore
from persistence import chores
from persistence.database import Database
from persistence.notice_tables import letter, notice, notice_read, preference
from persistence.notices import ADD, row
from persistence.prepared import Row
from persistence.projections.worklist import table as open_task
from persistence.queries import notices as reading
from persistence.tables import account, role_grant

LETTER, DIGEST = "letter", "digest"
OVERLAP = timedelta(minutes=2)  # what was being written while the sweep before looked
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Noticeboard:
    """Writes notices that no action makes, and marks."""

    database: Database
    roles: Roles
    rules: Sequence[Escalation]

    def sweep(self, calendar: Calendar, since: datetime, now: datetime) -> int:
        """Remind of deadlines that came near or passed between two moments; how many notices. Twice does no harm."""
        since -= OVERLAP
        with self.database.reading() as reader:
            held = {tuple(row) for row in reader.execute(_HELD)}
            rows = [*_reminders(reader, since, now), *_late(reader, since, now), *_followed(reader, since, now)]
            for rule in self.rules:
                if span := rule.window(calendar, since, now):
                    rows += self._escalated(reader, rule, span, held)
        rows = [{**one, "at": now} for one in rows]
        if rows:
            self.database.write(lambda connection: ADD.run(connection, rows))
        return len(rows)

    def _escalated(
        self, reader: Connection, rule: Escalation, span: tuple[datetime, datetime], held: set[Any]
    ) -> Iterator[Row]:
        for task in _due(reader, *span):
            if not rule.concerns(task.process, task.role):
                continue
            above = [role for role in superiors(self.roles, task.role) if {(role, task.team), (role, None)} & held]
            for role in above[rule.levels - 1 : rule.levels]:
                yield row("escalated", f"{_key(task)}:{rule.after}", role=role, team=task.team, **_told(task))

    def post(self, calendar: Calendar, now: datetime) -> bool:
        """Decide what of the latest notices is mailed at once, to whom and when; whether there may be more."""

        def act(connection: Connection) -> bool:
            new = connection.execute(select(notice).where(~notice.c.posted).order_by(notice.c.id).limit(AT_A_TIME))
            found = new.all()
            wishes = reading.with_address(connection) if found else {}
            for one in found:
                self._address(connection, one, wishes, lambda wish: wish.audible(calendar, now))
            posted = update(notice).where(notice.c.id.in_([one.id for one in found])).values(posted=True)
            if found:
                connection.execute(posted)
            return len(found) == AT_A_TIME

        return self.database.write(act)

    def _address(
        self, connection: Connection, one: Any, wishes: Mapping[str, Preference],
        moment: Callable[[Preference], datetime],
    ) -> None:  # fmt: skip
        whom = [one.account_id] if one.account_id else reading.holders(connection, self.roles, one.role, one.team)
        for who in whom:
            wish = wishes.get(who)
            if wish is None or who == one.by or wish.way(one.kind) != AT_ONCE:
                continue
            new = _insert(connection)(letter).values(account_id=who, notice_id=one.id)
            connection.execute(new.on_conflict_do_nothing())
            chores.add(connection, Chore(LETTER, f"{LETTER}:{who}:{one.id}", moment(wish), {"account": who}))

    def sent(self, who: str, ids: Sequence[int]) -> None:
        """These went out by mail."""
        mine = (letter.c.account_id == who, letter.c.notice_id.in_(ids))
        self.database.write(lambda connection: connection.execute(delete(letter).where(*mine)).rowcount)

    def read(self, who: str, notice_id: int) -> None:
        """A notice is read."""
        self.database.write(lambda connection: _read(connection, who, notice_id))

    def read_all(self, who: str, until: int) -> None:
        """Everything up to that notice is read."""
        self.database.write(lambda connection: _set(connection, who, {"seen": until}))

    def prefer(self, wish: Preference, digest_at: datetime | None) -> None:
        """Keep how a person wants to be told; the next digest goes out then."""
        values = {"email": wish.email, "channels": orjson.dumps(dict(wish.channels)).decode(),
                  "digest_hour": wish.digest_hour, "quiet_from": wish.quiet_from, "quiet_to": wish.quiet_to,
                  "days_off": wish.days_off}  # fmt: skip
        key = f"{DIGEST}:{wish.account}:"
        wanted = [Chore(DIGEST, key, digest_at, {"account": wish.account})] if digest_at and wish.email else []

        def act(connection: Connection) -> None:
            _set(connection, wish.account, values)
            chores.replace(connection, key, wanted, lambda _chore, _payload: False)

        self.database.write(act)

    def open_feed(self, who: str, hashed: str | None) -> None:
        """Give the person's calendar another secret address, or (None) none."""
        self.database.write(lambda connection: _set(connection, who, {"feed": hashed}))

    def forget(self, before: datetime) -> None:
        """Old notices go, read or not."""

        def act(connection: Connection) -> None:
            old = select(func.coalesce(func.max(notice.c.id), 0)).where(notice.c.at < before).scalar_subquery()
            connection.execute(delete(notice_read).where(notice_read.c.notice_id <= old))
            connection.execute(delete(letter).where(letter.c.notice_id <= old))
            connection.execute(delete(notice).where(notice.c.at < before))

        self.database.write(act)


_HELD = select(role_grant.c.role, role_grant.c.team).join(account, account.c.id == role_grant.c.account_id).where(
    account.c.active
).distinct()  # fmt: skip
_TASK = select(
    open_task.c.case_id, open_task.c.token, open_task.c.process, open_task.c.team, open_task.c.role,
    open_task.c.assignee, open_task.c.name, open_task.c.due, open_task.c.follow_up,
).where(~open_task.c.suspended)  # fmt: skip


def _due(reader: Connection, since: datetime, until: datetime) -> Sequence[Any]:
    return reader.execute(_TASK.where(open_task.c.order_by > since, open_task.c.order_by <= until)).all()


def _reminders(reader: Connection, since: datetime, now: datetime) -> Iterator[Row]:
    near = (open_task.c.warn_at > since, open_task.c.warn_at <= now, open_task.c.due > now)
    for task in reader.execute(_TASK.where(*near, or_(open_task.c.offered_at < open_task.c.warn_at))):
        yield row("reminder", _key(task), **_whom(task), **_told(task))


def _late(reader: Connection, since: datetime, now: datetime) -> Iterator[Row]:
    for task in _due(reader, since, now):
        yield row("late", _key(task), **_whom(task), **_told(task))


def _followed(reader: Connection, since: datetime, now: datetime) -> Iterator[Row]:
    came = (open_task.c.follow_up > since, open_task.c.follow_up <= now, open_task.c.assignee.is_not(None))
    for task in reader.execute(_TASK.where(*came)):
        key = f"{task.case_id}:{task.token}:{task.follow_up.isoformat()}"
        yield row("follow_up", key, account_id=task.assignee, **_told(task))


def _key(task: Any) -> str:
    return f"{task.case_id}:{task.token}:{task.due.isoformat()}"


def _whom(task: Any) -> dict[str, Any]:
    return {"account_id": task.assignee} if task.assignee else {"role": task.role, "team": task.team}


def _told(task: Any) -> dict[str, Any]:
    return {"case_id": task.case_id, "token": task.token, "about": task.name, "due": task.due}


def _read(connection: Connection, who: str, notice_id: int) -> None:
    new = _insert(connection)(notice_read).values(account_id=who, notice_id=notice_id)
    connection.execute(new.on_conflict_do_nothing())


def _set(connection: Connection, who: str, values: Mapping[str, Any]) -> None:
    new = _insert(connection)(preference).values(account_id=who, **values)
    connection.execute(new.on_conflict_do_update(index_elements=["account_id"], set_=dict(values)))


def _insert(connection: Connection) -> "type[postgresql.Insert] | type[sqlite.Insert]":
    return postgresql.Insert if connection.dialect.name == "postgresql" else sqlite.Insert
