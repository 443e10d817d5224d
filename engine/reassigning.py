"""Passing cases and tasks of one person on to others, with a reason: one event in each case."""

from dataclasses import dataclass
from typing import Any

from engine.actions import Actions, Outcome, require_reason
from engine.case import Case
from engine.errors import N_, Conflict, Gone, Invalid
from engine.journal import Journal
from engine.roles import Actor
from engine.stores import Work
from forms.messages import Message

NOT_ABLE = N_("Choose somebody who has this role in the team.")
PERMISSION = "task.assign"


@dataclass(frozen=True, slots=True)
class Passing:
    """From whom to whom and why: a place in the case with its open tasks, or one task where `seat` is None."""

    holder: str
    to: str
    reason: str
    seat: str | None = None
    token: int | None = None


class Reassigning(Actions):
    """The verb of whoever spreads work among people."""

    def pass_on(self, actor: Actor, case_id: str, passing: Passing) -> Outcome:
        """Give the place or the task to another person.

        Raises Conflict when somebody else holds it by now, Gone when it is over, Invalid for who cannot hold it.
        """
        require_reason(passing.reason)

        def act(work: Work, actor: Actor) -> Outcome:
            case = work.case(case_id)
            self.require(actor, PERMISSION, case)
            journal = self.journal(work, case)
            kind, data, role = _place(journal, passing) if passing.seat else _task(case, passing)
            if not work.holds(passing.to, role, case.team):
                raise Invalid({"to": [Message(NOT_ABLE)]})
            journal.note(kind, actor, {**data, "to": passing.to}, {"reason": passing.reason})
            return self.finish(work, journal)

        return self.attempt_as(actor, act)


def _place(journal: Journal, passing: Passing) -> tuple[str, dict[str, Any], str]:
    case, seat = journal.case, str(passing.seat)
    if case.exit:
        raise Gone()
    _require(case.seats.get(seat), passing, case)
    return "seat.changed", {"seat": seat}, journal.definition.role_of(seat)


def _task(case: Case, passing: Passing) -> tuple[str, dict[str, Any], str]:
    task = case.task(passing.token or 0)
    _require(task.assignee, passing, case)
    return "task.assigned", {"token": task.token, "node": task.node}, task.role


def _require(holder: str | None, passing: Passing, case: Case) -> None:
    if holder != passing.holder:
        raise Conflict(holder, "seat.changed" if passing.seat else "task.assigned", case.moved_at)
