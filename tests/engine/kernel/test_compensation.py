"""Compensation: what was completed is undone, the latest first (BPMN 2.0.2, 13.5.5)."""

from random import Random  # noqa: TID251 - seeded

import pytest

from engine.kernel.inputs import Skip
from tests.engine.kernel.diagrams import Drawn, Walk, line, restored, stored

ALL = "<bpmn:compensateEventDefinition/>"
ERROR = "<bpmn:errorEventDefinition/>"


def one(activity: str, **more: str) -> str:
    given = "".join(f' {name}="{value}"' for name, value in more.items())
    return f'<bpmn:compensateEventDefinition activityRef="{activity}"{given}/>'


def undone(drawn: Drawn, *activities: str) -> Drawn:
    """Each activity gets a compensation event and a user task `undo-…` tied to it."""
    for key in activities:
        drawn.event(f"c-{key}", ALL, on=key).node("userTask", f"undo-{key}", isForCompensation="true")
        tie(drawn, key)
    return drawn


def tie(drawn: Drawn, key: str) -> Drawn:
    drawn.parts.append(f'<bpmn:association id="as-{key}" sourceRef="c-{key}" targetRef="undo-{key}"/>')
    return drawn


def throwing(body: str = ALL, *tasks: str, last: str = "on") -> Drawn:
    """start → tasks → compensation → last."""
    drawn = Drawn().start().user(*tasks, last).node("intermediateThrowEvent", "t", body).end()
    return undone(drawn.path(" ".join(["s", *tasks, "t", last, "e"])), *tasks)


# -- what is undone, and in which order


def test_what_was_completed_is_undone_the_latest_first() -> None:
    case = throwing(ALL, "a", "b").begin().do("a", "b")
    assert case.open == ["undo-b"]
    assert case.do("undo-b").open == ["undo-a"]
    assert case.do("undo-a").open == ["on"]
    assert case.do("on").exit == "e"


def test_a_named_activity_alone_is_undone() -> None:
    case = throwing(one("a"), "a", "b").begin().do("a", "b")
    assert case.open == ["undo-a"]
    assert case.do("undo-a").open == ["on"]


def test_what_was_never_completed_is_not_undone() -> None:
    drawn = undone(Drawn().start().both("f").user("a", "b", "on"), "a", "b").node("intermediateThrowEvent", "t", ALL)
    case = drawn.path("s f a t on").path("f b").begin().do("a")
    assert case.open == ["b", "undo-a"]
    assert case.do("undo-a").open == ["b", "on"]


def test_nothing_to_undo_holds_nobody_up() -> None:
    drawn = undone(Drawn().start().user("a", "on").node("intermediateThrowEvent", "t", ALL), "a")
    case = drawn.path("s t a on").begin()
    assert case.open == ["a"]


def test_what_was_undone_is_not_undone_again() -> None:
    drawn = undone(Drawn().start().user("a").both("f").node("intermediateThrowEvent", "t", ALL), "a")
    drawn.node("intermediateThrowEvent", "u", ALL).user("x", "y").path("s a f t x").path("f u y")
    case = drawn.begin().do("a")
    assert case.open == ["undo-a", "y"]
    assert case.do("undo-a").open == ["x", "y"]
    assert not case.state.done


def test_every_round_of_a_loop_in_the_flow_is_undone() -> None:
    drawn = undone(Drawn().start().user("a", "on").xor("x", default="t").node("intermediateThrowEvent", "t", ALL), "a")
    case = drawn.path("s a x t on").flow("x", "a", "= more").begin(more=True).do("a").do("a", more=False)
    assert case.do("undo-a").open == ["undo-a"]
    assert case.do("undo-a").open == ["on"]


def test_an_end_event_undoes_before_it_ends() -> None:
    case = undone(Drawn().start().user("a").node("endEvent", "e", ALL).path("s a e"), "a").begin().do("a")
    assert (case.open, case.exit) == (["undo-a"], None)
    assert case.do("undo-a").exit == "e"


def test_a_throw_need_not_wait_for_what_it_set_off() -> None:
    case = throwing('<bpmn:compensateEventDefinition waitForCompletion="false"/>', "a").begin().do("a")
    assert case.open == ["on", "undo-a"]
    assert case.do("on").exit is None
    assert case.do("undo-a").exit == "e"


