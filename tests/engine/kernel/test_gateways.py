"""Exclusive, parallel, inclusive and event-based gateways, also in loops."""

import pytest

from engine.errors import Refused, Stuck
from tests.engine.kernel.diagrams import Drawn


def forked(kind: str = "both") -> Drawn:
    """start → fork → (a, b) → join → c → end."""
    drawn = Drawn().start().user("a", "b", "c").end()
    getattr(drawn, kind)("f"), getattr(drawn, kind)("j")
    return drawn.path("s f").path("a j").path("b j").path("j c e")


def test_an_exclusive_gateway_takes_the_first_true_flow_in_order() -> None:
    drawn = Drawn().start().user("a", "b", "c").xor("g", default="c").path("s g c")
    drawn.flow("g", "a", when="x > 1").flow("g", "b", when="x > 0")
    assert drawn.begin(x=5).open == ["a"]
    assert drawn.begin(x=1).open == ["b"]
    case = drawn.begin(x=0)
    assert case.open == ["c"]
    assert case.effects("gateway.decided") == [{"node": "g", "flows": ["g-c"], "because": "default"}]


def test_a_gateway_with_no_way_on_refuses_the_step_and_nothing_happens() -> None:
    drawn = Drawn().start().user("a", "b", "c").xor("g").path("s a g")
    drawn.flow("g", "b", when="x = 1").flow("g", "c", when="x = 2")
    case = drawn.begin()
    with pytest.raises(Stuck) as stuck:
        case.do("a", x=3)
    assert stuck.value.params["node"] == "g"
    assert case.open == ["a"]
    assert case.state.values == {}
    assert case.do("a", x=2).open == ["c"]


def test_a_condition_that_is_no_condition_refuses_the_step() -> None:
    drawn = Drawn().start().user("b", "c").xor("g", default="c").path("s g c").flow("g", "b", when="x + 1")
    with pytest.raises(Stuck, match="neither true nor false"):
        drawn.begin(x=1)


def test_an_exclusive_gateway_lets_every_arriving_token_through() -> None:
    drawn = Drawn().start().both("f").user("a", "b", "c").xor("m").end().path("s f a m c e").path("f b m")
    case = drawn.begin().do("a")
    assert case.open == ["b", "c"]
    assert case.do("b").open == ["c", "c"]
    assert case.do("c").exit is None
    assert case.do("c").exit == "e"


def test_a_parallel_join_waits_for_every_branch() -> None:
    case = forked().path("f a").path("f b").begin()
    assert case.open == ["a", "b"]
    assert case.do("a").open == ["b"]
    assert case.do("b").open == ["c"]
    assert case.do("c").exit == "e"


def test_a_parallel_join_in_a_loop_waits_on_every_pass() -> None:
    drawn = Drawn().start().xor("m").both("f", "j").user("a", "b").xor("g", default="e").end()
    drawn.path("s m f a j g e").path("f b j").flow("g", "m", when="again")
    case = drawn.begin()
    for first, second in (("a", "b"), ("b", "a"), ("a", "b")):
        assert case.do(first).open == [second]
        assert case.do(second, again=True).open == ["a", "b"]
    assert case.do("a").do("b", again=False).exit == "e"


def test_two_tokens_by_one_flow_do_not_count_as_two_branches() -> None:
    drawn = Drawn().start().both("f", "j").user("a", "x", "y", "b").xor("m").end()
    drawn.path("s f x m a j e").path("f y m").path("f b j")
    case = drawn.begin().do("x", "y", "a", "a")
    assert case.open == ["b"], "the join still lacks the other branch"
    with pytest.raises(Stuck, match="j"):
        case.do("b")


def test_branches_share_one_set_of_values() -> None:
    case = forked().path("f a").path("f b").begin().do("a", v=1).do("b", w=2)
    assert case.state.values == {"v": 1, "w": 2}


def test_a_join_only_it_could_set_off_is_refused() -> None:
    drawn = Drawn().start().both("f").user("a").xor("g", default="e").end().path("s f a g e").flow("g", "f", when="x")
    with pytest.raises(Refused) as refused:
        drawn.plan()
    assert [(finding.element, finding.code) for finding in refused.value.findings] == [("f", "dead-join")]


# -- inclusive


