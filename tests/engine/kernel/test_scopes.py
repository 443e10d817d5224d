"""Call activities, sub-processes, what interrupts them, and how cases end."""

import pytest

from engine.errors import Stuck
from tests.engine.kernel.diagrams import Drawn, line


def test_a_call_activity_runs_the_called_process_and_goes_on() -> None:
    case = Drawn().start().call("c", "q").user("b").end().path("s c b e").begin(line("u", "v", key="q"))
    assert case.open == ["u"]
    assert [scope["node"] for scope in case.effects("scope.opened")] == ["c"]
    case.do("u", "v")
    assert case.open == ["b"]
    assert [scope["node"] for scope in case.effects("scope.closed")] == ["c"]
    assert case.do("b").exit == "e"


def test_a_called_process_shares_the_values_of_the_case() -> None:
    called = (
        Drawn("q")
        .start("qs")
        .user("u")
        .xor("g", default="x")
        .user("x", "y")
        .path("qs u g x")
        .flow("g", "y", when="v = 1")
    )
    drawn = (
        Drawn()
        .start()
        .user("a")
        .call("c", "q")
        .xor("h", default="e")
        .user("z")
        .end()
        .path("s a c h e")
        .flow("h", "z", when="w = 2")
    )
    case = drawn.begin(called).do("a", v=1).do("u", w=2)
    assert case.open == ["y"]
    assert case.do("y").open == ["z"]


def test_the_same_process_may_be_called_twice_at_once() -> None:
    drawn = Drawn().start().both("f", "j").call("c", "q").call("d", "q").end().path("s f c j e").path("f d j")
    case = drawn.begin(line("u", key="q"))
    assert case.open == ["u", "u"]
    assert case.do("u").open == ["u"]
    assert case.do("u").exit == "e"


def test_a_sub_process_ends_when_no_token_is_left_in_it() -> None:
    inner = Drawn("sub").start("is").both("f").user("a", "b").end("ie", "ie2").path("is f a ie").path("f b ie2")
    case = Drawn().start().sub(inner).user("c").end().path("s sub c e").begin()
    assert case.open == ["a", "b"]
    assert case.do("a").open == ["b"]
    assert case.do("b").open == ["c"]


def test_an_end_event_inside_the_main_sub_process_is_no_exit() -> None:
    inner = Drawn("sub").start("is").user("a").end("inner_end").path("is a inner_end")
    case = Drawn().start().sub(inner).end("closed").path("s sub closed").begin()
    assert case.do("a").exit == "closed"


def test_an_empty_sub_process_is_passed_through() -> None:
    inner = Drawn("sub").start("is").end("ie").path("is ie")
    assert Drawn().start().sub(inner).user("b").path("s sub b").begin().open == ["b"]


def at_any_stage() -> tuple[Drawn, Drawn, Drawn]:
    """The whole case in a sub-process that a refusal may interrupt, with nested calls inside."""
    inner_call = (
        line("deep", key="r").timer("reminder", "P3D", on="deep", stops=False).user("remind").path("reminder remind")
    )
    middle = (
        Drawn("q")
        .start("qs")
        .both("f")
        .call("nested", "r")
        .user("beside")
        .timer("pause", "P1M")
        .path("qs f nested")
        .path("f beside")
        .path("f pause")
    )
    body = (
        Drawn("body")
        .start("bs")
        .call("stage", "q")
        .end("be")
        .path("bs stage be")
        .timer("limit", "P1Y", on="stage")
        .end("le")
        .path("limit le")
    )
    drawn = (
        Drawn()
        .start()
        .sub(body)
        .end("done", "refused")
        .path("s body done")
        .message("m", "family_refuses", on="body")
        .path("m refused")
    )
    return drawn, middle, inner_call


def test_an_interrupting_event_withdraws_everything_inside() -> None:
    drawn, *called = at_any_stage()
    case = drawn.begin(*called)
    assert (case.open, case.awaited) == (["beside", "deep"], ["limit", "m", "pause", "reminder"])
    case.send("family_refuses", reason="moved away")
    assert case.exit == "refused"
    assert case.state.values == {"reason": "moved away"}
    assert sorted(task["node"] for task in case.effects("task.withdrawn")) == ["beside", "deep"]
    assert {task["because"] for task in case.effects("task.withdrawn")} == {"m"}
    assert sorted(timer["node"] for timer in case.effects("timer.cancelled")) == ["limit", "pause", "reminder"]
    assert [scope["node"] for scope in case.effects("scope.closed")] == ["nested", "stage", "body"]
    assert not (case.state.tokens or case.state.waits or case.state.scopes)