def test_a_skipped_task_was_not_done_and_is_not_undone() -> None:
    case = throwing(ALL, "a", "b").begin().do("a")
    case.take(Skip(case.state.tasks()[0].id))
    assert case.open == ["undo-a"]


def test_what_undoes_may_be_a_script_or_a_call() -> None:
    drawn = Drawn().start().user("a", "b", "on").node("intermediateThrowEvent", "t", ALL).path("s a b t on")
    drawn.event("c-a", ALL, on="a").event("c-b", ALL, on="b")
    drawn.node("scriptTask", "undo-a", "<bpmn:script>{money: money + 5}</bpmn:script>", isForCompensation="true")
    drawn.node("callActivity", "undo-b", calledElement="q", isForCompensation="true")
    case = tie(tie(drawn, "a"), "b").begin(line("x", key="q"), money=1).do("a", "b")
    assert case.open == ["x"]
    assert case.do("x").open == ["on"]
    assert case.state.values["money"] == 6


# -- sub-processes and calls


def grouped(inner: Drawn, *tasks: str) -> Drawn:
    return Drawn().start().sub(inner).user(*tasks, "on").node("intermediateThrowEvent", "t", ALL)


def test_a_completed_sub_process_is_undone_piece_by_piece() -> None:
    inner = undone(Drawn("sub").start("is").user("a", "b").path("is a b"), "a", "b")
    case = undone(grouped(inner, "c"), "c").path("s sub c t on").begin().do("a", "b", "c")
    for key in ("undo-c", "undo-b", "undo-a"):
        assert case.open == [key]
        case.do(key)
    assert case.open == ["on"]


def test_what_a_boundary_undoes_as_a_whole_is_not_undone_piece_by_piece() -> None:
    inner = undone(Drawn("sub").start("is").user("a").path("is a"), "a")
    case = undone(grouped(inner), "sub").path("s sub t on").begin().do("a")
    assert case.open == ["undo-sub"]
    assert case.do("undo-sub").open == ["on"]


def test_an_event_sub_process_says_how_its_sub_process_is_undone() -> None:
    inner = undone(Drawn("sub").start("is").user("a", "b").path("is a b"), "a", "b")
    inner.sub(
        Drawn("es").start("ess", ALL).user("x").node("intermediateThrowEvent", "it", one("a")).path("ess x it"),
        triggeredByEvent="true",
    )
    case = grouped(inner).path("s sub t on").begin().do("a", "b")
    assert case.open == ["x"]
    assert case.do("x").open == ["undo-a"]
    assert case.do("undo-a").open == ["on"]
    assert not case.state.done


def test_a_called_process_is_undone_like_a_sub_process() -> None:
    called = undone(Drawn("q").start("qs").user("a").path("qs a"), "a")
    drawn = Drawn().start().call("c", "q").user("on").node("intermediateThrowEvent", "t", ALL).path("s c t on")
    case = drawn.begin(called).do("a")
    assert case.open == ["undo-a"]
    assert case.do("undo-a").open == ["on"]


def test_a_sub_process_undoes_only_its_own() -> None:
    inner = undone(Drawn("sub").start("is").user("b").node("intermediateThrowEvent", "t", ALL).path("is b t"), "b")
    case = undone(Drawn().start().user("a", "on").sub(inner).path("s a sub on"), "a").begin().do("a", "b")
    assert case.do("undo-b").open == ["on"]


def test_an_error_handler_within_undoes_what_its_sub_process_completed() -> None:
    inner = undone(Drawn("sub").start("is").user("a", "b").node("endEvent", "bad", ERROR).path("is a b bad"), "a")
    inner.sub(
        Drawn("es").start("ess", ERROR).node("endEvent", "it", ALL).path("ess it"), triggeredByEvent="true"
    )  # fmt: skip
    case = Drawn().start().sub(inner).user("on").path("s sub on").begin().do("a", "b")
    assert case.open == ["undo-a"]
    assert case.do("undo-a").open == ["on"]


