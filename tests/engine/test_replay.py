"""A difference found by replay says where, not what people answered."""

from dataclasses import replace

from engine.history import Event
from engine.memory import MemoryStore
from engine.replay import Versions, replay
from tests.persistence.garden import EVERYBODY, Garden


def told() -> tuple[Garden, list[Event]]:
    garden = Garden(MemoryStore(people={one.id: one.grants for one in EVERYBODY})).prepare()
    case = garden.sow("Secret rose")
    garden.water(case)
    return garden, garden.store.history(case)


def test_a_changed_answer_is_a_difference_that_quotes_no_answer() -> None:
    garden, history = told()
    place = next(n for n, event in enumerate(history) if not event.is_input and event.kind == "gateway.decided")
    history[place] = replace(history[place], private={"because": "Ivanova refuses"})
    (found,) = replay(history, Versions(garden.store.definition, garden.store.calendar)).differences
    assert found.seq == history[place].seq
    assert "gateway.decided" in found.stored and "another answer" in found.derived
    assert "Ivanova" not in f"{found}"


def test_an_effect_that_is_gone_is_a_difference() -> None:
    garden, history = told()
    place = next(n for n, event in enumerate(history) if event.kind == "timer.set")
    del history[place]
    found = replay(history, Versions(garden.store.definition, garden.store.calendar)).differences
    assert found[0].derived.startswith("timer.set") and found[-1].stored == ""