def some() -> Drawn:
    return forked("some").flow("f", "a", when="p").flow("f", "b", when="q")


def test_an_inclusive_join_waits_for_the_branches_that_were_taken() -> None:
    case = some().begin(p=True, q=True)
    assert case.open == ["a", "b"]
    assert case.do("b").open == ["a"]
    assert case.do("a").open == ["c"]
    assert some().begin(p=True, q=False).do("a").open == ["c"]


def test_an_inclusive_gateway_takes_its_default_only_when_nothing_is_true() -> None:
    drawn = Drawn().start().some("f", default="c").user("a", "b", "c").path("s f c")
    drawn.flow("f", "a", when="p").flow("f", "b", when="q")
    assert drawn.begin(p=True, q=True).open == ["a", "b"]
    assert drawn.begin(p=False, q=False).open == ["c"]


def test_an_inclusive_join_in_a_loop_waits_on_every_pass() -> None:
    drawn = Drawn().start().xor("m").some("f").some("j").user("a", "b").xor("g", default="e").end()
    drawn.path("s m f").flow("f", "a", when="p").flow("f", "b", when="q").path("a j g e").path("b j")
    drawn.flow("g", "m", when="again")
    case = drawn.begin(p=True, q=True, again=True)
    for first, second in (("a", "b"), ("b", "a")):
        assert case.do(first).open == [second]
        assert case.do(second).open == ["a", "b"]
    assert case.do("a").do("b", q=False).open == ["a"]
    assert case.do("a", again=False).exit == "e"


def test_an_inclusive_join_waits_while_a_branch_loops() -> None:
    drawn = Drawn().start().some("f").some("j").user("a", "b", "c").xor("m").xor("g", default="j").end()
    drawn.path("s f").flow("f", "a", when="true").flow("f", "m", when="true").path("m b g j c e").path("a j")
    drawn.flow("g", "m", when="again")
    case = drawn.begin().do("a")
    assert case.open == ["b"]
    assert case.do("b", again=True).open == ["b"]
    assert case.do("b", again=False).open == ["c"]


def test_an_inclusive_join_waits_for_a_branch_inside_a_call() -> None:
    called = Drawn("q").user("u")
    drawn = Drawn().start().some("f").some("j").user("a", "c").call("k", "q").xor("g", default="j").end("e", "x")
    drawn.path("s f").flow("f", "a", when="true").flow("f", "k", when="true").path("k g j c e").path("a j")
    drawn.flow("g", "x", when="away")
    case = drawn.begin(called).do("a")
    assert case.open == ["u"]
    assert case.do("u").open == ["c"]
    away = drawn.begin(called, away=True).do("a").do("u")
    assert away.open == ["c"], "the branch went elsewhere, so nothing is waited for any more"


def test_an_inclusive_join_does_not_wait_for_what_comes_by_a_flow_already_served() -> None:
    drawn = Drawn().start().some("j").both("f").user("a", "b", "x", "c").xor("m").end()
    drawn.path("s f a m j c e").path("f b m").path("x j").path("f x")
    case = drawn.begin().do("x").do("a")
    assert case.open == ["b", "c"], "the token at b can only come by the flow that a came by"


# -- event-based


def test_the_first_event_decides_and_silences_the_others() -> None:
    drawn = Drawn().start().node("eventBasedGateway", "g").timer("t", "P3D").message("m", "answer").user("late", "b")
    drawn.path("s g t late").path("g m b")
    case = drawn.begin()
    assert case.awaited == ["m", "t"]
    case.send("answer")
    assert (case.open, case.awaited) == (["b"], [])
    assert case.effects("gateway.decided") == [{"node": "g", "flows": ["g-m"], "because": "event"}]
    assert [timer["node"] for timer in case.effects("timer.cancelled")] == ["t"]
    case = drawn.begin().fire("t")
    assert (case.open, case.awaited) == (["late"], [])


def test_an_event_based_gateway_may_await_a_receive_task() -> None:
    drawn = Drawn().start().node("eventBasedGateway", "g").timer("t", "P3D").user("b")
    drawn.node("receiveTask", "r", drawn.message_definition("answer")).path("s g t b").path("g r b")
    assert drawn.begin().send("answer").open == ["b"]