def test_what_was_interrupted_cannot_be_undone() -> None:
    inner = undone(Drawn("sub").start("is").user("a", "b").path("is a b"), "a")
    drawn = Drawn().start().sub(inner).message("m", "stop", on="sub").node("intermediateThrowEvent", "t", ALL)
    case = drawn.user("on").path("s sub on").path("m t on").begin().do("a").send("stop")
    assert (case.open, dict(case.state.done)) == (["on"], {})


def test_interrupting_what_undoes_ends_it() -> None:
    inner = undone(Drawn("sub").start("is").user("a", "b").node("intermediateThrowEvent", "t", ALL), "a")
    drawn = Drawn().start().sub(inner.path("is a t b")).message("m", "stop", on="sub").user("on", "other")
    case = drawn.path("s sub on").path("m other").begin().do("a")
    assert case.send("stop").open == ["other"]
    assert len(case.state.scopes) == 1


# -- repeated activities


def many(over: str, kind: str = "true") -> str:
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{kind}">'
        f'<bpmn:loopDataInputRef>{over}</bpmn:loopDataInputRef><bpmn:inputDataItem name="who"/>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def repeated(kind: str) -> Walk:
    drawn = Drawn().start().node("userTask", "m", many("[1,2]", kind)).user("on")
    drawn.event("c-m", ALL, on="m").node(
        "scriptTask", "undo-m", "<bpmn:script>{undone: append(undone, who)}</bpmn:script>", isForCompensation="true"
    )
    return tie(drawn, "m").node("intermediateThrowEvent", "t", ALL).path("s m t on").begin(undone=[])


def test_every_run_is_undone_with_the_values_it_had() -> None:
    for kind in ("true", "false"):
        case = repeated(kind).do("m", "m")
        assert (case.open, case.state.values["undone"]) == (["on"], [2, 1])


def test_runs_are_not_undone_while_others_are_active() -> None:
    drawn = Drawn().start().both("f").node("userTask", "m", many("[1,2]", "false")).user("go", "on")
    undone(drawn, "m").node("intermediateThrowEvent", "t", ALL).path("s f m").path("f go t on")
    case = drawn.begin().do("m", "go")
    assert case.open == ["m", "on"]


def test_a_repeated_sub_process_is_undone_run_by_run() -> None:
    inner = undone(Drawn("sub").start("is").user("a").path("is a"), "a")
    drawn = Drawn().start().sub(inner, many("[1,2]")).user("on").node("intermediateThrowEvent", "t", ALL)
    case = drawn.path("s sub t on").begin().do("a", "a")
    assert case.do("undo-a", "undo-a").open == ["on"]


# -- the state


def test_only_what_can_be_undone_is_remembered() -> None:
    case = line("a", "b").begin().do("a")
    assert "done" not in case.state.to_data()


def test_a_state_remembers_what_can_be_undone() -> None:
    case = throwing(ALL, "a", "b").begin().do("a")
    assert case.state.to_data()["done"] == [{"id": 4, "node": "a", "holder": 1}]
    assert restored(stored(case.state)) == case.state


# -- at random


def nested(chance: Random, name: str, depth: int) -> tuple[Drawn, list[str]]:
    """A sub-process of tasks and sub-processes in a row, each task with what undoes it; the tasks in order."""
    drawn, row, tasks = Drawn(name).start(f"{name}_s"), [f"{name}_s"], []
    for number in range(chance.randint(1, 3)):
        key = f"{name}{number}"
        if depth and chance.random() < 0.5:
            inner, found = nested(chance, key, depth - 1)
            drawn.sub(inner)
            tasks += found
        else:
            undone(drawn.user(key), key)
            tasks.append(key)
        row.append(key)
    return drawn.end(f"{name}_e").path(" ".join([*row, f"{name}_e"])), tasks


@pytest.mark.parametrize("seed", range(20))
def test_however_deep_everything_is_undone_once_in_reverse(seed: int) -> None:
    inner, tasks = nested(Random(seed), "n", 3)
    case = Drawn().start().sub(inner).node("endEvent", "e", ALL).path("s n e").begin().do(*tasks)
    order = []
    while not case.exit:
        (key,) = case.open
        order.append(key)
        case.do(key)
    assert order == [f"undo-{key}" for key in reversed(tasks)]
    assert not (case.state.tokens or case.state.scopes or case.state.done)
