"""Standing in for somebody: who, for whom, from which day to which. It begins and ends by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from engine.calendars import Calendar
from engine.clock import Clock
from engine.errors import N_, Gone, Invalid, NotAllowed
from engine.roles import Actor, Grant, Roles
from forms.messages import Message

PERMISSION = "task.assign"
LONGEST = timedelta(days=366)

NOBODY = N_("Choose who is away.")
NOT_ABLE = N_("Choose somebody else who works in one of the same teams.")
BACKWARDS = N_("The last day is not before the first, and still ahead.")
TOO_LONG = N_("A substitution lasts a year at most.")
TWICE = N_("This person stands in for that one in these days already.")
NO_ROLE = N_("Choose a role that the absent person has.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to stand in for whom, with both days included; in one role, or (None) in all."""

    absent: str
    substitute: str
    first: date
    last: date
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Substitution:
    """A substitution as it is kept: from one moment to another, and who arranged it."""

    id: int
    absent: str
    substitute: str
    role: str | None
    begins: datetime
    ends: datetime
    by: str
    at: datetime


class SubstitutionShelf(Protocol):
    """Where substitutions are kept."""

    def grants(self, account: str) -> Sequence[Grant]:
        """What an active account holds; nothing for one that is closed or unknown."""

    def find(self, number: int) -> Substitution:
        """One substitution; raises NotFound."""

    def meets(self, wanted: Substitution) -> bool:
        """Whether the two have a substitution already that touches these moments."""

    def add(self, made: Substitution) -> None:
        """Keep a new one; its id is given then."""

    def end(self, number: int, at: datetime) -> None:
        """Let one end earlier."""


class Substituting:
    """The verbs of standing in."""

    def __init__(self, shelf: SubstitutionShelf, clock: Clock, roles: Roles) -> None:
        self._shelf, self._clock, self._roles = shelf, clock, roles

    def arrange(self, actor: Actor, wanted: Wanted, calendar: Calendar) -> Substitution:
        """Name who stands in: for oneself, or for somebody whose tasks one gives out. Raises NotAllowed, Invalid."""
        held = self._shelf.grants(wanted.absent)
        if not held:
            raise Invalid({"absent": [Message(NOBODY)]})
        if not self.may_arrange(actor, wanted.absent, held):
            raise NotAllowed()
        now = self._clock.now()
        made = Substitution(
            0, wanted.absent, wanted.substitute, wanted.role, calendar.midnight(wanted.first),
            calendar.midnight(wanted.last + timedelta(days=1)), actor.id, now,
        )  # fmt: skip
        self._check(made, held, now)
        self._shelf.add(made)
        return made

    def end(self, actor: Actor, number: int) -> Substitution:
        """Let a substitution end now: who is away, who stands in, or who gives out tasks there."""
        found, now = self._shelf.find(number), self._clock.now()
        if actor.id != found.substitute:
            self._require(actor, found.absent)
        if found.ends <= now:
            raise Gone()
        self._shelf.end(number, now)
        return found

    def may_arrange(self, actor: Actor, absent: str, held: Sequence[Grant]) -> bool:
        """Whether the actor may name who stands in for a person who holds these roles."""
        if actor.id == absent:
            return True
        reached = self._roles.reaches(actor, PERMISSION)
        teams = {grant.team for grant in held}
        return any(reach == "all" or (reach == "team" and team in (None, *teams)) for reach, team in reached)

    def _require(self, actor: Actor, absent: str) -> None:
        if not self.may_arrange(actor, absent, self._shelf.grants(absent)):
            raise NotAllowed()

    def _check(self, made: Substitution, held: Sequence[Grant], now: datetime) -> None:
        teams, theirs = {grant.team for grant in held}, {grant.team for grant in self._shelf.grants(made.substitute)}
        if made.substitute == made.absent or not (teams & theirs or (None in teams | theirs and theirs)):
            raise Invalid({"substitute": [Message(NOT_ABLE)]})
        if made.role and made.role not in {grant.role for grant in held}:
            raise Invalid({"role": [Message(NO_ROLE)]})
        if made.ends <= max(made.begins, now):
            raise Invalid({"last": [Message(BACKWARDS)]})
        if made.ends - made.begins > LONGEST:
            raise Invalid({"last": [Message(TOO_LONG)]})
        if self._shelf.meets(made):
            raise Invalid({"substitute": [Message(TWICE)]})
