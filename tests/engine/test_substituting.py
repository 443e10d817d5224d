"""Standing in: by another's right, in one's own name, for his cases and not for his offices."""

from dataclasses import replace

import pytest

from engine.errors import Conflict, NotAllowed
from engine.handing import Handing
from engine.memory import MemoryStore
from engine.replay import Versions, replay
from engine.roles import Actor
from engine.talk import Remark, Talk
from tests.persistence.garden import ANNA, AUDITOR, BORIS, HEAD, SOUTH, Garden, roles


@pytest.fixture
def garden() -> Garden:
    return Garden(MemoryStore()).prepare()


def standing_in(who: Actor, *absent: Actor) -> Actor:
    """Somebody who stands in for these people."""
    return replace(who, absent=tuple(replace(one, hand=who.id) for one in absent))


def last(garden: Garden, case: str, kind: str) -> tuple[str | None, str | None]:
    event = [event for event in garden.store.history(case) if event.kind == kind][-1]
    return event.actor, event.on_behalf_of


def test_who_stands_in_does_the_task_and_the_history_names_both(garden: Garden) -> None:
    case = garden.sow("Rose", gardener="anna")
    with pytest.raises((Conflict, NotAllowed)):
        garden.water(case, by=SOUTH)
    garden.water(case, ripe=True, by=standing_in(SOUTH, ANNA))
    assert last(garden, case, "task.completed") == ("south", "anna")


def test_who_may_himself_acts_for_nobody(garden: Garden) -> None:
    case = garden.sow("Rose", gardener="anna")
    garden.water(case, by=standing_in(ANNA, BORIS))
    assert last(garden, case, "task.completed") == ("anna", None)


def test_what_is_taken_for_somebody_is_his_and_stays_so(garden: Garden) -> None:
    case = garden.sow("Rose")
    deputy, token = standing_in(SOUTH, ANNA), garden.token(case, "water")
    garden.service.claim(deputy, case, token)
    assert last(garden, case, "task.claimed") == ("south", "anna")
    assert garden.store.case(case).tasks[token].assignee == "anna"
    with pytest.raises((Conflict, NotAllowed)):
        garden.water(case, by=SOUTH)  # the substitution is over


def test_a_case_opened_for_somebody_is_his(garden: Garden) -> None:
    case = garden.sow("Rose", by=standing_in(SOUTH, ANNA), team="north")
    assert garden.store.case(case).opened_by == "anna"
    assert last(garden, case, "case.opened") == ("south", "anna")


def test_all_verbs_of_a_persons_day_can_be_done_for_him(garden: Garden) -> None:
    case, deputy = garden.sow("Rose", gardener="anna"), standing_in(SOUTH, HEAD)
    token = garden.token(case, "water")
    garden.service.assign(deputy, case, token, "boris")
    assert last(garden, case, "task.assigned") == ("south", "head")
    Talk(garden.store, garden.clock, garden.ids, roles()).comment(deputy, case, Remark("Water it"))
    assert last(garden, case, "comment.written") == ("south", "head")
    Handing(garden.store, garden.clock, garden.ids, roles()).delegate(standing_in(SOUTH, BORIS), case, token, "anna")
    assert last(garden, case, "task.delegated") == ("south", "boris")
    assert garden.store.case(case).tasks[token].lender == "boris"


def test_there_are_no_chains(garden: Garden) -> None:
    case = garden.sow("Rose", gardener="anna")
    middle = standing_in(BORIS, ANNA)
    with pytest.raises((Conflict, NotAllowed)):
        garden.water(case, by=standing_in(SOUTH, replace(middle, absent=())))


def test_offices_do_not_pass() -> None:
    deputy = standing_in(ANNA, AUDITOR)
    assert roles().may(deputy, "case.read")
    assert not roles().may(ANNA, "history.read")
    assert not roles().may(deputy, "history.read")


def test_a_life_with_a_substitute_replays_exactly(garden: Garden) -> None:
    case = garden.sow("Rose", by=standing_in(SOUTH, ANNA), team="north")
    garden.service.claim(standing_in(SOUTH, BORIS), case, garden.token(case, "water"))
    garden.water(case, ripe=True, by=standing_in(SOUTH, BORIS))
    store = garden.store
    replayed = replay(store.history(case), Versions(store.definition, store.calendar))
    assert not replayed.differences
    assert replayed.case.opened_by == "anna"
