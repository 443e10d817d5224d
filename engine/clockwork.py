"""What happens without a person: timers fire, functions that the diagram asked for are called.

Each is a job in the store, claimed by one worker; what a job leads to is written only while its
claim is held, so it happens once in effect.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import functions, openings
from engine.actions import Outcome
from engine.calendars import Calendar, Moment
from engine.case import Case
from engine.clock import Clock
from engine.functions import BUILT_IN, Functions
from engine.ids import Ids
from engine.journal import Journal
from engine.kernel.plan import Node
from engine.kernel.state import Wait
from engine.roles import Roles
from engine.signals import Signals
from engine.stores import Chore, Holder, Job, Store, Work
from engine.values import encode

SERVICE = "service"
AT_ONCE = 50
"""How many cases a start opens before its claim is renewed."""


@dataclass(frozen=True, slots=True)
class Request:
    """A function that a case asked for and still awaits, and the calendar in force."""

    wait: Wait
    calendar: Calendar


class Clockwork(Signals):
    """The verbs of workers."""

    def __init__(self, store: Store, clock: Clock, ids: Ids, roles: Roles, functions: Functions = BUILT_IN) -> None:
        super().__init__(store, clock, ids, roles)
        self.functions = functions

    def wake(self, job: Job) -> Outcome:
        """Do what a job is for; one that nothing waits for any more changes nothing.

        Raises Gone when the claim is lost, and whatever a function raises.
        """
        return self._serve(job) if job.kind == SERVICE else self._fire(job)

    def give_up(self, job: Job, reason: str) -> Outcome:
        """A job was tried as often as it may: the case waits for an operator, who sees the code `reason`."""

        def note(journal: Journal, node: str) -> None:
            journal.note(f"{job.kind}.failed", None, {"token": job.token, "node": node, "reason": reason})

        return self._while_held(job, note)

    def open_due(self, job: Job) -> Chore | None:
        """Open the cases that a timer start event calls for at its moment, each once; what waits next."""
        with self.store.begin() as work:
            if (node := _begins(work, job)) is None:
                return None
            holders = work.holders(node.each.roles) if node.each else []
        opened = 0
        for holder in openings.whom(node, holders):
            opened += not self.open_for(str(job.payload["process"]), node, job.due, holder).repeated
            if opened == AT_ONCE:
                return Chore(job.kind, job.key, job.due, job.payload)
        return self.pass_over(job)

    def pass_over(self, job: Job) -> Chore | None:
        """What waits after a moment of a timer start event; None when that was the last."""
        with self.store.begin() as work:
            definition = work.current(str(job.payload["process"]))
            found = _begins(work, job) is not None
            return openings.following(definition, job.payload, job.due, work.calendar()) if found else None

    def open_for(self, process: str, node: Node, due: datetime, holder: Holder | None) -> Outcome:
        """Open one case at a timer start event, unless that was done before."""
        command = openings.command(node, process, due, holder)

        def act(work: Work) -> Outcome:
            if earlier := work.done(command):
                return Outcome(earlier.case_id, repeated=True)
            journal = self.journal(work, Case(self.ids.new()), work.current(process))
            journal.begin(node, due, holder, command)
            return self.finish(work, journal)

        return self.attempt(act)

    def _fire(self, job: Job) -> Outcome:
        def note(journal: Journal, node: str) -> None:
            data = {"token": job.token, "node": node, "due": job.due.isoformat()}
            journal.note("timer.fired", None, data)

        return self._while_held(job, note)

    def _serve(self, job: Job) -> Outcome:
        """Call a function outside of any transaction, and tell the case what it answered."""
        request = self._request(job)
        name = request.wait.name if request else ""
        answer: Any = None
        if request:
            moment = Moment(self.clock.now(), request.calendar)
            answer = encode(functions.call(self.functions, name, request.wait.values, moment))

        def note(journal: Journal, node: str) -> None:
            data = {"token": job.token, "node": node, "service": name}
            journal.note("service.completed", None, data, {"outputs": answer})

        return self._while_held(job, note)

    def _request(self, job: Job) -> Request | None:
        with self.store.begin() as work:
            case = work.case(job.case_id)
            asked = _waiting(case, job) is not None
            return Request(case.state.waits[job.token], work.calendar()) if asked else None

    def _while_held(self, job: Job, note: Callable[[Journal, str], None]) -> Outcome:
        """End the job together with what it leads to, if the case still waits for it."""

        def act(work: Work) -> Outcome:
            case = work.case(job.case_id)
            work.consume(job)
            node = _waiting(case, job)
            if node is None:
                work.commit()
                return Outcome(job.case_id)
            journal = self.journal(work, case)
            note(journal, node)
            return self.finish(work, journal)

        return self.attempt(act)


def _begins(work: Work, job: Job) -> Node | None:
    """The timer start event that a job waited for, while its schedule is still the same."""
    node = work.current(str(job.payload["process"])).plan.nodes.get(str(job.payload["node"]))
    return node if node and openings.is_due(node, job.payload) else None


def _waiting(case: Case, job: Job) -> str | None:
    """The element that still waits for the job."""
    return next((node for kind, token, node, _ in case.awaited if (kind, token) == (job.kind, job.token)), None)
