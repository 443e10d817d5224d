"""Every element and every event of BPMN 2.0.2, at every place: it runs, or it is refused by id and reason.

Places and kinds are those of table 10.93; what runs is driven past, not only accepted.
"""

from dataclasses import replace

import pytest

from engine import bpmn
from engine.bpmn.vocabulary import EVENT_DEFINITIONS, FLOW_NODES
from engine.errors import Refused
from engine.kernel.inputs import Notice
from tests.engine.kernel.diagrams import Drawn, Walk

NAMED = (
    '<bpmn:error id="E" errorCode="lost"/><bpmn:escalation id="C" escalationCode="late"/>'
    '<bpmn:signal id="S" name="storm"/><bpmn:message id="M" name="news"/>'
)
TERMS = "<bpmn:condition>= go</bpmn:condition>"
KINDS = {
    "none": "",
    "message": '<bpmn:messageEventDefinition messageRef="M"/>',
    "timer": "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>",
    "error": '<bpmn:errorEventDefinition errorRef="E"/>',
    "escalation": '<bpmn:escalationEventDefinition escalationRef="C"/>',
    "cancel": "<bpmn:cancelEventDefinition/>",
    "compensate": "<bpmn:compensateEventDefinition/>",
    "conditional": f"<bpmn:conditionalEventDefinition>{TERMS}</bpmn:conditionalEventDefinition>",
    "link": '<bpmn:linkEventDefinition name="L"/>',
    "signal": '<bpmn:signalEventDefinition signalRef="S"/>',
    "terminate": "<bpmn:terminateEventDefinition/>",
    "multiple": '<bpmn:messageEventDefinition messageRef="M"/><bpmn:signalEventDefinition signalRef="S"/>',
}
TIMER, MESSAGE, SIGNAL, CONDITION = "timer", "message", "signal", "conditional"


def begins(body: str) -> Drawn:
    return Drawn().start("x", body).user("after").end().path("x after e")


def begins_within(body: str) -> Drawn:
    inner = Drawn("sub").start("x", body).user("after").path("x after")
    return Drawn().start().sub(inner).end().path("s sub e")


def begins_aside(body: str, stops: str = "true") -> Drawn:
    aside = Drawn("es").node("startEvent", "x", body, isInterrupting=stops).user("after").path("x after")
    return thrower(Drawn().start()).sub(aside, triggeredByEvent="true").path("s work throw")


def begins_aside_too(body: str) -> Drawn:
    return begins_aside(body, "false")


def caught(body: str) -> Drawn:
    return Drawn().start().node("intermediateCatchEvent", "x", body).user("after").path("s x after")


def on_boundary(body: str, stops: bool = True) -> Drawn:
    inner = thrower(Drawn("sub").start("is")).path("is work throw")
    return (
        Drawn().start().sub(inner).event("x", body, on="sub", stops=stops).user("after").path("s sub").path("x after")
    )


def on_boundary_too(body: str) -> Drawn:
    return on_boundary(body, False)


def thrown(body: str) -> Drawn:
    return Drawn().start().user("work", "after").node("intermediateThrowEvent", "x", body).path("s work x after")


def ends(body: str) -> Drawn:
    return Drawn().start().user("work").node("endEvent", "x", body).path("s work x")


def thrower(drawn: Drawn) -> Drawn:
    """A task after which whatever a test throws is thrown."""
    return drawn.user("work").node("endEvent", "throw", "<!-- thrown -->")


RUNS = {
    begins: "none message timer signal",
    begins_within: "none",
    begins_aside: "message timer signal conditional error escalation",
    begins_aside_too: "message timer signal conditional escalation",
    caught: "message timer signal conditional",
    on_boundary: "message timer signal conditional error escalation",
    on_boundary_too: "message timer signal conditional escalation",
    thrown: "none message signal escalation compensate",
    ends: "none message terminate signal error escalation compensate",
}
"""Links, cancel events and what compensates need a partner; test_thrown and test_compensation drive those."""

TABLE = [(place, kind, kind in runs.split()) for place, runs in RUNS.items() for kind in KINDS]


@pytest.mark.parametrize(("place", "kind", "runs"), TABLE, ids=[f"{p.__name__}-{k}" for p, k, _ in TABLE])
def test_an_event_runs_or_is_refused_by_name(place: object, kind: str, runs: bool) -> None:
    assert callable(place)
    xml = (
        place(KINDS[kind])
        .xml(extra=NAMED)
        .replace("<!-- thrown -->", KINDS[kind] if kind in "error escalation" else "")
    )
    if runs:
        drive(Walk(bpmn.parse({"t.bpmn": xml}, "t", "p")), kind)
        return
    with pytest.raises(Refused) as refused:
        bpmn.parse({"t.bpmn": xml}, "t", "p")
    assert "x" in {finding.element for finding in refused.value.findings} or any(
        finding.element == "es" for finding in refused.value.findings
    )


