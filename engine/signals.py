"""Signals between cases: what one case throws, every other that awaits it hears, once each.

A thrown signal queues a chore in its own transaction; a worker takes it to the cases, each in a transaction
of its own, and opens cases at the signal start events of the processes in force. A case hears a signal when the
worker comes to it: whoever awaits it then. A suspended case hears nothing.
"""

from datetime import timedelta

from engine.actions import Actions, Outcome
from engine.case import Case
from engine.errors import Gone, NotFound, Stuck, Suspended
from engine.kernel.plan import Node
from engine.stores import Chore, Job, Work

AT_ONCE = 20
"""How many cases hear a signal before its claim is renewed."""


LATER = timedelta(hours=1)


class Signals(Actions):
    """The verbs of workers that carry signals."""

    def spread(self, job: Job) -> Chore | None:
        """Let the next cases hear a signal; what is left to be done, None when all have heard it."""
        name, after = str(job.payload["name"]), str(job.payload.get("after", ""))
        left = [str(each) for each in job.payload.get("left", ())]
        if "again" in job.payload:
            return self._rest(job, self._heard(left, name, job))
        with self.store.begin() as work:
            waiting = work.awaiting(name, after, AT_ONCE)
            processes = work.processes() if not after else []
        for process in processes:
            self._begin(process, name, job)
        left += self._heard(waiting, name, job)
        if len(waiting) < AT_ONCE:
            return self._rest(job, left)
        return Chore(job.kind, job.key, job.due, {**job.payload, "after": waiting[-1], "left": left})

    def _rest(self, job: Job, left: list[str]) -> Chore | None:
        """Cases whose diagram offered no way on are tried again later: until then their method may be put right."""
        about = {key: job.payload[key] for key in ("name", "case")}
        again = {**about, "left": left, "again": True}
        return Chore(job.kind, job.key, self.clock.now() + LATER, again) if left else None

    def _heard(self, waiting: list[str], name: str, job: Job) -> list[str]:
        """Let cases hear the signal; those that could not."""
        stuck = []
        for case_id in waiting:
            if case_id != job.payload["case"] and not self._hear(case_id, name, job):
                stuck.append(case_id)
        return stuck

    def _hear(self, case_id: str, name: str, job: Job) -> bool:
        """Whether the case has heard it, or need not any more."""
        command = f"{job.key}:{case_id}"

        def act(work: Work) -> Outcome:
            if work.done(command):
                return Outcome(case_id, repeated=True)
            journal = self.journal(work, self.running(work, case_id))
            journal.note("signal.received", None, {"name": name, "from": job.payload["case"]}, command=command)
            return self.finish(work, journal)

        try:
            self.attempt(act)
        except (Gone, NotFound, Suspended):
            return True
        except Stuck:
            return False
        return True

    def _begin(self, process: str, name: str, job: Job) -> None:
        """A case opens at every start of the process in force that awaits the signal, in the team of who threw it."""
        with self.store.begin() as work:
            nodes = work.current(process).plan.signalled(name)
            team = work.case(str(job.payload["case"])).team if nodes else ""
        for node in nodes:
            self._open(process, node, team, f"{job.key}:{process}:{node.id}")

    def _open(self, process: str, node: Node, team: str, command: str) -> Outcome:
        def act(work: Work) -> Outcome:
            if earlier := work.done(command):
                return Outcome(earlier.case_id, repeated=True)
            journal = self.journal(work, Case(self.ids.new()), work.current(process))
            journal.answer(node, team, command)
            return self.finish(work, journal)

        return self.attempt(act)