def test_an_interrupting_timer_on_a_call_withdraws_what_it_called() -> None:
    drawn = (
        Drawn().start().call("c", "q").user("late", "b").end().timer("t", "P10D", on="c").path("s c b e").path("t late")
    )
    case = drawn.begin(line("u", key="q")).fire("t")
    assert (case.open, case.awaited) == (["late"], [])
    assert drawn.begin(line("u", key="q")).do("u").awaited == [], "a call that is done awaits nothing"


def test_a_non_interrupting_event_leaves_the_call_running() -> None:
    drawn = (
        Drawn()
        .start()
        .call("c", "q")
        .user("told")
        .message("m", "news", on="c", stops=False)
        .end()
        .path("s c e")
        .path("m told")
    )
    case = drawn.begin(line("u", key="q")).send("news").send("news")
    assert case.open == ["told", "told", "u"], "it may happen any number of times"
    assert case.do("u").exit is None
    assert case.do("told", "told").exit == "e", "the last end event, not the last element"


def test_terminate_ends_the_case_with_everything_in_it() -> None:
    drawn = Drawn().start().both("f").user("a", "b").terminate("stop").end().path("s f a stop").path("f b e")
    case = drawn.begin().do("a")
    assert case.exit == "stop"
    assert case.effects("task.withdrawn") == [{"token": 5, "node": "b", "because": "stop"}]


def test_terminate_in_a_called_process_ends_only_the_call() -> None:
    called = Drawn("q").start("qs").both("f").user("a", "b").terminate("stop").path("qs f a stop").path("f b")
    drawn = Drawn().start().both("g").call("c", "q").user("x", "y").path("s g c y").path("g x")
    case = drawn.begin(called).do("a")
    assert case.open == ["x", "y"]


def test_terminate_in_a_sub_process_ends_only_the_sub_process() -> None:
    inner = Drawn("sub").start("is").both("f").user("a", "b").terminate("stop").path("is f a stop").path("f b")
    case = Drawn().start().sub(inner).user("y").path("s sub y").begin().do("a")
    assert case.open == ["y"]


def test_the_last_end_event_reached_is_the_exit() -> None:
    drawn = Drawn().start().both("f").user("a", "b").end("one", "two").path("s f a one").path("f b two")
    assert drawn.begin().do("a", "b").exit == "two"
    assert drawn.begin().do("b", "a").exit == "one"


def test_a_marked_exit_is_not_undone_by_the_end_of_a_side_branch() -> None:
    marked = '<bpmn:extensionElements><opora:exit outcome="good"/></bpmn:extensionElements>'
    drawn = (
        Drawn()
        .start()
        .both("f")
        .user("a", "b")
        .end("good", body=marked)
        .end("side")
        .path("s f a good")
        .path("f b side")
    )
    assert drawn.begin().do("a", "b").exit == "good"
    assert drawn.begin().do("b", "a").exit == "good"


def test_an_end_event_may_ask_for_a_new_case() -> None:
    body = (
        '<bpmn:extensionElements><opora:opens process="casework"/><opora:exit outcome="bad"/></bpmn:extensionElements>'
    )
    drawn = line("a").node("endEvent", "regress", body).user("b").path("a b regress")
    case = drawn.begin().do("a", "b")
    assert case.exit == "regress"
    assert case.effects("case.requested") == [{"process": "casework", "node": "regress"}]
    assert case.plan.nodes["regress"].outcome == "bad"


def test_the_stage_of_a_task_is_the_outermost_call_around_it() -> None:
    drawn, *called = at_any_stage()
    case = drawn.begin(*called)
    stages = {token.node: case.state.stage(case.plan, token.id) for token in case.state.tasks()}
    assert stages == {"beside": "stage", "deep": "stage"}
    inner = Drawn("sub").user("a")
    case = Drawn().start().both("f").sub(inner).user("b").path("s f sub").path("f b").begin()
    stages = {token.node: case.state.stage(case.plan, token.id) for token in case.state.tasks()}
    assert stages == {"a": "sub", "b": None}
    timers = drawn.begin(*called).state
    assert {timers.stage(drawn.plan(*called), key) for key, _, _ in timers.timers()} == {"stage", "body"}


def test_processes_that_call_each_other_without_end_are_stopped() -> None:
    with pytest.raises(Stuck, match="without end"):
        Drawn().start().call("c", "p").path("s c").begin()


def test_a_process_may_call_itself_while_it_waits() -> None:
    drawn = (
        Drawn()
        .start()
        .user("a")
        .xor("g", default="e")
        .call("c", "p")
        .end()
        .path("s a g e")
        .path("c e")
        .flow("g", "c", when="more")
    )
    case = drawn.begin().do("a", more=True).do("a", more=True)
    assert case.open == ["a"]
    assert case.do("a", more=False).exit == "e"
