"""Two at once: one wins, the other is told by whom and by what."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from engine.errors import Conflict, Gone
from engine.roles import Actor
from engine.service import Answers
from persistence.store import CaseStore
from persistence.unit_of_work import UnitOfWork
from tests.persistence.garden import ANNA, BORIS, HEAD, LEASE, MONDAY, Garden, Watched
from tests.proofs.audit import audit
from tests.proofs.load import open_store
from tests.proofs.stores import meanwhile

SECOND_HEAD = Actor("second", "Second", HEAD.grants)


@pytest.fixture
def garden(store: CaseStore) -> Watched:
    return Watched(store)


def second(garden: Garden, first: Callable[[], object]) -> Garden:
    """Somebody who reads before and writes after `first` has happened."""
    return Garden(meanwhile(garden.store, first), "late")


def test_who_claims_second_learns_who_has_it(garden: Watched) -> None:
    case = garden.sow()
    token = garden.token(case, "water")
    late = second(garden, lambda: garden.service.claim(ANNA, case, token))
    with pytest.raises(Conflict) as caught:
        late.service.claim(BORIS, case, token)
    assert (caught.value.who, caught.value.what, caught.value.when) == ("anna", "task.claimed", MONDAY)


def test_who_completes_second_learns_who_did(garden: Watched) -> None:
    case = garden.sow()
    token = garden.token(case, "water")
    late = second(garden, lambda: garden.water(case, by=ANNA))
    with pytest.raises(Conflict) as caught:
        late.service.complete(BORIS, case, token, Answers({"is_ripe": "yes"}))
    assert (caught.value.who, caught.value.what) == ("anna", "task.completed")


def test_whose_task_was_withdrawn_learns_by_whom(garden: Watched) -> None:
    case = garden.sow()
    token = garden.token(case, "water")
    ((message, _, _),) = garden.store.case(case).state.messages()
    late = second(garden, lambda: garden.service.send_message(HEAD, case, message, Answers({})))
    with pytest.raises(Conflict) as caught:
        late.service.complete(BORIS, case, token, Answers({"is_ripe": "yes"}))
    assert (caught.value.who, caught.value.what) == ("head", "task.withdrawn")


def test_who_sends_a_message_second_learns_who_sent_it(garden: Watched) -> None:
    case = garden.sow()
    ((message, _, _),) = garden.store.case(case).state.messages()
    late = second(garden, lambda: garden.service.send_message(HEAD, case, message, Answers({})))
    with pytest.raises(Conflict) as caught:
        late.service.send_message(SECOND_HEAD, case, message, Answers({}))
    assert (caught.value.who, caught.value.what) == ("head", "message.received")


def test_who_opens_second_gets_the_next_number(garden: Watched) -> None:
    opened: list[str] = []
    late = second(garden, lambda: opened.append(garden.sow()))
    opened.append(late.sow())
    assert [garden.store.case(case).number for case in opened] == ["G-2026-001", "G-2026-002"]


def test_of_two_workers_with_one_timer_the_later_claim_wins(garden: Watched) -> None:
    case = garden.sow()
    late = MONDAY + timedelta(days=4)
    (lost,) = garden.store.claim(late, 10, LEASE, "slow")
    (held,) = garden.store.claim(late + LEASE, 10, LEASE, "quick")
    garden.clock.wind_to(late + LEASE)
    slow = second(garden, lambda: garden.service.wake(held))
    with pytest.raises(Gone):
        slow.service.wake(lost)
    assert [event.kind for event in garden.store.history(case)].count("timer.fired") == 1


def test_a_timer_and_a_person_at_once_both_count_in_the_order_of_their_commits(garden: Watched) -> None:
    case = garden.sow()
    garden.clock.advance(timedelta(days=4))
    (job,) = garden.store.claim(garden.clock.now(), 10, LEASE, "worker")
    worker = second(garden, lambda: garden.water(case))
    with pytest.raises(Gone):
        worker.service.wake(job)
    assert "timer.fired" not in [event.kind for event in garden.store.history(case)]


@pytest.mark.parametrize("number", range(3))
def test_a_crowd_at_one_task_has_one_winner_and_everybody_else_is_told_who(garden: Watched, number: int) -> None:
    crowd, case = 6, garden.sow()
    token, started = garden.token(case, "water"), threading.Barrier(crowd)
    heard: list[tuple[str | None, str]] = []

    def act(number: int) -> None:
        mine, actor = Garden(garden.store, f"crowd{number}"), (ANNA, BORIS)[number % 2]
        started.wait()
        try:
            mine.service.complete(actor, case, token, Answers({"is_ripe": "no"}))
        except Conflict as error:
            heard.append((error.who, error.what))

    threads = [threading.Thread(target=act, args=(number,)) for number in range(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (done,) = [event for event in garden.store.history(case) if event.kind == "task.completed"]
    assert Counter(heard) == {(done.actor, "task.completed"): crowd - 1}
    assert audit(garden.store) == 1


def test_many_who_open_at_once_all_get_through_with_numbers_in_a_row(garden: Watched) -> None:
    people, each = 6, 25
    started = threading.Barrier(people)
    opened: list[str] = []

    def act(number: int) -> None:
        mine = Garden(garden.store, f"crowd{number}")
        started.wait()
        opened.extend(mine.sow() for _ in range(each))

    threads = [threading.Thread(target=act, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(garden.store.case(case).number for case in opened)
    assert numbers == [f"G-2026-{number:03}" for number in range(1, people * each + 1)]


class Counted(CaseStore):
    """A store that knows how many units of work began in it."""

    def __init__(self, store: CaseStore) -> None:
        super().__init__(store.database, store.vault)
        self.begun = 0

    def work(self, reader: Connection) -> UnitOfWork:
        self.begun += 1
        return super().work(reader)


def test_who_opens_cases_in_several_processes_waits_for_his_number_and_never_tries_twice(
    settled_url: str, store: CaseStore
) -> None:
    offices = [Counted(open_store(settled_url)) for _ in range(3 if not store.database.is_sqlite else 1)]

    def open_some(number: int) -> None:
        garden = Garden(offices[number % len(offices)], f"office{number}")
        for turn in range(5):
            garden.service.open(ANNA, "garden", "north", Answers({"plant": "Rose"}, f"{number}-{turn}"))

    people = [threading.Thread(target=open_some, args=(number,)) for number in range(6)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sum(office.begun for office in offices) == 30
    with store.database.reading() as reader:
        numbers = reader.execute(text("SELECT number FROM register ORDER BY number")).scalars().all()
    assert numbers == [f"G-2026-{n:03}" for n in range(1, 31)]
    for office in offices:
        office.database.close()
