"""Fires timers, calls services, does chores: claims them under a lease, backs off from what fails, at last gives up."""

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta

from engine.errors import Gone, OporaError
from engine.functions import Unfit
from engine.stores import Chore, Job
from web import chores
from web.chores import Kind
from web.services import Services

log = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between looks; a due timer fires within two of them
AT_ONCE = 50
LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=5)
MOST_ATTEMPTS = 8  # fewer than after which a store buries what kills its workers
LAST_RETRY = timedelta(hours=1)
MOST_DOUBLINGS = 20


class Worker:
    """The loop; several may run beside each other, in one process or in many."""

    def __init__(self, services: Services, kinds: Sequence[Kind] = chores.ALL) -> None:
        self._services = services
        self._kinds = {kind.name: kind for kind in kinds}
        self._stop = threading.Event()

    def run(self) -> None:
        """Work until stopped."""
        self._begin()
        while not self._stop.is_set():
            if not self._look():
                self._stop.wait(PAUSE)

    def start(self) -> threading.Thread:
        """Work in a thread of this process."""
        thread = threading.Thread(target=self.run, name="worker", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Finish the job in hand and end."""
        self._stop.set()

    def once(self) -> int:
        """Do what is due now; how many jobs that were."""
        services = self._services
        jobs = services.store.claim(services.clock.now(), AT_ONCE, LEASE, services.ids.new())
        for job in jobs:
            self._fire(job)
        return len(jobs)

    def _look(self) -> int:
        """A look that survives a database that is away for a moment."""
        try:
            return self.once()
        except Exception as error:
            log.error("worker: %s", type(error).__name__)
            return 0

    def _begin(self) -> None:
        """Queue the chores that always wait for their next moment."""
        now = self._services.clock.now()
        for kind in self._kinds.values():
            if chore := kind.standing(now):
                self._services.store.add_chore(chore)

    def _fire(self, job: Job) -> None:
        try:
            if job.case_id:
                self._services.cases.wake(job)
            else:
                self._services.store.end_chore(job, self._kinds[job.kind].do(self._services, job))
        except Gone:
            return  # another worker took over
        except Exception as error:
            self._failed(job, error)

    def _failed(self, job: Job, error: Exception) -> None:
        """Leave the job for a while, or to an operator when trying again does not help."""
        code = error.code if isinstance(error, OporaError) else type(error).__name__
        log.error("%s, %s %s: %s", job.case_id or job.key, job.kind, job.token, code)
        now, store = self._services.clock.now(), self._services.store
        if job.attempts < MOST_ATTEMPTS and not isinstance(error, Unfit):
            store.fail(job, code, now + delay(job.attempts))
            return
        try:
            if job.case_id:
                self._services.cases.give_up(job, code)
            else:
                store.end_chore(job, Chore(job.kind, job.key, now + LAST_RETRY, job.payload))
        except Gone:
            return  # another worker took over


def delay(attempts: int) -> timedelta:
    """How long to leave a job alone after so many attempts: 5, 10, 20 seconds and so on up to an hour."""
    doublings = min(attempts, MOST_DOUBLINGS) - 1
    return min(FIRST_RETRY * (1 << doublings), LAST_RETRY)