def drive(case: Walk, kind: str) -> None:
    """What the event waits for happens, or its task is done: the case gets past it."""
    start = case.plan.nodes["x"].kind == "startEvent" and case.plan.nodes["x"].scope == "p"
    case.start("x" if start else None, go=False)
    waits = [wait for wait in case.state.waits.values() if wait.node == "x"]
    if waits and kind == TIMER:
        case.fire("x")
    elif waits and kind in {MESSAGE, SIGNAL}:
        case.send(waits[0].name, waits[0].id)
    elif "work" in case.open:
        case.do("work", go=True)
    elif waits:
        assert kind == CONDITION
        case.state = replace(case.state, values={"go": True})
        case.take(Notice())
    passed = {effect.data["node"] for effect in case.told if effect.kind == "token.moved"}
    assert "after" in case.open or case.exit or "x" in passed


ELEMENTS = {
    "runs": {
        "task", "userTask", "manualTask", "sendTask", "receiveTask", "serviceTask", "scriptTask", "businessRuleTask",
        "callActivity", "subProcess", "transaction", "startEvent", "endEvent", "intermediateCatchEvent",
        "intermediateThrowEvent", "boundaryEvent", "exclusiveGateway", "inclusiveGateway", "parallelGateway",
        "eventBasedGateway",
    },
    "refused": {
        "adHocSubProcess", "callChoreography", "choreographyTask", "subChoreography", "implicitThrowEvent",
        "complexGateway",
    },
}  # fmt: skip


def test_the_table_names_every_element_and_every_event() -> None:
    from engine.kernel.step import ENTER

    assert ELEMENTS["runs"] | ELEMENTS["refused"] == FLOW_NODES
    assert ELEMENTS["runs"] <= set(ENTER) and not ELEMENTS["refused"] & set(ENTER)
    assert set(EVENT_DEFINITIONS.values()) == set(KINDS) - {"none", "multiple"}


@pytest.mark.parametrize("tag", sorted(ELEMENTS["refused"]))
def test_an_element_that_does_not_run_is_refused_by_name(tag: str) -> None:
    drawn = Drawn().start().node(tag, "x", "<bpmn:userTask id='i'/>" if tag == "adHocSubProcess" else "").end()
    with pytest.raises(Refused) as refused:
        drawn.path("s x e").plan()
    assert ("x", "unsupported") in {(finding.element, finding.code) for finding in refused.value.findings}


BESIDE = {
    "parallelMultiple": ("intermediateCatchEvent", {"parallelMultiple": "true"}, KINDS["message"]),
    "an instantiating event gateway": ("eventBasedGateway", {"instantiate": "true"}, ""),
    "a parallel event gateway": ("eventBasedGateway", {"eventGatewayType": "Parallel"}, ""),
    "completionQuantity": ("userTask", {"completionQuantity": "2"}, ""),
    "startQuantity": ("userTask", {"startQuantity": "2"}, ""),
    "a service task without a function": ("serviceTask", {}, ""),
    "a multi-instance that throws": (
        "userTask", {}, '<bpmn:multiInstanceLoopCharacteristics behavior="Complex"><bpmn:loopCardinality>2'
        "</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"),
    "a transformation of data": (
        "userTask", {}, "<bpmn:dataOutputAssociation><bpmn:transformation>x</bpmn:transformation></bpmn:dataOutputAssociation>"),
}  # fmt: skip


@pytest.mark.parametrize(("tag", "given", "body"), BESIDE.values(), ids=BESIDE)
def test_what_would_change_the_meaning_is_refused_by_name(tag: str, given: dict[str, str], body: str) -> None:
    with pytest.raises(Refused) as refused:
        Drawn().start().node(tag, "x", body, **given).end().path("s x e").plan(extra=NAMED)
    assert "x" in {finding.element for finding in refused.value.findings}


def test_several_pools_run_each_by_itself() -> None:
    pools = (
        '<bpmn:collaboration id="map"><bpmn:participant id="ours" processRef="p"/><bpmn:participant id="theirs"/>'
        '<bpmn:messageFlow id="mf" sourceRef="a" targetRef="theirs"/></bpmn:collaboration>'
    )
    drawn = Drawn().start().user("a").end().path("s a e")
    case = drawn.begin(Drawn("q").start("qs").user("b").path("qs b"), extra=pools)
    assert case.do("a").exit == "e"


def test_what_is_drawn_beside_the_flow_moves_nothing() -> None:
    body = (
        '<bpmn:ioSpecification><bpmn:dataInput id="di"/><bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>'
        "<bpmn:dataInputAssociation><bpmn:sourceRef>d</bpmn:sourceRef><bpmn:targetRef>di</bpmn:targetRef></bpmn:dataInputAssociation>"
    )
    drawn = Drawn().start().node("userTask", "a", body).end().path("s a e")
    drawn.parts.append('<bpmn:dataObject id="d"/><bpmn:textAnnotation id="n"/><bpmn:group id="g"/>')
    assert drawn.begin().do("a").exit == "e"


def test_a_loop_ends_at_its_most_runs() -> None:
    marker = '<bpmn:standardLoopCharacteristics loopMaximum="2"/>'
    case = Drawn().start().node("userTask", "a", marker).end().path("s a e").begin()
    assert case.do("a", "a").exit == "e"


def test_who_performs_a_step_is_not_read_from_bpmn_and_that_is_said() -> None:
    drawn = Drawn().start().node("userTask", "a", "<bpmn:potentialOwner/>").end().path("s a e")
    _, findings = bpmn.review({"t.bpmn": drawn.xml()}, "t", "p")
    assert [(finding.element, finding.code, finding.severity) for finding in findings] == [
        ("a", "no-effect", "warning")
    ]
