"""What every store keeps its word on about work in the background; run like tests/conformance.py."""

from datetime import timedelta

import pytest

from engine.errors import Gone
from engine.stores import Chore, Job
from tests.persistence.garden import MONDAY, Garden

LEASE = timedelta(minutes=1)
SWEEP = Chore("sweep", "sweep:paths", MONDAY, {"paths": [1, 2]})


def taken(garden: Garden, after: timedelta = timedelta(0)) -> list[Job]:
    return garden.store.claim(MONDAY + after, 10, LEASE, f"worker {after}")


class ChoreConformance:
    def test_a_chore_comes_with_what_it_is_about(self, garden: Garden) -> None:
        garden.store.add_chore(SWEEP)
        (job,) = taken(garden)
        assert (job.kind, job.key, job.case_id, job.due) == ("sweep", "sweep:paths", "", MONDAY)
        assert job.payload == {"paths": [1, 2]}

    def test_a_chore_that_waits_is_not_added_again(self, garden: Garden) -> None:
        garden.store.add_chore(SWEEP)
        garden.store.add_chore(Chore("sweep", "sweep:paths", MONDAY - LEASE, {"paths": []}))
        assert [job.payload for job in taken(garden)] == [{"paths": [1, 2]}]

    def test_a_chore_that_ended_may_come_again(self, garden: Garden) -> None:
        garden.store.add_chore(SWEEP)
        garden.store.end_chore(taken(garden)[0])
        assert taken(garden, LEASE) == []
        garden.store.add_chore(SWEEP)
        assert len(taken(garden, LEASE)) == 1

    def test_a_chore_goes_on_later_with_what_is_left(self, garden: Garden) -> None:
        garden.store.add_chore(SWEEP)
        later = Chore("sweep", "sweep:paths", MONDAY + 2 * LEASE, {"paths": [2]})
        garden.store.end_chore(taken(garden)[0], later)
        assert taken(garden, LEASE) == []
        assert [job.payload for job in taken(garden, 2 * LEASE)] == [{"paths": [2]}]

    def test_a_claim_that_was_lost_ends_nothing(self, garden: Garden) -> None:
        garden.store.add_chore(SWEEP)
        (late,) = taken(garden)
        (job,) = taken(garden, LEASE)
        for again in (None, SWEEP):
            with pytest.raises(Gone):
                garden.store.end_chore(late, again)
        garden.store.end_chore(job)

    def test_a_chore_is_added_by_the_action_that_wants_it_or_not_at_all(self, garden: Garden) -> None:
        with garden.store.begin() as work:
            work.add_chore(SWEEP)
        assert taken(garden) == []
        with garden.store.begin() as work:
            work.add_chore(SWEEP)
            work.commit()
        assert len(taken(garden)) == 1
