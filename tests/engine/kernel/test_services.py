"""Service tasks: the kernel asks for a function, waits, and takes what came of it."""

import pytest

from engine.decisions import parse
from engine.errors import Gone, Stuck
from engine.kernel.inputs import Fail, Retry, Return
from tests.engine import dmn
from tests.engine.kernel.diagrams import Drawn, Walk

BODY = (
    '<bpmn:extensionElements><opora:service name="double" result="y"/>'
    '<opora:input name="x">a + 1</opora:input></bpmn:extensionElements>'
)


def drawn(body: str = BODY) -> Drawn:
    return Drawn().start().node("serviceTask", "f", body).user("u").end().path("s f u e")


def asked(case: Walk) -> int:
    ((token, _, _),) = case.state.services()
    return token


def test_it_asks_for_the_function_with_its_inputs_and_waits() -> None:
    case = drawn().begin(a=1)
    ((token, node, when),) = case.state.services()
    assert (node, when, case.open) == ("f", case.now, [])
    assert case.effects("service.requested") == [{"token": token, "node": "f", "service": "double", "inputs": {"x": 2}}]
    assert case.state.waits[token].values == {"x": 2}


def test_the_answer_lands_in_its_value_and_nothing_remains() -> None:
    case = drawn().begin(a=1)
    case.take(Return(asked(case), 4))
    assert (case.open, case.awaited, case.state.values["y"]) == (["u"], [], 4)


def test_an_answer_counts_once() -> None:
    case = drawn().begin(a=1)
    token = asked(case)
    case.take(Return(token, 4))
    for late in (Return(token, 5), Fail(token, "late"), Retry(token)):
        with pytest.raises(Gone):
            case.take(late)


def test_a_failure_is_an_incident_and_the_token_stays() -> None:
    case = drawn().begin(a=1)
    token = asked(case)
    case.take(Fail(token, "timeout"))
    assert case.effects("incident.raised") == [{"node": "f", "reason": "timeout"}]
    assert (case.state.incidents(), case.state.services()) == ([(token, "f", "timeout")], [])
    assert [here.node for here in case.state.tokens.values()] == ["f"]


def test_a_retry_works_the_inputs_out_anew() -> None:
    case = drawn().message("m", "new", on="f", stops=False).user("v").path("m v").begin(a=1)
    token = asked(case)
    case.take(Fail(token, "timeout")).send("new", a=5).wait(hours=1).take(Retry(token))
    assert case.effects("service.requested")[0]["inputs"] == {"x": 6}
    assert case.state.services() == [(token, "f", case.now)]
    assert case.state.incidents() == []


def test_only_what_failed_is_retried() -> None:
    case = drawn().begin(a=1)
    with pytest.raises(Gone):
        case.take(Retry(asked(case)))


def test_an_event_on_its_boundary_withdraws_it() -> None:
    case = drawn().timer("t", "P1D", on="f").user("v").path("t v").begin(a=1)
    token = asked(case)
    case.fire("t")
    assert (case.open, case.state.services()) == (["v"], [])
    with pytest.raises(Gone):
        case.take(Return(token, 4))


def test_each_run_of_a_loop_asks_for_itself() -> None:
    many = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>items</bpmn:loopDataInputRef>"
        '<bpmn:loopDataOutputRef>results</bpmn:loopDataOutputRef><bpmn:inputDataItem name="a"/>'
        '<bpmn:outputDataItem name="y"/></bpmn:multiInstanceLoopCharacteristics>'
    )
    case = drawn(BODY + many).begin(items=[1, 2])
    for token, _, _ in case.state.services():
        case.take(Return(token, case.state.waits[token].values["x"] * 2))
    assert (case.open, case.state.values["results"]) == (["u"], [4, 6])


def test_the_state_is_as_large_after_many_failures_as_after_one() -> None:
    case = drawn().begin(a=1)
    token = asked(case)
    for _ in range(50):
        case.take(Fail(token, "timeout")).take(Retry(token))
    assert (len(case.state.waits), len(case.state.tokens)) == (1, 1)


def test_a_failed_timer_waits_for_an_operator() -> None:
    case = Drawn().start().timer("t", "P1D").user("u").end().path("s t u e").begin()
    ((token, _, due),) = case.state.timers()
    case.take(Fail(token, "stuck"))
    assert (case.state.timers(), case.state.incidents()) == ([], [(token, "t", "stuck")])
    case.take(Retry(token))
    assert case.state.timers() == [(token, "t", due)]
    assert case.fire("t").open == ["u"]


ENDLESS = "count(for i in 1..n return i) > 0"


def test_an_expression_without_an_answer_names_its_element_and_changes_nothing() -> None:
    case = Drawn().start().user("a").xor("g", default="e").user("b").end().path("s a g e")
    walk = case.flow("g", "b", when=ENDLESS).path("b e").begin()
    with pytest.raises(Stuck) as stuck:
        walk.do("a", n=10**9)
    assert stuck.value.params["node"] == "g"
    assert "The expression has a mistake" in stuck.value.plain()
    assert walk.open == ["a"]
    assert walk.do("a", n=1).open == ["b"]


@pytest.mark.parametrize("kind", ["script", "timer", "service"])
def test_whatever_has_an_expression_is_named(kind: str) -> None:
    text = "for i in 1..n return i"
    pictures = {
        "script": Drawn().script("x", text),
        "timer": Drawn().timer("x", f"={text}"),
        "service": Drawn().node("serviceTask", "x", BODY.replace("a + 1", text)),
    }
    walk = pictures[kind].start().user("a").end().path("s a x e").begin()
    with pytest.raises(Stuck) as stuck:
        walk.do("a", n=10**9)
    assert stuck.value.params["node"] == "x"


def test_a_table_without_an_answer_names_its_element() -> None:
    text = dmn.file(dmn.decision("d", dmn.table(["n: number"], ["> 1 -> 1", "> 2 -> 2"]), []))
    body = '<bpmn:extensionElements><opora:decision ref="d" result="y"/></bpmn:extensionElements>'
    picture = Drawn().start().user("a").node("businessRuleTask", "x", body).user("u").end().path("s a x u e")
    walk = Walk(picture.plan(tables=parse(text, "d.dmn"))).start()
    with pytest.raises(Stuck) as stuck:
        walk.do("a", n=3)
    assert stuck.value.params["node"] == "x"
    assert "has several rules for this case" in stuck.value.plain()
    assert walk.do("a", n=2).open == ["u"]
