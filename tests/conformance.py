"""What every store keeps its word on: one suite, run on the fake, on SQLite and on PostgreSQL.

A test class derives from it and finds a fixture `garden`: a store with the tiny family published,
in which everybody has an account.
"""

from datetime import timedelta

import pytest

from engine.case import Case
from engine.errors import Conflict, Gone, NotAllowed, NotFound, Stale
from engine.history import Event
from engine.replay import Versions, replay
from engine.service import Answers
from tests.persistence.garden import ANNA, BORIS, BUNDLE, HEAD, MONDAY, OFFICE, SOUTH, Garden, definition

LEASE = timedelta(minutes=1)
WEEK = timedelta(days=7)


class StoreConformance:
    """The suite."""

    # --- cases --------------------------------------------------------------------------------

    def test_an_opened_case_is_found_as_it_was_left(self, garden: Garden) -> None:
        case = garden.store.case(garden.sow("Rose", gardener="anna"))
        assert (case.number, case.team, case.version) == ("G-2026-001", "north", 1)
        assert case.state.values["plant"] == "Rose"
        assert [(task.node, task.assignee) for task in case.tasks.values()] == [("water", "anna")]
        assert case.opened_at == MONDAY

    def test_a_corrected_record_keeps_the_earlier_one(self, garden: Garden) -> None:
        case = garden.sow("Rose", gardener="anna")
        garden.service.correct(HEAD, case, 1, Answers({"plant": "Peony"}), "a slip")
        assert garden.store.case(case).state.values["plant"] == "Peony"
        events = garden.store.history(case)
        assert (events[0].private["record"]["plant"], events[-1].private["record"]["plant"]) == ("Rose", "Peony")
        assert (events[-1].kind, events[-1].data["corrects"]) == ("record.corrected", 1)

    def test_a_case_nobody_opened_is_not_found(self, garden: Garden) -> None:
        with pytest.raises(NotFound):
            garden.store.case("nothing")
        with pytest.raises(NotFound):
            garden.store.history("nothing")

    def test_numbers_run_by_year_without_gaps(self, garden: Garden) -> None:
        numbers = [garden.store.case(garden.sow()).number for _ in range(3)]
        garden.clock.advance(timedelta(days=365))
        numbers.append(garden.store.case(garden.sow()).number)
        assert numbers == ["G-2026-001", "G-2026-002", "G-2026-003", "G-2027-001"]

    def test_a_claimed_task_stays_claimed_until_it_is_given_back(self, garden: Garden) -> None:
        case = garden.sow()
        token = garden.token(case, "water")
        garden.service.claim(ANNA, case, token)
        assert garden.store.case(case).tasks[token].assignee == "anna"
        with pytest.raises(Conflict):
            garden.service.claim(BORIS, case, token)
        garden.service.release(ANNA, case, token)
        assert garden.store.case(case).tasks[token].assignee is None

    def test_a_stranger_cannot_take_a_task(self, garden: Garden) -> None:
        case = garden.sow()
        with pytest.raises(NotAllowed):
            garden.service.claim(SOUTH, case, garden.token(case, "water"))

    def test_who_comes_second_learns_who_was_first(self, garden: Garden) -> None:
        case = garden.sow()
        token = garden.token(case, "water")
        garden.water(case, ripe=True, by=BORIS)
        with pytest.raises(Conflict) as caught:
            garden.service.complete(ANNA, case, token, Answers({"is_ripe": "yes"}))
        assert (caught.value.who, caught.value.what) == ("boris", "task.completed")

    def test_what_is_not_committed_leaves_nothing(self, garden: Garden) -> None:
        case = garden.sow()
        with garden.store.begin() as work:
            touched = work.case(case)
            touched.seq += 1
            work.record(
                touched,
                [Event(case, touched.seq, "task.claimed", MONDAY, actor="anna", data={"calendar": OFFICE.checksum})],
            )
        assert garden.store.case(case).version == 1
        assert all(event.kind != "task.claimed" for event in garden.store.history(case))

    def test_a_case_that_moved_meanwhile_is_stale(self, garden: Garden) -> None:
        case = garden.sow()
        with garden.store.begin() as slow:
            read = slow.case(case)
            garden.service.claim(ANNA, case, garden.token(case, "water"))
            read.seq += 1
            slow.record(read, [Event(case, read.seq, "task.released", MONDAY)])
            with pytest.raises(Stale):
                slow.commit()
        assert [event.kind for event in garden.store.history(case)][-1] == "task.claimed"

    def test_two_cases_cannot_take_the_same_number(self, garden: Garden) -> None:
        garden.sow()
        with garden.store.begin() as slow:
            slow.number("garden", 2026)
            garden.sow()
            with pytest.raises(Stale):
                slow.commit()
        assert garden.store.case(garden.sow()).number == "G-2026-003"

    # --- commands -----------------------------------------------------------------------------

    def test_a_form_that_comes_twice_counts_once(self, garden: Garden) -> None:
        case = garden.sow()
        answers = Answers({"is_ripe": "no"}, "the-same-form")
        token = garden.token(case, "water")
        assert not garden.service.complete(ANNA, case, token, answers).repeated
        assert garden.service.complete(ANNA, case, token, answers).repeated
        assert [event.kind for event in garden.store.history(case)].count("task.completed") == 1

    def test_a_command_is_unique_even_when_two_write_at_once(self, garden: Garden) -> None:
        first, second = garden.sow(), garden.sow()
        with garden.store.begin() as slow:
            assert slow.done("once") is None
            garden.service.complete(ANNA, first, garden.token(first, "water"), Answers({"is_ripe": "no"}, "once"))
            case = slow.case(second)
            case.seq += 1
            slow.record(case, [Event(second, case.seq, "task.claimed", MONDAY, actor="anna", command="once")])
            with pytest.raises(Stale):
                slow.commit()
        assert garden.store.case(second).version == 1

    # --- timers -------------------------------------------------------------------------------

    def test_a_timer_is_nobodys_before_its_moment(self, garden: Garden) -> None:
        garden.sow()
        assert garden.store.next_due() == MONDAY + timedelta(days=3)
        assert garden.store.claim(MONDAY, 10, LEASE, "w1") == []

    def test_two_workers_never_claim_the_same_timer(self, garden: Garden) -> None:
        for _ in range(3):
            garden.sow()
        now = MONDAY + WEEK
        first = garden.store.claim(now, 2, LEASE, "w1")
        second = garden.store.claim(now, 10, LEASE, "w2")
        assert (len(first), len(second)) == (2, 1)
        assert not {job.id for job in first} & {job.id for job in second}

    def test_the_oldest_timer_comes_first_and_tells_its_own_moment(self, garden: Garden) -> None:
        old = garden.sow()
        garden.clock.advance(timedelta(hours=1))
        garden.sow()
        (job,) = garden.store.claim(MONDAY + WEEK, 1, LEASE, "w1")
        assert (job.case_id, job.due, job.attempts) == (old, MONDAY + timedelta(days=3), 1)

    def test_a_lease_that_ran_out_frees_the_timer(self, garden: Garden) -> None:
        garden.sow()
        now = MONDAY + WEEK
        garden.store.claim(now, 10, LEASE, "dead")
        assert garden.store.claim(now + LEASE - timedelta(seconds=1), 10, LEASE, "w2") == []
        (again,) = garden.store.claim(now + LEASE, 10, LEASE, "w2")
        assert (again.fence, again.attempts) == ("w2", 2)

    def test_work_under_a_lost_claim_changes_nothing(self, garden: Garden) -> None:
        case = garden.sow()
        now = MONDAY + WEEK
        (lost,) = garden.store.claim(now, 10, LEASE, "slow")
        (held,) = garden.store.claim(now + LEASE, 10, LEASE, "quick")
        garden.clock.wind_to(now + LEASE)
        with pytest.raises(Gone):
            garden.service.wake(lost)
        assert garden.store.case(case).version == 1
        garden.service.wake(held)
        with pytest.raises(Gone):
            garden.service.wake(lost)
        assert [event.kind for event in garden.store.history(case)].count("timer.fired") == 1

    def test_a_timer_fires_once_and_the_next_one_waits(self, garden: Garden) -> None:
        case = garden.sow(gardener="anna")
        garden.water(case)
        garden.clock.advance(WEEK)
        assert garden.fire_due() == 1
        assert garden.fire_due() == 0
        assert [task.node for task in garden.store.case(case).tasks.values()] == ["water"]
        assert garden.store.next_due() == MONDAY + WEEK + timedelta(days=3)

    def test_a_task_done_in_time_takes_its_timer_along(self, garden: Garden) -> None:
        case = garden.sow()
        garden.water(case, ripe=True)
        assert garden.store.next_due() is None

    def test_a_failed_timer_waits_for_its_next_try(self, garden: Garden) -> None:
        garden.sow()
        now = MONDAY + WEEK
        (job,) = garden.store.claim(now, 10, LEASE, "w1")
        garden.store.fail(job, "stuck", now + timedelta(hours=1))
        assert garden.store.claim(now + LEASE, 10, LEASE, "w2") == []
        assert garden.store.next_due() == now + timedelta(hours=1)

    def test_a_failure_told_too_late_changes_nothing(self, garden: Garden) -> None:
        garden.sow()
        now = MONDAY + WEEK
        (lost,) = garden.store.claim(now, 10, LEASE, "slow")
        (held,) = garden.store.claim(now + LEASE, 10, LEASE, "quick")
        garden.store.fail(lost, "stuck", now + WEEK)
        garden.clock.wind_to(now + LEASE)
        garden.service.wake(held)

    def test_a_timer_that_kills_its_workers_is_put_aside(self, garden: Garden) -> None:
        garden.sow()
        now, tries = MONDAY + WEEK, 0
        while garden.store.claim(now, 10, LEASE, "doomed"):
            now, tries = now + LEASE, tries + 1
        assert tries == 12
        assert garden.store.next_due() is None

    # --- history ------------------------------------------------------------------------------

    def test_a_life_ends_in_one_of_its_exits(self, garden: Garden) -> None:
        case = self._life(garden)
        assert garden.store.case(case).exit == "harvested"
        assert garden.store.next_due() is None

    def test_a_message_ends_a_case_at_any_time(self, garden: Garden) -> None:
        case = garden.sow()
        ((waiting, _node, _name),) = garden.store.case(case).state.messages()
        outcome = garden.service.send_message(HEAD, case, waiting, Answers({"note": "frost"}))
        assert outcome.ended == "withered"
        assert garden.store.case(case).tasks == {}

    def test_a_follow_up_case_is_opened_in_the_same_commit(self, garden: Garden) -> None:
        case = garden.sow("Rose")
        garden.water(case, ripe=True)
        garden.service.complete(HEAD, case, garden.token(case, "harvest"), Answers({"again": "yes"}))
        successor = garden.store.case("case-2")
        assert (successor.predecessor, successor.number) == (case, "G-2026-002")
        assert successor.state.values["plant"] == "Rose"
        assert garden.store.next_due() == MONDAY + timedelta(days=3)

    def test_replay_gives_the_case_that_is_stored(self, garden: Garden) -> None:
        case = self._life(garden)
        history = garden.store.history(case)
        again = replay(history, Versions(garden.store.definition, garden.store.calendar))
        assert again.differences == ()
        assert _known(again.case) == _known(garden.store.case(case))

    def test_events_come_back_as_they_were_told(self, garden: Garden) -> None:
        case = garden.sow()
        garden.water(case, note="A secret of the family")
        (told,) = [event for event in garden.store.history(case) if event.kind == "task.completed"]
        assert (told.actor, told.at, told.data["form"]) == ("anna", MONDAY, "garden/water")
        assert told.private["record"] == {"is_ripe": False, "note": "A secret of the family"}

    # --- people -------------------------------------------------------------------------------

    def test_a_role_is_held_in_its_team_by_those_who_have_it(self, garden: Garden) -> None:
        with garden.store.begin() as work:
            assert work.holds("anna", "gardener", "north")
            assert not work.holds("anna", "gardener", "south")
            assert not work.holds("anna", "head", "north")
            assert work.holds("audit", "auditor", "south")
            assert not work.holds("nobody", "gardener", "north")

    # --- definitions and calendars ------------------------------------------------------------

    def test_a_version_stays_when_another_becomes_current(self, garden: Garden) -> None:
        with garden.store.begin() as work:
            assert work.current("garden").checksum == definition().checksum
            with pytest.raises(NotFound):
                work.current("desert")
        assert garden.store.definition(BUNDLE.checksum).key == "garden"
        with pytest.raises(NotFound):
            garden.store.definition("unknown")

    def test_an_old_calendar_stays_for_replay(self, garden: Garden) -> None:
        longer = type(OFFICE)(
            OFFICE.timezone, OFFICE.week[:4] + OFFICE.week[3:4] + OFFICE.week[5:], {}, frozenset({2026})
        )
        garden.store.adopt(longer, MONDAY)
        assert garden.store.current_calendar() == longer
        assert garden.store.calendar(OFFICE.checksum) == OFFICE
        with pytest.raises(NotFound):
            garden.store.calendar("unknown")

    def _life(self, garden: Garden) -> str:
        """A whole life: sown, watered, reminded of, ripe, harvested."""
        case = garden.sow(gardener="anna")
        garden.water(case)
        garden.clock.advance(WEEK)
        garden.fire_due()
        garden.clock.advance(timedelta(days=4))
        garden.fire_due()
        garden.water(case, ripe=True)
        for node in ("remind", "harvest"):
            garden.service.complete(HEAD, case, garden.token(case, node), Answers({}))
        return case


def _known(case: Case) -> tuple[object, ...]:
    """What replay can know: everything but the head of the chain, which covers random seals."""
    return case.state, case.tasks, case.seats, case.reached, case.seq, case.version, case.number, case.moved_at
