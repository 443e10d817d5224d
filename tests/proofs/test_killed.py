"""kill -9 at random instants under load: nothing acknowledged is lost, nothing happens twice, nothing needs repair."""

from random import Random  # noqa: TID251 - seeded: the same rounds in the same order

import pytest

from persistence.store import CaseStore
from tests.persistence.garden import MONDAY, Watched
from tests.proofs.audit import audit, commands, firings, reasons
from tests.proofs.load import ROUND, Order, Said, work
from tests.proofs.processes import running

ROUNDS = {"sqlite": 12, "postgresql": 10}
MANY = {"sqlite": 120, "postgresql": 100}


def killed(order: Order, random: Random) -> list[Said]:
    """Let them work and kill them; what was acknowledged."""
    with running(work, order) as child:
        said = [child.hear() for _ in range(random.randint(1, 40))]
        child.ear.poll(random.random() / 100)
        return said + child.kill()


def check_acknowledged(store: CaseStore, said: list[Said]) -> None:
    """Everything acknowledged is there, once; no timer fired twice, no reason counts twice."""
    told = {kind: [each for each in said if each.kind == kind] for kind in ("command", "reason", "timer", "failure")}
    assert told["failure"] == []
    assert {each.which for each in told["command"]} <= commands(store)
    counted, fired = reasons(store), firings(store)
    assert {each.which for each in told["reason"]} <= counted.keys()
    assert {(each.which, each.token) for each in told["timer"]} <= fired.keys()
    assert {*counted.values(), *fired.values()} <= {1}


def survive(store: CaseStore, url: str, rounds: int) -> None:
    said: list[Said] = []
    for number in range(rounds):
        said += killed(Order(url, number), Random(number))
    check_acknowledged(store, said)
    timers_go_on(store, rounds)
    audit(store)
    assert {each.kind for each in said} == {"command", "reason", "timer"}


def timers_go_on(store: CaseStore, rounds: int) -> None:
    """Claims of the dead expire, and what is due fires."""
    garden = Watched(store)
    garden.ids._prefix = "after"
    garden.clock.wind_to(MONDAY + (rounds + 1) * ROUND)
    while garden.fire_due():
        pass
    due = store.next_due()
    assert due is None or due > garden.clock.now()


def test_whoever_is_killed_loses_nothing_that_was_acknowledged(
    store: CaseStore, settled_url: str, request: pytest.FixtureRequest
) -> None:
    survive(store, settled_url, ROUNDS["sqlite" if store.database.is_sqlite else "postgresql"])


@pytest.mark.nightly
def test_whoever_is_killed_all_night_loses_nothing(store: CaseStore, settled_url: str) -> None:
    survive(store, settled_url, MANY["sqlite" if store.database.is_sqlite else "postgresql"])
