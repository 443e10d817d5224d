"""Standard loops and multi-instance."""

import pytest

from engine.errors import Stuck
from tests.engine.kernel.diagrams import Drawn, line


def standard(condition: str = "", before: bool = False, most: int | None = None) -> str:
    inner = f"<bpmn:loopCondition>{condition}</bpmn:loopCondition>" if condition else ""
    limit = f' loopMaximum="{most}"' if most else ""
    return f'<bpmn:standardLoopCharacteristics testBefore="{str(before).lower()}"{limit}>{inner}</bpmn:standardLoopCharacteristics>'


def many(
    count: str = "",
    over: str = "",
    item: str = "",
    out: str = "",
    into: str = "",
    until: str = "",
    sequential: bool = False,
) -> str:
    parts = [
        f"<bpmn:loopCardinality>{count}</bpmn:loopCardinality>" if count else "",
        f"<bpmn:loopDataInputRef>{over}</bpmn:loopDataInputRef>" if over else "",
        f"<bpmn:loopDataOutputRef>{into}</bpmn:loopDataOutputRef>" if into else "",
        f'<bpmn:inputDataItem name="{item}"/>' if item else "",
        f'<bpmn:outputDataItem name="{out}"/>' if out else "",
        f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else "",
    ]
    return f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">{"".join(parts)}</bpmn:multiInstanceLoopCharacteristics>'


def around(body: str) -> Drawn:
    return Drawn().start().node("userTask", "a", body).user("b").end().path("s a b e")


def test_a_standard_loop_runs_while_its_condition_is_true() -> None:
    case = around(standard("again")).begin().do("a", again=True).do("a", again=True)
    assert case.open == ["a"]
    assert case.do("a", again=False).open == ["b"]


def test_a_loop_tested_before_may_never_run() -> None:
    assert around(standard("again", before=True)).begin(again=False).open == ["b"]


def test_a_loop_runs_at_most_so_often() -> None:
    case = around(standard(most=2)).begin().do("a")
    assert case.open == ["a"]
    assert case.do("a").open == ["b"]


def test_a_loop_knows_its_round() -> None:
    case = around(standard("loopCounter &lt; 3")).begin().do("a", "a")
    assert case.open == ["a"]
    assert case.do("a").open == ["b"]
    assert "loopCounter" not in case.state.values


def test_parallel_instances_all_wait_at_once() -> None:
    case = around(many(count="3")).begin()
    assert case.open == ["a"] * 3
    assert case.do("a", "a").open == ["a"]
    assert case.do("a").open == ["b"]


def test_sequential_instances_wait_one_after_another() -> None:
    case = around(many(count="= n", sequential=True)).begin(n=2)
    assert case.open == ["a"]
    assert case.do("a").open == ["a"]
    assert case.do("a").open == ["b"]


@pytest.mark.parametrize("sequential", [True, False])
def test_answers_of_instances_are_gathered_in_order(sequential: bool) -> None:
    drawn = around(many(over="children", item="child", out="school", into="schools", sequential=sequential))
    case = drawn.begin(children=["Аня", "Боря"])
    seen = []
    while "a" in case.open:
        token = case.state.tasks()[-1]
        child = case.state.scopes[token.scope].values["child"]
        seen.append(child)
        from engine.kernel.step import Complete

        case.take(Complete(token.id, {"school": f"school of {child}"}))
    assert case.state.values["schools"] == ["school of Аня", "school of Боря"]
    assert "school" not in case.state.values
    assert "child" not in case.state.values
    assert len(seen) == 2


def test_instances_may_be_enough_before_all_are_done() -> None:
    case = around(many(count="3", until="enough")).begin().do("a", enough=True)
    assert case.open == ["b"]
    assert len(case.effects("task.withdrawn")) == 2


def test_nothing_to_repeat_over_is_passed() -> None:
    assert around(many(over="children", item="child")).begin(children=[]).open == ["b"]


@pytest.mark.parametrize("values", [{}, {"children": "Аня"}])
def test_repeating_over_no_list_refuses_the_step(values: dict) -> None:
    with pytest.raises(Stuck, match="no list"):
        around(many(over="children", item="child")).begin(**values)


def test_a_number_of_instances_is_a_whole_number() -> None:
    for count in (-1, "two", 10_000, None):
        with pytest.raises(Stuck, match="no number"):
            around(many(count="n")).begin(n=count)


def test_calls_and_sub_processes_repeat_too() -> None:
    drawn = Drawn().start().call("c", "q", many(count="2")).user("b").path("s c b")
    case = drawn.begin(line("u", "v", key="q"))
    assert case.open == ["u", "u"]
    assert case.do("u", "v", "u").open == ["v"]
    assert case.do("v").open == ["b"]
    inner = Drawn("sub").user("x")
    case = Drawn().start().sub(inner, standard(most=2)).user("b").path("s sub b").begin()
    assert case.do("x").open == ["x"]
    assert case.do("x").open == ["b"]


def test_an_event_on_the_boundary_stops_all_instances() -> None:
    drawn = around(many(count="3")).message("m", "stop", on="a").user("x").path("m x")
    case = drawn.begin()
    assert case.awaited == ["m"]
    case.do("a")
    assert case.awaited == ["m"]
    assert case.send("stop").open == ["x"]
    assert not case.state.waits


def test_an_error_in_one_instance_reaches_the_boundary_of_the_whole() -> None:
    error = "<bpmn:errorEventDefinition/>"
    called = Drawn("q").start("qs").user("u").node("endEvent", "err", error).path("qs u err")
    drawn = Drawn().start().call("c", "q", many(count="2")).event("b", error, on="c").user("x").path("s c").path("b x")
    case = drawn.begin(called).do("u")
    assert case.open == ["x"]
    assert len(case.state.scopes) == 1


def test_an_item_means_the_same_after_it_was_stored() -> None:
    drawn = Drawn().start().node("subProcess", "m", many(over="[now()]", item="t") + "".join(
        Drawn("m").start("ms").user("a").script("x", "{said: string(t)}").user("b").path("ms a x b").parts
    )).path("s m")  # fmt: skip
    case = drawn.begin().do("a")
    assert case.state.values["said"] == "2026-02-02T12:00:00+03:00"
