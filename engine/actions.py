"""How every verb runs: one transaction, again from the start when the case moved under it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from engine.case import Case
from engine.clock import Clock
from engine.definitions import Definition
from engine.errors import N_, Conflict, Interrupted, Invalid, NotAllowed, NotFound, Stale, Suspended
from engine.ids import Ids
from engine.journal import Journal
from engine.roles import Actor, Roles
from engine.stores import Store, Work
from engine.tasks import OpenTask
from forms.messages import Message

ATTEMPTS = 20
NO_REASON = N_("Say why.")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action led to: the tasks it opened and the exit, if it ended the case.

    `repeated` tells that the same command had been carried out before.
    """

    case_id: str
    opened: tuple[OpenTask, ...] = ()
    ended: str | None = None
    repeated: bool = False


class Actions:
    """What the verbs of people and of operators have in common."""

    def __init__(self, store: Store, clock: Clock, ids: Ids, roles: Roles) -> None:
        self.store, self.clock, self.ids, self.roles = store, clock, ids, roles

    def attempt(self, act: Callable[[Work], T]) -> T:
        """Carry out a use case, again from the start when the case moved under it or its connection broke."""
        for _ in range(ATTEMPTS - 1):
            try:
                with self.store.begin() as work:
                    return act(work)
            except (Stale, Interrupted):
                continue
        with self.store.begin() as work:
            return act(work)

    def attempt_as(self, actor: Actor, act: Callable[[Work, Actor], T]) -> T:
        """Carry out a use case of a person: by his own right, else by that of somebody he stands in for."""
        refused: NotAllowed | NotFound | Conflict | None = None
        for hat in actor.hats:
            try:
                return self.attempt(partial(_done_as, act, hat))
            except (NotAllowed, NotFound, Conflict) as error:
                refused = refused or error
        assert refused
        raise refused

    def journal(self, work: Work, case: Case, definition: Definition | None = None) -> Journal:
        """The journal of an action on the case."""
        found = definition or work.definition(case.definition)
        return Journal(case, found, work.calendar(), self.clock.now(), work)

    def finish(self, work: Work, journal: Journal) -> Outcome:
        """Open the cases the diagram asked for, write everything, tell what came of it."""
        for follow_up in journal.requested():
            successor = Case(self.ids.new())
            self.journal(work, successor, work.current(follow_up.process)).inherit(follow_up)
        journal.close()
        work.commit()
        case = journal.case
        return Outcome(case.id, journal.opened(), case.exit)

    def running(self, work: Work, case_id: str) -> Case:
        """A case in which something may happen; raises NotFound, Suspended."""
        case = work.case(case_id)
        if case.suspended:
            raise Suspended()
        return case

    def open_task(self, work: Work, actor: Actor, case_id: str, token: int) -> tuple[Case, OpenTask]:
        """The open task and its case; raises NotFound, Suspended, and Conflict when somebody was faster."""
        case = self.running(work, case_id)
        if token in case.tasks:
            return case, case.tasks[token]
        raise beaten(work, case_id, token) if self._may_know(work, actor, case, token) else NotFound()

    def require(self, actor: Actor, permission: str, case: Case) -> None:
        """Raise NotAllowed unless the actor holds the permission for the case."""
        if not self.roles.may(actor, permission, case.subject):
            raise NotAllowed()

    def _may_know(self, work: Work, actor: Actor, case: Case, token: int) -> bool:
        """Whether what became of a task is the actor's business: he sees the case, or it was for a role of his."""
        closing = work.closing(case.id, token)
        node = work.definition(case.definition).plan.nodes.get(closing.data.get("node", "")) if closing else None
        was_his = node is not None and node.task is not None and actor.has_role(node.task.role, case.team)
        return was_his or self.roles.may(actor, "case.read", case.subject)


def _done_as(act: Callable[[Work, Actor], T], actor: Actor, work: Work) -> T:
    return act(work, actor)


def require_reason(reason: str) -> None:
    """Raise Invalid when nobody said why."""
    if not reason.strip():
        raise Invalid({"reason": [Message(NO_REASON)]})


def beaten(work: Work, case_id: str, token: int) -> Conflict | NotFound:
    """Who closed the task or awaited message at `token`, and how; NotFound where there never was one."""
    closing = cause = work.closing(case_id, token)
    while cause and not cause.is_input:
        cause = work.event(case_id, cause.seq - 1)
    return Conflict(cause.actor, closing.kind, closing.at) if closing and cause else NotFound()
