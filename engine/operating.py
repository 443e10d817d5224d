"""What operators may do to a case where its diagram did not foresee the way: always with a reason, always an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import migration
from engine.actions import Actions, Outcome, require_reason
from engine.case import Case
from engine.errors import Gone, Refused
from engine.migration import Outlook, Trip
from engine.positions import Incident, Position, incidents, positions
from engine.roles import Actor
from engine.stores import Work

PERMISSION = "case.operate"
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Look:
    """Where a case stands and what failed in it."""

    positions: tuple[Position, ...]
    incidents: tuple[Incident, ...]


class Operating(Actions):
    """The verbs of an operator."""

    def look(self, actor: Actor, case_id: str) -> Look:
        """Where the case stands; changes nothing."""
        with self.store.begin() as work:
            case = work.case(case_id)
            self.require(actor, PERMISSION, case)
            plan = work.definition(case.definition).plan
            return Look(positions(case, plan), incidents(case, plan))

    def skip(self, actor: Actor, case_id: str, token: int, reason: str) -> Outcome:
        """Let a task pass undone."""
        return self._act(actor, case_id, "task.skipped", reason, {"token": token})

    def place(self, actor: Actor, case_id: str, token: int, to: str, reason: str) -> Outcome:
        """Put a token on another element of its stage."""
        return self._act(actor, case_id, "token.placed", reason, {"token": token, "to": to})

    def rewind(self, actor: Actor, case_id: str, token: int, to: str, reason: str) -> Outcome:
        """Begin the token's stage again from an element; everything else in the stage is withdrawn."""
        return self._act(actor, case_id, "stage.rewound", reason, {"token": token, "to": to})

    def retry(self, actor: Actor, case_id: str, token: int, reason: str) -> Outcome:
        """Let what failed at the wait `token` (see State.incidents) be tried again; raises Gone."""
        return self._act(actor, case_id, "incident.retried", reason, {"token": token})

    def cancel(self, actor: Actor, case_id: str, reason: str) -> Outcome:
        """End the case where no exit of its diagram fits."""
        return self._act(actor, case_id, "case.cancelled", reason)

    def suspend(self, actor: Actor, case_id: str, reason: str) -> Outcome:
        """Stop the case: its tasks cannot be done and its timers do not fire."""
        return self._act(actor, case_id, "case.suspended", reason)

    def resume(self, actor: Actor, case_id: str, reason: str) -> Outcome:
        """Let a suspended case go on; timers that became due meanwhile fire at once."""
        return self._act(actor, case_id, "case.resumed", reason)

    def outlook(self, actor: Actor, case_id: str, to: str, renames: Mapping[str, str]) -> Outlook:
        """What moving the case to the version `to` would meet; changes nothing."""
        with self.store.begin() as work:
            case = work.case(case_id)
            self.require(actor, PERMISSION, case)
            return migration.review(case, work.definition(case.definition), work.definition(to), renames)

    def migrate(self, actor: Actor, case_id: str, to: str, renames: Mapping[str, str]) -> Outcome:
        """Move the case to the version `to`; raises Refused with every finding when it cannot."""
        return self.carry(actor, Trip(case_id, to, renames))

    def carry(self, actor: Actor, trip: Trip) -> Outcome:
        """Make the trip, once: given again, its command changes nothing. Raises Refused, Gone when the case ended."""

        def act(work: Work, actor: Actor) -> Outcome:
            case = work.case(trip.case_id)
            self.require(actor, PERMISSION, case)
            if trip.command and work.done(trip.command):
                return Outcome(case.id, repeated=True)
            if case.exit:
                raise Gone()
            old, new = work.definition(case.definition), work.definition(trip.to)
            outlook = migration.review(case, old, new, trip.renames)
            if not outlook.possible:
                raise Refused(outlook.findings)
            journal = self.journal(work, case, new)
            journal.migrate(actor, old, trip)
            return self.finish(work, journal)

        return self.attempt_as(actor, act)

    def _act(self, actor: Actor, case_id: str, kind: str, reason: str, data: Mapping[str, Any] = NOTHING) -> Outcome:
        require_reason(reason)

        def act(work: Work, actor: Actor) -> Outcome:
            case = work.case(case_id)
            self.require(actor, PERMISSION, case)
            _check(case, kind)
            journal = self.journal(work, case)
            token = data.get("token", 0)
            node = case.state.tokens.get(token) or case.state.waits.get(token)
            journal.note(kind, actor, {**data, "node": node.node} if node else data, {"reason": reason})
            return self.finish(work, journal)

        return self.attempt_as(actor, act)


def _check(case: Case, kind: str) -> None:
    """Raise Gone when the case has ended, or is (not) suspended already."""
    if case.exit or case.suspended != (kind == "case.resumed"):
        raise Gone()
