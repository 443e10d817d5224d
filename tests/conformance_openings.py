"""What every store keeps its word on about cases that open by themselves; run like tests/conformance.py."""

from datetime import UTC, datetime, timedelta

from engine import openings
from engine.case import Case
from engine.definitions import compile
from engine.errors import NotFound
from engine.memory import MemoryStore
from engine.replay import Versions, replay
from engine.stores import Job, Store
from persistence import accounts
from persistence.store import CaseStore
from tests.club import EACH, MONTHLY, club, compiled
from tests.persistence.garden import MONDAY, Garden

APRIL, MAY = datetime(2026, 4, 1, 6, tzinfo=UTC), datetime(2026, 5, 1, 6, tzinfo=UTC)
LEASE = timedelta(minutes=1)


def publish(garden: Garden, cycle: str = MONTHLY, at: datetime = MONDAY, each: str = EACH) -> None:
    garden.store.publish(club(cycle, each), compiled(cycle, each), at, None)


def claimed(garden: Garden, now: datetime, fence: str = "worker") -> list[Job]:
    garden.clock.wind_to(now)
    return [job for job in garden.store.claim(now, 10, LEASE, fence) if job.kind == openings.START]


def work(garden: Garden, now: datetime) -> int:
    """Everything due by then, as a worker does it; how many times cases were opened."""
    done = 0
    while jobs := claimed(garden, now):
        for job in jobs:
            garden.store.end_chore(job, garden.service.open_due(job))
            done += 1
    return done


def found(garden: Garden) -> list[Case]:
    """The cases of the club, in the order of their opening."""
    cases = []
    for number in range(1, 100):
        try:
            case = garden.store.case(f"case-{number}")
        except NotFound:
            continue
        cases += [case] if case.process == "club" else []
    return cases


def leave(store: Store, account: str) -> None:
    """The person may not sign in any more."""
    if isinstance(store, MemoryStore):
        del store.people[account]
    elif isinstance(store, CaseStore):
        store.database.write(lambda connection: accounts.set_active(connection, account, False))


class OpeningConformance:
    def test_a_case_opens_for_every_account_with_the_role_in_its_team_and_seat(self, garden: Garden) -> None:
        publish(garden)
        assert work(garden, APRIL - timedelta(seconds=1)) == 0
        assert work(garden, APRIL) == 1
        cases = found(garden)
        assert [(case.seats["member"], case.team) for case in cases] == [
            ("anna", "north"), ("boris", "north"), ("south", "south"),
        ]  # fmt: skip
        assert [task.assignee for case in cases for task in case.tasks.values()] == ["anna", "boris", "south"]
        assert all(case.opened_by is None for case in cases)

    def test_what_opened_by_itself_replays_exactly(self, garden: Garden) -> None:
        publish(garden)
        work(garden, APRIL)
        for case in found(garden):
            again = replay(garden.store.history(case.id), Versions(garden.store.definition, garden.store.calendar))
            assert again.differences == ()
            assert again.case.state == case.state

    def test_the_same_moment_opens_nothing_twice_however_many_workers_there_are(self, garden: Garden) -> None:
        publish(garden)
        (first,) = claimed(garden, APRIL, "slow")
        garden.service.open_due(first)
        (second,) = claimed(garden, APRIL + 2 * LEASE, "after a restart")
        garden.store.end_chore(second, garden.service.open_due(second))
        assert len(found(garden)) == 3

    def test_a_late_worker_catches_up_with_every_moment_in_order(self, garden: Garden) -> None:
        publish(garden)
        assert work(garden, MAY + timedelta(days=3)) == 2
        assert [case.seats["member"] for case in found(garden)] == ["anna", "boris", "south"] * 2
        assert work(garden, MAY + timedelta(days=4)) == 0

    def test_who_left_gets_none_at_the_next_moment(self, garden: Garden) -> None:
        publish(garden)
        work(garden, APRIL)
        leave(garden.store, "boris")
        work(garden, MAY)
        assert [case.seats["member"] for case in found(garden)][3:] == ["anna", "south"]

    def test_a_new_version_moves_the_schedule(self, garden: Garden) -> None:
        publish(garden)
        publish(garden, "R/2026-04-15T09:00/P1M")
        assert work(garden, APRIL) == 0
        assert work(garden, APRIL + timedelta(days=14)) == 1

    def test_a_new_version_with_the_same_timer_does_not_begin_it_anew(self, garden: Garden) -> None:
        publish(garden, "R/P10D")
        publish(garden, "R/P10D", MONDAY + timedelta(days=9), each=EACH.replace("member_name", "called"))
        assert work(garden, MONDAY + timedelta(days=10)) == 1

    def test_without_each_one_case_opens_for_the_house(self, garden: Garden) -> None:
        publish(garden, each="")
        work(garden, APRIL)
        assert [(case.team, case.seats) for case in found(garden)] == [("", {})]

    def test_a_date_in_feel_is_asked_again_under_the_working_calendar(self, garden: Garden) -> None:
        """The close of the next working day: four of them in a week that began on Monday, none on Saturday."""
        bundle = club("=working days after(today(), 1)", EACH, kind="Date")
        garden.store.publish(bundle, compile(bundle), MONDAY, None)
        assert work(garden, MONDAY + timedelta(days=7)) == 4
        due = [garden.store.history(case.id)[0].data["due"][:16] for case in found(garden)[::3]]
        assert due == [f"2026-03-0{day}T15:00" for day in (3, 4, 5, 6)]

    def test_a_schedule_that_is_over_opens_nothing_more(self, garden: Garden) -> None:
        publish(garden, "R2/2026-04-01T09:00/P1M")
        assert work(garden, MAY + timedelta(days=100)) == 2
        publish(garden, "R1/2026-04-01T09:00/P1M", MAY)
        assert work(garden, MAY + timedelta(days=100)) == 0
