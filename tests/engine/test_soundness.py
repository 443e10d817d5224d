"""A process is driven through every way: where it stops, doubles or never gets to is told by name."""

import pytest

from engine import bpmn
from engine.soundness import explore
from tests.engine.kernel.diagrams import Drawn, line
from tests.engine.kernel.random_processes import RandomProcess


def found(drawn: Drawn, *called: Drawn, extra: str = "") -> list[tuple[str, str]]:
    findings = explore(drawn.plan(*called, extra=extra))
    assert all(finding.severity == "warning" and str(finding) for finding in findings)
    return [(finding.element, finding.code) for finding in findings]


def choice(drawn: Drawn, gateway: str, one: str, other: str) -> Drawn:
    return drawn.xor(gateway, default=other).flow(gateway, one, "= x").flow(gateway, other)


def test_a_join_of_alternatives_is_a_dead_end() -> None:
    drawn = choice(Drawn().start().user("a", "b", "c").both("j").path("s g").path("a j c").path("b j"), "g", "a", "b")
    (dead,) = explore(drawn.plan())
    assert (dead.element, dead.code) == ("j", "dead-end")
    assert dead.params["way"] in {"s → a", "s → b", "a", "b"}


def test_parallel_branches_that_are_not_joined_double_what_follows() -> None:
    drawn = Drawn().start().both("f").user("a", "b", "c").xor("m").end().path("s f a m c e").path("f b m")
    assert found(drawn) == [("c", "multiplied")]


def test_what_is_split_and_joined_alike_is_sound() -> None:
    drawn = Drawn().start().both("f", "j").user("a", "b", "c").end().path("s f a j c e").path("f b j")
    assert found(drawn) == []


def test_an_inclusive_split_and_join_are_sound() -> None:
    drawn = Drawn().start().some("f", default="b").some("j").user("a", "b", "c", "d").end()
    drawn.flow("f", "a", "= x").flow("f", "c", "= y").flow("f", "b").path("s f").path("a j d e").path("b j").path("c j")
    assert found(drawn) == []


def test_the_same_condition_has_the_same_answer_within_a_step() -> None:
    drawn = choice(choice(Drawn().start().user("a", "b", "c"), "g", "h", "c"), "h", "a", "b").path("s g").end()
    assert ("b", "never-reached") in found(drawn.path("a e").path("b e").path("c e"))


def test_a_loop_that_waits_for_nothing_is_a_runaway() -> None:
    drawn = Drawn().start().user("a").xor("m").script("x", "{n: 1}").path("s a m x m")
    assert ("m", "runaway") in found(drawn) or ("x", "runaway") in found(drawn)


def test_a_loop_of_tasks_is_sound() -> None:
    assert found(choice(Drawn().start().user("a").end().path("s m a g").xor("m"), "g", "m", "e")) == []


def test_reminders_beside_a_task_are_sound() -> None:
    drawn = line("a").message("m", "again", on="a", stops=False).user("told").path("m told")
    assert found(drawn) == []


def test_every_process_is_explored_by_itself() -> None:
    called = Drawn("q").start("qs").both("f").user("a", "b", "c").xor("m").path("qs f a m c").path("f b m")
    drawn = Drawn().start().call("x", "q").end().path("s x e")
    assert found(drawn, called) == [("c", "multiplied")]


def test_events_loops_and_sub_processes_are_walked() -> None:
    marker = "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>= more</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    inner = Drawn("sub").start("is").node("userTask", "a", marker).end("ie").path("is a ie")
    drawn = Drawn().start().sub(inner).timer("t", "P1D", on="sub").message("m", "stop", on="sub", stops=False)
    drawn.user("late", "noted").end().path("s sub e").path("t late e").path("m noted")
    assert found(drawn) == []


def test_a_process_too_wide_to_be_walked_is_passed_over_in_silence() -> None:
    drawn = Drawn().start().both("f", "j").path("s f").path("j e").end()
    for number in range(8):
        keys = [f"{letter}{number}" for letter in "abc"]
        drawn.user(*keys).path(" ".join(["f", *keys, "j"]))
    assert found(drawn) == []


@pytest.mark.parametrize("seed", range(15))
def test_what_is_sound_by_construction_is_found_sound(seed: int) -> None:
    findings = explore(bpmn.parse({"random.bpmn": RandomProcess(seed, everything=True).xml()}, "random", "p"))
    assert [str(finding) for finding in findings] == []
