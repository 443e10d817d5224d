"""Passing a case on: a place in it is offered with a summary, and taken, declined or withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.actions import Actions, Outcome, require_reason
from engine.case import Case
from engine.definitions import Definition
from engine.errors import N_, Gone, Invalid, NotAllowed
from engine.roles import Actor
from engine.stores import Work
from engine.transfer import Transfer
from forms.messages import Message

NOT_ABLE = N_("Choose somebody who has this role in that team.")
UNDERWAY = N_("This case is being passed on already.")


@dataclass(frozen=True, slots=True)
class Offer:
    """Which place goes to whom, in which team, why, and what the new person should know."""

    seat: str
    to: str
    team: str
    reason: str
    summary: str = ""


class Transferring(Actions):
    """The verbs of passing a case on. Until it is taken, everything stays with who holds the place."""

    def offer_transfer(self, actor: Actor, case_id: str, offer: Offer) -> Outcome:
        """Offer a place in the case: its holder, or who gives tasks and seats to people."""
        require_reason(offer.reason)

        def act(work: Work, actor: Actor) -> Outcome:
            case = self._open(work, case_id)
            if case.seats.get(offer.seat) != actor.id:
                self.require(actor, "task.assign", case)
            if case.transfer:
                raise Invalid({"to": [Message(UNDERWAY)]})
            role = work.definition(case.definition).role_of(offer.seat)
            if case.seats.get(offer.seat) in (None, offer.to) or not work.holds(offer.to, role, offer.team):
                raise Invalid({"to": [Message(NOT_ABLE)]})
            data = {"seat": offer.seat, "to": offer.to, "team": offer.team}
            told = {"reason": offer.reason, "summary": offer.summary}
            return self._note(work, case, actor, ("transfer.offered", data, told))

        return self.attempt_as(actor, act)

    def accept_transfer(self, actor: Actor, case_id: str) -> Outcome:
        """Take the offered place, with the open tasks of who held it; in another team the case goes along."""

        def act(work: Work, actor: Actor) -> Outcome:
            case = self._open(work, case_id)
            passing = self._offered(case, actor)
            definition = work.definition(case.definition)
            role = definition.role_of(passing.seat)
            if not work.holds(actor.id, role, passing.team):
                raise NotAllowed()
            data = {"seat": passing.seat, "to": passing.to, "team": passing.team}
            left = _left(work, case, definition) if passing.team != case.team else {"vacated": [], "freed": []}
            return self._note(work, case, actor, ("transfer.accepted", data | left, {}))

        return self.attempt_as(actor, act)

    def decline_transfer(self, actor: Actor, case_id: str, reason: str) -> Outcome:
        """Say no, and why."""
        require_reason(reason)

        def act(work: Work, actor: Actor) -> Outcome:
            case = self._open(work, case_id)
            passing = self._offered(case, actor)
            data = {"seat": passing.seat, "to": passing.to}
            return self._note(work, case, actor, ("transfer.declined", data, {"reason": reason}))

        return self.attempt_as(actor, act)

    def withdraw_transfer(self, actor: Actor, case_id: str) -> Outcome:
        """Take the offer back: who made it, the holder of the place, or who gives places to people."""

        def act(work: Work, actor: Actor) -> Outcome:
            case = self._open(work, case_id)
            passing = case.transfer
            if passing is None:
                raise Gone()
            if actor.id not in (passing.by, case.seats.get(passing.seat)):
                self.require(actor, "task.assign", case)
            data = {"seat": passing.seat, "to": passing.to}
            return self._note(work, case, actor, ("transfer.withdrawn", data, {}))

        return self.attempt_as(actor, act)

    def _open(self, work: Work, case_id: str) -> Case:
        case = self.running(work, case_id)
        if case.exit:
            raise Gone()
        return case

    def _offered(self, case: Case, actor: Actor) -> Transfer:
        if case.transfer is None:
            raise Gone()
        if case.transfer.to != actor.id:
            raise NotAllowed()
        return case.transfer

    def _note(
        self, work: Work, case: Case, actor: Actor, told: tuple[str, Mapping[str, Any], Mapping[str, Any]]
    ) -> Outcome:
        journal = self.journal(work, case)
        journal.note(told[0], actor, told[1], told[2])
        return self.finish(work, journal)


def _left(work: Work, case: Case, definition: Definition) -> dict[str, list[Any]]:
    """Seats and tasks of people who have no such role in the new team: the seats fall free, the tasks are offered."""
    assert case.transfer
    team, passed = case.transfer.team, case.transfer.seat
    vacated = [
        seat for seat, who in case.seats.items()
        if seat != passed and not work.holds(who, definition.role_of(seat), team)
    ]  # fmt: skip
    freed = [
        task.token for task in case.tasks.values()
        if task.assignee and task.seat != passed and not work.holds(task.assignee, task.role, team)
    ]  # fmt: skip
    return {"vacated": vacated, "freed": freed}
