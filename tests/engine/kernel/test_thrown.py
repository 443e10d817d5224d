"""Errors, escalations, signals, links, conditions, and event sub-processes."""

import pytest

from tests.engine.kernel.diagrams import Drawn

NAMES = (
    '<bpmn:error id="E1" errorCode="lost"/><bpmn:error id="E2" errorCode="other"/>'
    '<bpmn:escalation id="C1" escalationCode="late"/><bpmn:signal id="S1" name="storm"/>'
)
ERROR = '<bpmn:errorEventDefinition errorRef="E1"/>'
OTHER = '<bpmn:errorEventDefinition errorRef="E2"/>'
ANY_ERROR = "<bpmn:errorEventDefinition/>"
ESCALATION = '<bpmn:escalationEventDefinition escalationRef="C1"/>'
SIGNAL = '<bpmn:signalEventDefinition signalRef="S1"/>'
TERMS = "<bpmn:conditionalEventDefinition><bpmn:condition>= risk > 3</bpmn:condition></bpmn:conditionalEventDefinition>"


def failing(key: str = "q") -> Drawn:
    """A called process: two tasks at once, one of which leads to an error."""
    return Drawn(key).start("qs").both("f").user("u", "v").node("endEvent", "err", ERROR).path("qs f u err").path("f v")


# -- errors and escalations


def test_an_error_is_caught_on_the_boundary_and_withdraws_the_rest() -> None:
    drawn = (
        Drawn().start().call("c", "q").event("b", ERROR, on="c").user("handle", "on").path("s c on").path("b handle")
    )
    case = drawn.begin(failing(), extra=NAMES).do("u")
    assert case.open == ["handle"]
    assert [task["node"] for task in case.effects("task.withdrawn")] == ["v"]


def test_an_error_goes_to_the_innermost_catcher_of_its_code() -> None:
    middle = (
        Drawn("m")
        .start("ms")
        .call("inner", "q")
        .event("wrong", OTHER, on="inner")
        .user("w")
        .path("ms inner")
        .path("wrong w")
    )
    drawn = (
        Drawn()
        .start()
        .call("c", "m")
        .event("any", ANY_ERROR, on="c")
        .event("right", ERROR, on="c")
        .user("x", "y")
        .path("s c")
    )
    case = drawn.path("any x").path("right y").begin(middle, failing(), extra=NAMES).do("u")
    assert case.open == ["y"]


def test_an_error_nobody_catches_ends_the_case_there() -> None:
    case = Drawn().start().call("c", "q").user("on").path("s c on").begin(failing(), extra=NAMES).do("u")
    assert case.exit == "err"
    assert [incident["node"] for incident in case.effects("incident.raised")] == ["err"]


def test_an_escalation_may_leave_its_scope_running() -> None:
    inner = Drawn("sub").start("is").node("intermediateThrowEvent", "t", ESCALATION).user("a").path("is t a")
    drawn = (
        Drawn()
        .start()
        .sub(inner)
        .event("b", ESCALATION, on="sub", stops=False)
        .user("told", "on")
        .path("s sub on")
        .path("b told")
    )
    assert drawn.begin(extra=NAMES).open == ["a", "told"]


def test_an_interrupting_escalation_withdraws_the_scope_with_its_thrower() -> None:
    inner = Drawn("sub").start("is").node("intermediateThrowEvent", "t", ESCALATION).user("a").path("is t a")
    drawn = Drawn().start().sub(inner).event("b", ESCALATION, on="sub").user("told").path("s sub").path("b told")
    assert drawn.begin(extra=NAMES).open == ["told"]


def test_an_escalation_nobody_hears_changes_nothing() -> None:
    drawn = Drawn().start().node("intermediateThrowEvent", "t", ESCALATION).user("a").path("s t a")
    assert drawn.begin(extra=NAMES).open == ["a"]


# -- signals


def test_a_signal_reaches_everyone_in_the_case_who_awaits_it() -> None:
    called = Drawn("q").start("qs").user("u").event("b", SIGNAL, on="u").user("x").path("qs u").path("b x")
    drawn = Drawn().start().both("f").call("c", "q").user("a", "y").event("w", SIGNAL).node("endEvent", "e", SIGNAL)
    case = drawn.path("s f c").path("f w y").path("f a e").begin(called, extra=NAMES)
    assert case.do("a").open == ["x", "y"]


