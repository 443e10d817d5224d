"""Several workers on one database: each timer fires once in effect, whatever becomes of the workers."""

import os
import signal
from contextlib import ExitStack
from datetime import timedelta

import pytest

from persistence.store import CaseStore
from tests.persistence.garden import Garden, Watched
from tests.proofs.audit import audit, count, firings
from tests.proofs.crew import DUE, Errand, Shift, person, wait_far_ahead, work
from tests.proofs.processes import running
from web.worker import LEASE

LATER = DUE + LEASE + timedelta(minutes=1)
FEW, FEW_FAR = 80, 500
MANY, MANY_FAR = 20_000, 200_000


def sow(store: CaseStore, many: int) -> list[str]:
    """Cases whose timers are due at the same moment."""
    garden = Garden(store)
    return [garden.sow() for _ in range(many)]


def check_each_fired_once(store: CaseStore, many: int) -> None:
    fired = firings(store)
    assert (len(fired), set(fired.values())) == (many, {1})
    assert count(store, "SELECT count(*) FROM job WHERE state = 'dead' OR last_error IS NOT NULL") == 0


def test_several_workers_fire_everything_once(store: CaseStore, settled_url: str) -> None:
    sow(store, FEW)
    with ExitStack() as stack:
        crew = [stack.enter_context(running(work, Shift(settled_url))) for _ in range(3)]
        claimed = [sum(worker.rest()) for worker in crew]
    assert sum(claimed) == FEW
    check_each_fired_once(store, FEW)
    assert audit(store) == FEW


def test_what_a_killed_worker_had_claimed_is_fired_when_its_lease_is_over(store: CaseStore, settled_url: str) -> None:
    sow(store, FEW)
    with running(work, Shift(settled_url, waits=True)) as doomed:
        held = doomed.hear()
        doomed.tell("go")
        doomed.ear.poll(0.05)
        doomed.kill()
    with running(work, Shift(settled_url)) as early:
        assert sum(early.rest()) == FEW - len(held), "a lease that runs is respected"
    with running(work, Shift(settled_url, LATER)) as late:
        late.rest()
    check_each_fired_once(store, FEW)
    audit(store)


def test_a_worker_that_stalls_past_its_lease_and_comes_back_changes_nothing(store: CaseStore, settled_url: str) -> None:
    sow(store, FEW)
    with running(work, Shift(settled_url, waits=True)) as stalled:
        held = stalled.hear()
        os.kill(stalled.process.pid or 0, signal.SIGSTOP)
        with running(work, Shift(settled_url, LATER)) as other:
            assert sum(other.rest()) == FEW
        before = audit(store), firings(store), count(store, "SELECT count(*) FROM event")
        os.kill(stalled.process.pid or 0, signal.SIGCONT)
        stalled.tell("go")
        assert stalled.hear() == []
        stalled.join()
    assert held
    assert before == (FEW, firings(store), count(store, "SELECT count(*) FROM event"))
    check_each_fired_once(store, FEW)


def test_timers_far_ahead_are_left_alone(store: CaseStore, settled_url: str) -> None:
    (case,) = sow(store, 1)
    wait_far_ahead(store, case, FEW_FAR)
    with running(work, Shift(settled_url)) as worker:
        assert sum(worker.rest()) == 1
    assert count(store, "SELECT count(*) FROM job WHERE attempts = 0") == FEW_FAR


@pytest.mark.parametrize("verb", ["claim", "complete"])
def test_two_people_on_two_machines_one_wins_the_other_is_told_who(
    store: CaseStore, settled_url: str, verb: str
) -> None:
    garden = Watched(store)
    case = garden.sow()
    token = garden.token(case, "water")
    with ExitStack() as stack:
        errands = [Errand(settled_url, actor, case, token, verb) for actor in ("anna", "boris")]
        two = [stack.enter_context(running(person, errand)) for errand in errands]
        assert [one.hear() for one in two] == ["ready", "ready"]
        for one in two:
            one.tell("go")
        won, lost = sorted((one.hear() for one in two), key=lambda said: said[0] != "done")
    assert (won[0], lost) == (
        "done",
        ("conflict", won[1], {"claim": "task.claimed", "complete": "task.completed"}[verb]),
    )
    assert audit(store) == 1


@pytest.mark.nightly
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_great_many_timers_due_at_once_beside_more_that_wait(store: CaseStore, settled_url: str) -> None:
    """Five workers: two are killed on the way, one stalls past its lease and comes back."""
    wait_far_ahead(store, sow(store, MANY)[0], MANY_FAR)
    with ExitStack() as stack:
        stalled = stack.enter_context(running(work, Shift(settled_url, waits=True)))
        stalled.hear()
        os.kill(stalled.process.pid or 0, signal.SIGSTOP)
        crew = [stack.enter_context(running(work, Shift(settled_url))) for _ in range(4)]
        for doomed in crew[:2]:
            for _ in range(20):
                doomed.hear()
            doomed.kill()
        for worker in crew[2:]:
            worker.rest()
        last = stack.enter_context(running(work, Shift(settled_url, LATER)))
        last.rest()
        os.kill(stalled.process.pid or 0, signal.SIGCONT)
        stalled.tell("go")
        assert stalled.hear() == []
    check_each_fired_once(store, MANY)
    assert count(store, "SELECT count(*) FROM job WHERE attempts = 0 AND case_id LIKE 'far-%'") == MANY_FAR
