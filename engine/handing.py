"""What a person may do with a task besides doing it: ask a colleague, give it back, put it off."""

from datetime import datetime
from typing import Any

from engine.actions import Actions, Outcome
from engine.case import Case
from engine.errors import N_, Conflict, Gone, Invalid, NotAllowed
from engine.roles import Actor
from engine.stores import Work
from engine.tasks import OpenTask
from forms.messages import Message

NOT_ABLE = N_("Choose a colleague who has this role in the team.")
PASSED = N_("Choose a day that is still ahead.")


class Handing(Actions):
    """The verbs of who holds a task."""

    def delegate(self, actor: Actor, case_id: str, token: int, to: str, note: str = "") -> Outcome:
        """Ask a colleague with the task's role to do it; he may give it back."""

        def act(work: Work, actor: Actor) -> Outcome:
            case, task = self._mine(work, actor, case_id, token)
            if to == actor.id or not work.holds(to, task.role, case.team):
                raise Invalid({"to": [Message(NOT_ABLE)]})
            return self._note(work, case, actor, task, ("task.delegated", {"to": to}, {"note": note} if note else {}))

        return self.attempt_as(actor, act)

    def give_back(self, actor: Actor, case_id: str, token: int, note: str = "") -> Outcome:
        """Return a delegated task to who had given it; he may take it back himself."""

        def act(work: Work, actor: Actor) -> Outcome:
            case, task = self.open_task(work, actor, case_id, token)
            if task.lender is None:
                raise Gone()
            if actor.id not in (task.assignee, task.lender):
                raise NotAllowed()
            told = {"note": note} if note else {}
            return self._note(work, case, actor, task, ("task.returned", {"to": task.lender}, told))

        return self.attempt_as(actor, act)

    def put_off(self, actor: Actor, case_id: str, token: int, until: datetime | None) -> Outcome:
        """Come back to the task then; its deadline stays where it is. None: it is in view again."""

        def act(work: Work, actor: Actor) -> Outcome:
            case, task = self._mine(work, actor, case_id, token)
            if until and until <= self.clock.now():
                raise Invalid({"until": [Message(PASSED)]})
            if task.follow_up == until:
                return Outcome(case_id)
            data = {"until": until.isoformat() if until else None}
            return self._note(work, case, actor, task, ("task.put_off", data, {}))

        return self.attempt_as(actor, act)

    def _mine(self, work: Work, actor: Actor, case_id: str, token: int) -> tuple[Case, OpenTask]:
        """The task in the actor's hands; an offered one of his role he may hand on as well."""
        case, task = self.open_task(work, actor, case_id, token)
        if task.assignee not in (None, actor.id):
            raise Conflict(task.assignee, "task.claimed", task.claimed_at)
        if task.assignee is None and not actor.has_role(task.role, case.team):
            raise NotAllowed()
        self.require(actor, "task.work", case)
        return case, task

    def _note(
        self, work: Work, case: Case, actor: Actor, task: OpenTask, told: tuple[str, dict[str, Any], dict[str, Any]]
    ) -> Outcome:
        kind, data, private = told
        journal = self.journal(work, case)
        journal.note(kind, actor, {"token": task.token, "node": task.node, **data}, private)
        return self.finish(work, journal)
