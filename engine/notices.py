"""What people are told of: kinds, how each comes by default, when nobody is disturbed, who is told of lateness."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from engine.calendars import Calendar
from engine.errors import N_
from engine.roles import Roles

HERE, DIGEST, AT_ONCE = "here", "digest", "now"
WAYS = (HERE, DIGEST, AT_ONCE)

MENTION, TASK, OFFERED, TRANSFER = "mention", "task", "offered", "transfer"
DEADLINE, ESCALATED, APPROVAL = "deadline", "escalated", "approval"

GROUPS = {
    MENTION: N_("Somebody calls me in a comment"),
    TASK: N_("A task or a place in a case comes to me"),
    OFFERED: N_("A task is offered to my role"),
    TRANSFER: N_("A case is passed to me, or my offer is answered"),
    DEADLINE: N_("A deadline comes near or has passed, a day I chose has come"),
    ESCALATED: N_("A deadline of somebody I am the superior of has passed"),
    APPROVAL: N_("A change of a method waits for approval, or was decided"),
}
DEFAULTS = {
    MENTION: DIGEST, TASK: DIGEST, OFFERED: HERE, TRANSFER: AT_ONCE, DEADLINE: DIGEST, ESCALATED: AT_ONCE,
    APPROVAL: DIGEST,
}  # fmt: skip
KINDS = {
    "mention": MENTION, "opened": TASK, "assigned": TASK, "delegated": TASK, "returned": TASK, "seat": TASK,
    "standing_in": TASK,
    "offered": OFFERED, "transfer_offered": TRANSFER, "transfer_accepted": TRANSFER, "transfer_declined": TRANSFER,
    "transfer_withdrawn": TRANSFER, "reminder": DEADLINE, "late": DEADLINE, "follow_up": DEADLINE,
    "escalated": ESCALATED, "approval_asked": APPROVAL, "approval_given": APPROVAL, "approval_refused": APPROVAL,
}  # fmt: skip
"""Every kind of notice and the group in which people choose how it reaches them."""


@dataclass(frozen=True, slots=True)
class Preference:
    """How a person wants to be told: hours are whole hours of the organisation's day; no address, no mail."""

    account: str
    email: str = ""
    channels: Mapping[str, str] = field(default_factory=dict)
    digest_hour: int | None = 9
    quiet_from: int = 20
    quiet_to: int = 8
    days_off: bool = False
    feed: bool = False

    def way(self, kind: str) -> str:
        """In which way a notice of this kind comes to the person."""
        group = KINDS[kind]
        return self.channels.get(group, DEFAULTS[group])

    def audible(self, calendar: Calendar, moment: datetime) -> datetime:
        """The moment itself; in quiet hours their end, on a day off the opening of the next working day."""
        here = calendar.local(moment)
        while True:
            if not self.days_off and not calendar.is_working(here.date()):
                here = calendar.opens(calendar.next_working_day(here.date()))
            elif self._is_quiet(here.hour):
                over = datetime.combine(here.date(), time(self.quiet_to), calendar.zone)
                here = over if over > here else over + timedelta(days=1)
            else:
                return here

    def next_digest(self, calendar: Calendar, now: datetime) -> datetime | None:
        """When the next digest is due: at the chosen hour of a working day."""
        if self.digest_hour is None:
            return None
        here = calendar.local(now)
        first = datetime.combine(here.date(), time(self.digest_hour), calendar.zone)
        if first > here and calendar.is_working(here.date()):
            return first
        return datetime.combine(calendar.next_working_day(here.date()), time(self.digest_hour), calendar.zone)

    def _is_quiet(self, hour: int) -> bool:
        begins, ends = self.quiet_from, self.quiet_to
        return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


@dataclass(frozen=True, slots=True)
class Escalation:
    """Whom to tell that a deadline has passed: so many working days after it, so many superiors up.

    No process or role named means every one.
    """

    after: int
    levels: int
    processes: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()

    def concerns(self, process: str, role: str) -> bool:
        """Whether the rule speaks of tasks of this process and role."""
        return process in (self.processes or {process}) and role in (self.roles or {role})

    def window(self, calendar: Calendar, since: datetime, now: datetime) -> tuple[datetime, datetime] | None:
        """Between which moments deadlines passed that the rule speaks of between `since` and `now`.

        So many working days later means: when that working day opens.
        """
        if self.after == 0:
            return since, now
        today = calendar.day(now)
        if not calendar.is_working(today) or not since < calendar.opens(today) <= now:
            return None
        days = [today]
        for _ in range(self.after):
            days.append(calendar.last_working_day(days[-1]))
        return calendar.midnight(days[-1]), calendar.midnight(days[-2])


def parse(text: str) -> tuple[Escalation, ...]:
    """Rules from TOML text (processes/notices.toml)."""
    return tuple(
        Escalation(
            int(entry["after_working_days"]), int(entry["levels"]),
            frozenset(entry.get("processes", ())), frozenset(entry.get("roles", ())),
        )
        for entry in tomllib.loads(text).get("escalation", ())
    )  # fmt: skip


def superiors(roles: Roles, role: str) -> Iterator[str]:
    """The roles above a role, the nearest first."""
    seen = {role}
    while role in roles and (above := roles[role].reports_to) and above not in seen:
        seen.add(above)
        yield above
        role = above
