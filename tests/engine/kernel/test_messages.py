"""Messages: started by, waited for, interrupted by, sent."""

import pytest

from engine.errors import Gone, Stuck
from tests.engine.kernel.diagrams import Drawn, Walk, line


def test_an_intermediate_message_event_waits() -> None:
    case = Drawn().start().message("m", "answer").user("b").path("s m b").begin()
    [(key, node, name)] = case.state.messages()
    assert case.effects("message.awaited") == [{"token": key, "node": node, "name": name}]
    assert (node, name) == ("m", "answer")
    assert case.send("answer", said="yes").open == ["b"]
    assert case.state.values == {"said": "yes"}


def test_a_message_nobody_awaits_is_gone() -> None:
    case = Drawn().start().message("m", "answer").user("b").path("s m b").begin()
    with pytest.raises(Gone):
        case.send("question")
    case.send("answer")
    with pytest.raises(Gone):
        case.send("answer")


def two_waiting() -> Drawn:
    return (
        Drawn()
        .start()
        .both("f")
        .message("m", "answer")
        .message("n", "answer")
        .user("a", "b")
        .path("s f m a")
        .path("f n b")
    )


def test_a_message_reaches_everyone_who_awaits_it() -> None:
    assert two_waiting().begin().send("answer").open == ["a", "b"]


def test_a_message_may_be_meant_for_one() -> None:
    case = two_waiting().begin()
    [(_, _, _), (second, _, _)] = case.state.messages()
    with pytest.raises(Gone):
        case.send("other", token=second)
    assert case.send("answer", token=second).open == ["b"]


def test_an_interrupting_message_is_heard_once_even_by_nested_scopes() -> None:
    inner = Drawn("sub").start("is").user("a").message("m", "stop", on="a").user("x").path("is a").path("m x")
    drawn = Drawn().start().sub(inner).message("n", "stop", on="sub").user("y").path("s sub").path("n y")
    case = drawn.begin().send("stop")
    assert case.open == ["y"], "the outer scope was withdrawn with the inner one"


def test_a_boundary_message_is_cancelled_with_its_task() -> None:
    case = line("a").message("m", "stop", on="a").end("x").path("m x").begin()
    [(key, _, _)] = case.state.messages()
    assert case.do("a").effects("message.cancelled") == [{"token": key, "node": "m"}]


def test_a_case_may_begin_with_a_message() -> None:
    drawn = Drawn().start().user("a", "b").path("s a")
    drawn.node("startEvent", "m", drawn.message_definition("referral")).path("m b")
    assert drawn.begin().open == ["a"]
    assert Walk(drawn.plan()).start("m", who="school").open == ["b"]
    for wrong in ("a", "nothing"):
        with pytest.raises(Stuck):
            Walk(drawn.plan()).start(wrong)


def test_a_case_with_only_a_message_start_begins_there() -> None:
    drawn = Drawn().user("b")
    drawn.node("startEvent", "m", drawn.message_definition("referral")).path("m b")
    assert drawn.begin().open == ["b"]
    assert drawn.plan().scopes["p"].start == "m"


def test_throwing_and_end_events_send_their_message() -> None:
    drawn = Drawn().start().user("a")
    drawn.node("intermediateThrowEvent", "t", drawn.message_definition("told"))
    drawn.node("endEvent", "e", drawn.message_definition("closed")).path("s t a e")
    case = drawn.begin()
    assert case.effects("message.sent") == [{"name": "told", "node": "t"}]
    assert case.do("a").effects("message.sent") == [{"name": "closed", "node": "e"}]
    assert case.exit == "e"


def test_a_message_goes_by_the_name_of_its_event_where_it_has_none() -> None:
    body = "<bpmn:messageEventDefinition/>"
    case = Drawn().start().node("intermediateCatchEvent", "m", body, name="Ответ школы").user("b").path("s m b").begin()
    assert case.send("Ответ школы").open == ["b"]