def test_a_non_interrupting_signal_is_heard_every_time() -> None:
    drawn = Drawn().start().user("a").event("b", SIGNAL, on="a", stops=False).user("x").path("s a").path("b x")
    case = drawn.begin(extra=NAMES).send("storm").send("storm")
    assert case.open == ["a", "x", "x"]


# -- links


def test_a_link_leads_on_elsewhere() -> None:
    link = '<bpmn:linkEventDefinition name="L"/>'
    drawn = (
        Drawn()
        .start()
        .user("a", "b")
        .node("intermediateThrowEvent", "out", link)
        .node("intermediateCatchEvent", "in", link)
    )
    assert drawn.path("s a out").path("in b").begin().do("a").open == ["b"]


# -- conditions


def test_a_condition_happens_when_it_comes_true() -> None:
    drawn = (
        Drawn().start().both("f").user("a", "b", "x").event("c", TERMS, on="b").path("s f a").path("f b").path("c x")
    )
    case = drawn.begin(risk=1)
    assert case.open == ["a", "b"]
    assert case.do("a", risk=4).open == ["x"]


def test_a_lasting_condition_happens_once_each_time_it_comes_true() -> None:
    drawn = (
        Drawn().start().user("b", "x").event("c", TERMS, on="b", stops=False).message("m", "news", on="b", stops=False)
    )
    case = drawn.path("s b").path("c x").end().path("m e").begin()
    for risk, count in ((4, 1), (5, 1), (1, 1), (6, 2)):
        case.send("news", risk=risk)
        assert case.open == ["b"] + ["x"] * count


def test_an_intermediate_condition_that_is_true_is_passed() -> None:
    drawn = Drawn().start().event("c", TERMS).user("b").path("s c b")
    assert drawn.begin(risk=9).open == ["b"]


# -- event sub-processes


def listening(definition: str, stops: bool = True, key: str = "es") -> Drawn:
    return (
        Drawn(key)
        .node("startEvent", f"{key}s", definition, isInterrupting=str(stops).lower())
        .user(f"{key}u")
        .path(f"{key}s {key}u")
    )


@pytest.mark.parametrize("stops", [True, False])
def test_an_event_sub_process_begins_with_its_event(stops: bool) -> None:
    drawn = Drawn().start().user("a").end().path("s a e")
    inner = listening(drawn.message_definition("refusal"), stops)
    case = drawn.sub(inner, triggeredByEvent="true").begin()
    assert (case.open, case.awaited) == (["a"], ["ess"])
    case.send("refusal")
    assert case.open == (["esu"] if stops else ["a", "esu"])
    assert case.awaited == ([] if stops else ["ess"])
    if not stops:
        assert case.send("refusal").open == ["a", "esu", "esu"]
        case.do("a", "esu")
        assert case.exit is None
    assert case.do("esu").exit is not None


def test_a_scope_does_not_wait_for_an_event_sub_process_that_never_began() -> None:
    inner = (
        Drawn("sub")
        .start("is")
        .user("a")
        .path("is a")
        .sub(
            listening(
                "<bpmn:timerEventDefinition><bpmn:timeDuration>P300D</bpmn:timeDuration></bpmn:timerEventDefinition>"
            ),
            triggeredByEvent="true",
        )
    )
    case = Drawn().start().sub(inner).user("b").path("s sub b").begin().do("a")
    assert (case.open, case.awaited) == (["b"], [])


def test_an_event_sub_process_catches_errors_of_its_scope_before_the_boundary_does() -> None:
    inner = (
        Drawn("sub")
        .start("is")
        .user("a")
        .node("endEvent", "err", ERROR)
        .path("is a err")
        .sub(listening(ERROR), triggeredByEvent="true")
    )
    drawn = (
        Drawn().start().sub(inner).event("b", ERROR, on="sub").user("outside", "on").path("s sub on").path("b outside")
    )
    case = drawn.begin(extra=NAMES).do("a")
    assert case.open == ["esu"]
    assert case.do("esu").open == ["on"], "the scope ends as usual after its event sub-process"


def test_an_error_in_an_event_sub_process_goes_outwards() -> None:
    handler = Drawn("es").node("startEvent", "ess", ERROR).node("endEvent", "again", ERROR).path("ess again")
    inner = Drawn("sub").start("is").node("endEvent", "err", ERROR).path("is err").sub(handler, triggeredByEvent="true")
    drawn = Drawn().start().sub(inner).event("b", ERROR, on="sub").user("outside").path("s sub").path("b outside")
    assert drawn.begin(extra=NAMES).open == ["outside"]
