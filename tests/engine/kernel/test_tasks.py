"""Steps for people, scripts, decisions, and several ways out of a task."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from engine.errors import Gone, Stuck
from engine.feel import Range
from engine.kernel.step import Complete, Start
from tests.engine.kernel.diagrams import Drawn, Walk, line


def test_a_case_offers_its_first_task_and_ends_after_its_last() -> None:
    case = line("a", "b").begin()
    assert case.open == ["a"]
    assert [task["node"] for task in case.effects("task.offered")] == ["a"]
    case.do("a")
    assert case.open == ["b"]
    case.do("b")
    assert case.open == []
    assert case.exit == "p_e"
    assert case.effects("case.ended") == [{"exit": "p_e", "node": "p_e"}]


def test_user_manual_and_plain_tasks_wait_for_a_person() -> None:
    for tag in ("userTask", "manualTask", "task"):
        case = Drawn().start().node(tag, "a").end().path("s a e").begin()
        assert case.open == ["a"], tag


def test_a_task_is_completed_once() -> None:
    case = line("a", "b").begin()
    token = case.state.tasks()[0].id
    case.take(Complete(token))
    case.do("b")
    for gone in (token, 99):
        with pytest.raises(Gone):
            case.take(Complete(gone))


def test_a_case_starts_once() -> None:
    case = line("a").begin()
    with pytest.raises(Gone):
        case.take(Start())


def test_what_a_form_exports_is_seen_by_conditions() -> None:
    drawn = Drawn().start().user("a", "yes").xor("g", default="e").end().path("s a g e").path("yes e")
    drawn.flow("g", "yes", when='= decision = "accept"')
    assert drawn.begin().do("a", decision="accept").open == ["yes"]
    assert drawn.begin().do("a", decision="refuse").exit == "e"
    assert drawn.begin().do("a").exit == "e", "a missing value is null, and null is not true"


def test_every_flow_out_of_a_task_is_taken() -> None:
    case = line("a").user("b").end("e2").path("a b e2").begin().do("a")
    assert case.open == ["b"]
    assert case.exit is None
    assert case.do("b").exit == "e2"


def test_conditional_flows_out_of_a_task_are_taken_when_true() -> None:
    drawn = Drawn().start().node("userTask", "a", default="a-d").user("b", "c", "d").path("s a d")
    drawn.flow("a", "b", when="x > 1").flow("a", "c", when="x > 2")
    assert drawn.begin().do("a", x=3).open == ["b", "c"]
    assert drawn.begin().do("a", x=2).open == ["b"]
    assert drawn.begin().do("a", x=1).open == ["d"]


def test_a_path_may_end_without_an_end_event() -> None:
    case = Drawn().start().user("a").path("s a").begin()
    assert case.do("a").exit == "a"


def test_a_process_may_begin_without_a_start_event() -> None:
    case = Drawn().user("a", "b", "c").path("a c").begin()
    assert case.open == ["a", "b"]


def test_a_script_sets_the_entries_of_its_context() -> None:
    case = Drawn().start().user("a").script("x", '{risk: score * 2, level: "high"}').user("b").path("s a x b").begin()
    case.do("a", score=21)
    assert case.state.values == {"score": 21, "risk": 42, "level": "high"}
    assert case.effects("values.set") == [{"node": "x", "values": {"risk": 42, "level": "high"}}]
    assert case.plan.assigned == {"risk", "level"}


def test_a_script_with_a_result_sets_one_value() -> None:
    body = '<bpmn:extensionElements><opora:script result="half"/></bpmn:extensionElements><bpmn:script>= n / 2</bpmn:script>'
    case = Drawn().start().node("scriptTask", "x", body).user("b").path("s x b").begin(n=5)
    assert case.state.values["half"] == Decimal("2.5")


def test_a_script_that_gives_nothing_to_set_refuses_the_step() -> None:
    for text in ("1 + 1", "{f: function(x) x}"):
        with pytest.raises(Stuck, match="x"):
            Drawn().start().script("x", text).path("s x").begin()


def test_a_moment_that_a_script_set_means_the_same_after_it_was_stored() -> None:
    drawn = Drawn().start().script("x", "{t: now()}").user("a").script("y", "{said: string(t)}").user("b")
    case = drawn.path("s x a y b").begin().do("a")
    assert case.state.values["said"] == "2026-02-02T12:00:00+03:00"


def test_a_decision_that_gives_nothing_a_case_can_keep_refuses_the_step() -> None:
    @dataclass
    class Answer:
        value: Range
        rules: tuple[str, ...] = ()

    class Span:
        def decide(self, values, moment=None):
            return Answer(Range(1, 2, True, True))

    body = '<bpmn:extensionElements><opora:decision ref="span" result="level"/></bpmn:extensionElements>'
    drawn = Drawn().start().node("businessRuleTask", "r", body).user("b").path("s r b")
    with pytest.raises(Stuck, match="r"):
        Walk(drawn.plan(tables={"span": Span()})).start()


def test_a_decision_table_answers_into_a_value() -> None:
    @dataclass
    class Answer:
        value: str
        rules: tuple[str, ...]

    class Complexity:
        def decide(self, values, moment=None):
            return Answer("high", ("rule_3",)) if values["sum"] > 12 else Answer("low", ())

    body = '<bpmn:extensionElements><opora:decision ref="complexity" result="level"/></bpmn:extensionElements>'
    drawn = Drawn().start().user("a").node("businessRuleTask", "r", body).user("b").path("s a r b")
    case = Walk(drawn.plan(tables={"complexity": Complexity()})).start().do("a", sum=14)
    assert case.state.values["level"] == "high"
    assert case.effects("decision.made") == [
        {"node": "r", "table": "complexity", "outputs": "high", "rules": ["rule_3"]}
    ]


def test_a_send_task_sends_and_goes_on_at_once() -> None:
    drawn = Drawn().start().user("b")
    drawn.node("sendTask", "x", drawn.message_definition("told")).path("s x b")
    case = drawn.begin()
    assert case.effects("message.sent") == [{"name": "told", "node": "x"}]
    assert case.open == ["b"]


def test_a_receive_task_waits_for_its_message() -> None:
    drawn = Drawn().start().user("b")
    drawn.node("receiveTask", "x", drawn.message_definition("answer")).path("s x b")
    case = drawn.begin()
    assert [(node, name) for _, node, name in case.state.messages()] == [("x", "answer")]
    assert case.send("answer", result=7).open == ["b"]
    assert case.state.values == {"result": 7}


def test_a_loop_without_anything_to_wait_for_is_refused_by_name() -> None:
    drawn = Drawn().start().xor("m").script("x", "{n: 1}").xor("g", default="m").end().path("s m x g m")
    drawn.flow("g", "e", when="n = 2")
    with pytest.raises(Stuck, match="again and again"):
        drawn.begin()
