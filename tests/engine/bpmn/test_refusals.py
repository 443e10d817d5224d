"""Nothing is accepted and ignored: whatever does not run is refused, and the sentence names the element."""

from collections.abc import Callable

import pytest

from engine import bpmn
from engine.errors import Refused
from tests.engine.kernel.diagrams import Drawn, line

EVENTS = {
    "two": "<bpmn:terminateEventDefinition/><bpmn:messageEventDefinition/>",
    "referred": "<bpmn:eventDefinitionRef>x</bpmn:eventDefinitionRef>",
}


def found(drawn: Drawn, *called: Drawn, extra: str = "") -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        drawn.plan(*called, extra=extra)
    assert all(finding.sentence % finding.params for finding in refused.value.findings)
    assert all(finding.severity == "error" for finding in refused.value.findings)
    return [(finding.element, finding.code) for finding in refused.value.findings]


def between(tag: str, body: str = "", **attributes: str) -> Drawn:
    return Drawn().start().node(tag, "x", body, **attributes).end().path("s x e")


@pytest.mark.parametrize(
    "tag",
    ["complexGateway", "adHocSubProcess", "callChoreography", "choreographyTask", "subChoreography"],
)
def test_elements_that_do_not_run_are_refused(tag: str) -> None:
    inner = '<bpmn:userTask id="i"/>' if tag == "adHocSubProcess" else ""
    assert ("x", "unsupported") in found(between(tag, inner))


@pytest.mark.parametrize("body", EVENTS.values(), ids=EVENTS)
def test_events_that_do_not_run_are_refused(body: str) -> None:
    assert ("x", "unsupported") in found(between("intermediateThrowEvent", body))
    assert ("b", "unsupported") in found(line("a").event("b", body, on="a").user("y").path("b y"))
    assert ("x", "unsupported") in found(Drawn().start().node("endEvent", "x", body).path("s x"))


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("userTask", {"startQuantity": "2"}),
        ("userTask", {"completionQuantity": "2"}),
        ("transaction", {"method": "##Image"}),
        ("receiveTask", {"instantiate": "true", "name": "m"}),
        ("eventBasedGateway", {"eventGatewayType": "Parallel"}),
    ],
)
def test_attributes_that_change_the_meaning_are_refused(tag: str, attributes: dict[str, str]) -> None:
    assert ("x", "unsupported") in found(between(tag, **attributes))


def _flow(text: str) -> Callable[[], Drawn]:
    def draw() -> Drawn:
        drawn = line("a")
        drawn.parts.append(text)
        return drawn

    return draw


COMPENSATE, CANCEL = "<bpmn:compensateEventDefinition/>", "<bpmn:cancelEventDefinition/>"


def _undone(drawn: Drawn) -> Drawn:
    drawn.event("b", COMPENSATE, on="a").node("userTask", "x", isForCompensation="true")
    drawn.parts.append('<bpmn:association id="as" sourceRef="b" targetRef="x"/>')
    return drawn


def _gateway(tag: str, default: str | None = None, **conditions: str) -> Drawn:
    drawn = Drawn().start().node(tag, "g", default=default).user("a", "b").path("s g")
    return drawn.flow("g", "a", conditions.get("a")).flow("g", "b", conditions.get("b"))


CASES: dict[str, tuple[Callable[[], Drawn], tuple[str, str]]] = {
    "a flow from nowhere": (_flow('<bpmn:sequenceFlow id="f" sourceRef="no" targetRef="a"/>'), ("f", "loose-flow")),
    "a flow to nowhere": (_flow('<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="no"/>'), ("f", "loose-flow")),
    "a flow into a sub-process": (
        lambda: line("a").sub(Drawn("sub").user("i")).path("a sub").path("a i"), ("a-i", "loose-flow")),
    "an id used twice": (lambda: line("a").user("a"), ("a", "duplicate-id")),
    "an id of another file": (lambda: line("p"), ("p", "duplicate-id")),
    "a flow without condition": (lambda: _gateway("exclusiveGateway", a="x"), ("g", "no-condition")),
    "an inclusive flow without condition": (lambda: _gateway("inclusiveGateway", a="x"), ("g", "no-condition")),
    "a default that leads elsewhere": (lambda: _gateway("exclusiveGateway", default="s-g", a="x", b="y"), ("g", "default")),
    "a default with a condition": (
        lambda: _gateway("exclusiveGateway", default="g-a", a="x", b="y"), ("g", "default-condition")),
    "a parallel flow with a condition": (lambda: _gateway("parallelGateway", a="x"), ("g", "condition")),
    "a start event with a condition": (lambda: Drawn().start().user("a").flow("s", "a", when="x"), ("s", "condition")),
    "an expression that cannot be read": (lambda: _gateway("exclusiveGateway", default="g-b", a="${x}"), ("g", "expression")),
    "a process without anything": (lambda: Drawn().end().user("a").path("a e").sub(Drawn("sub")).path("a sub"), ("sub", "no-start")),
    "two plain start events": (lambda: line("a").start("s2").path("s2 a"), ("s2", "several-starts")),
    "an element nothing leads to": (lambda: line("a").user("lost"), ("lost", "unreachable")),
    "a flow to a start event": (lambda: line("a").path("a p_s"), ("p_s", "incoming")),
    "a flow from an end event": (lambda: line("a").path("p_e a"), ("p_e", "outgoing")),
    "a boundary event on nothing": (lambda: line("a").timer("t", "P1D", on="no").path("t a"), ("t", "boundary")),
    "a boundary event on a gateway": (
        lambda: Drawn().start().both("g").user("a").path("s g a").timer("t", "P1D", on="g").path("t a"), ("t", "boundary")),
    "a call to nothing": (lambda: Drawn().start().call("c", "no").path("s c"), ("c", "unknown-process")),
    "a call without a process": (lambda: between("callActivity"), ("x", "unknown-process")),
    "a timer without a time": (
        lambda: between("intermediateCatchEvent", "<bpmn:timerEventDefinition/>"), ("x", "no-time")),
    "a timer that cannot be read": (lambda: Drawn().start().timer("t", "P1 month!").path("s t"), ("t", "bad-time")),
    "a timer in quotes that cannot be read": (lambda: Drawn().start().timer("t", '="soon"').path("s t"), ("t", "bad-time")),
    "a cycle of no time": (lambda: Drawn().start().timer("t", "R/PT0S").path("s t"), ("t", "bad-time")),
    "a message without a name": (
        lambda: between("intermediateCatchEvent", "<bpmn:messageEventDefinition/>"), ("x", "no-message")),
    "a send task without a message": (lambda: between("sendTask"), ("x", "no-message")),
    "a message that is not there": (
        lambda: between("receiveTask", messageRef="no"), ("x", "unknown-reference")),
    "a signal without a name": (
        lambda: between("intermediateThrowEvent", "<bpmn:signalEventDefinition/>"), ("x", "no-message")),
    "a condition without a text": (
        lambda: between("intermediateCatchEvent", "<bpmn:conditionalEventDefinition/>"), ("x", "no-condition")),
    "a script of another language": (
        lambda: between("scriptTask", "<bpmn:script>x = 1</bpmn:script>", scriptFormat="javascript"), ("x", "language")),
    "a script task without a script": (lambda: between("scriptTask"), ("x", "no-script")),
    "a script that cannot be read": (lambda: Drawn().start().script("x", "def f(): pass").path("s x"), ("x", "expression")),
    "a business rule without a decision": (lambda: between("businessRuleTask"), ("x", "no-decision")),
    "a decision that is not there": (
        lambda: between("businessRuleTask", '<bpmn:extensionElements><opora:decision ref="no" result="r"/></bpmn:extensionElements>'),
        ("x", "unknown-decision")),
    "a link to nowhere": (
        lambda: Drawn().start().node("intermediateThrowEvent", "x", '<bpmn:linkEventDefinition name="L"/>').path("s x"), ("x", "link")),
    "an event gateway before a task": (
        lambda: Drawn().start().node("eventBasedGateway", "x").user("a").path("s x a"), ("x", "event-gateway")),
    "an error on the way": (lambda: between("intermediateThrowEvent", "<bpmn:errorEventDefinition/>"), ("x", "unsupported")),
    "a terminating start": (lambda: Drawn().start("s", "<bpmn:terminateEventDefinition/>").user("a").path("s a"), ("s", "unsupported")),
    "a process that begins with an error": (
        lambda: Drawn().start("s", "<bpmn:errorEventDefinition/>").user("a").path("s a"), ("s", "start-event")),
    "an event sub-process without an event": (
        lambda: line("a").sub(Drawn("es").start("is").user("i").path("is i"), triggeredByEvent="true"), ("es", "event-sub-process")),
    "a flow to an event sub-process": (
        lambda: line("a").sub(Drawn("es").start("is", "<bpmn:errorEventDefinition/>").user("i").path("is i"), triggeredByEvent="true").path("a es"),
        ("es", "event-sub-process")),
    "a loop without an end": (
        lambda: between("userTask", "<bpmn:standardLoopCharacteristics/>"), ("x", "loop")),
    "a loop of no number": (
        lambda: between("userTask", '<bpmn:standardLoopCharacteristics loopMaximum="many"/>'), ("x", "loop")),
    "instances of no number": (
        lambda: between("userTask", "<bpmn:multiInstanceLoopCharacteristics/>"), ("x", "loop")),
    "instances that throw": (
        lambda: between("userTask", '<bpmn:multiInstanceLoopCharacteristics behavior="One"><bpmn:loopCardinality>2</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>'),
        ("x", "unsupported")),
    "a compensation event with nothing tied to it": (lambda: line("a").event("b", COMPENSATE, on="a"), ("b", "compensation")),
    "an activity for compensation in the flow": (lambda: between("userTask", isForCompensation="true"), ("x", "compensation")),
    "an activity for compensation of nothing": (
        lambda: line("a").node("userTask", "x", isForCompensation="true"), ("x", "unreachable")),
    "a gateway for compensation": (lambda: between("exclusiveGateway", isForCompensation="true"), ("x", "compensation")),
    "compensation of what nothing compensates": (
        lambda: between("intermediateThrowEvent", '<bpmn:compensateEventDefinition activityRef="s"/>'), ("x", "compensation")),
    "a compensation event sub-process of the whole case": (
        lambda: line("a").sub(Drawn("es").start("is", COMPENSATE).user("i").path("is i"), triggeredByEvent="true"), ("is", "compensation")),
    "a way on from a compensation event": (
        lambda: _undone(line("a")).user("y").path("b y"), ("b", "outgoing")),
    "an event on what compensates": (lambda: _undone(line("a")).timer("z", "P1D", on="x"), ("x", "unsupported")),
    "cancelling no transaction": (lambda: Drawn().start().node("endEvent", "x", CANCEL).path("s x"), ("x", "cancel")),
    "a cancel event on no transaction": (lambda: line("a").event("b", CANCEL, on="a").user("y").path("b y"), ("b", "cancel")),
    "a transaction that cannot be left when cancelled": (
        lambda: between("transaction", f'<bpmn:startEvent id="i"/><bpmn:endEvent id="j">{CANCEL}</bpmn:endEvent><bpmn:sequenceFlow id="k" sourceRef="i" targetRef="j"/>'),
        ("j", "cancel")),
    "an error that does not interrupt": (
        lambda: line("a").event("b", "<bpmn:errorEventDefinition/>", on="a", stops=False).user("y").path("b y"), ("b", "interrupting")),
    "an association that changes data": (
        lambda: between("userTask", "<bpmn:dataInputAssociation><bpmn:assignment/></bpmn:dataInputAssociation>"), ("x", "data")),
    "an unknown element": (_flow('<bpmn:mystery id="m"/>'), ("m", "unsupported")),
    "two events on one start": (
        lambda: Drawn().start("s", '<bpmn:timerEventDefinition/><bpmn:terminateEventDefinition/>').user("a").path("s a"), ("s", "unsupported")),
}  # fmt: skip


@pytest.mark.parametrize(("draw", "finding"), CASES.values(), ids=CASES)
def test_a_wrong_diagram_is_refused_by_name(draw: Callable[[], Drawn], finding: tuple[str, str]) -> None:
    assert finding in found(draw())


def test_a_called_process_that_only_a_message_begins_is_refused() -> None:
    called = Drawn("q").user("u")
    called.node("startEvent", "m", called.message_definition("news")).path("m u")
    assert ("m", "start-event") in found(Drawn().start().call("c", "q").path("s c"), called)


def test_every_reason_is_told_at_once() -> None:
    drawn = line("a").user("lost").timer("t", "P1X", on="a").node("complexGateway", "x").path("a x").path("t x")
    assert set(found(drawn)) == {("lost", "unreachable"), ("t", "bad-time"), ("x", "unsupported")}


EXTENSIONS = {
    "an unknown element": ("userTask", "<opora:tusk/>", "extension"),
    "an unknown attribute": ("userTask", '<opora:task rolle="x"/>', "extension"),
    "an element twice": ("userTask", "<opora:task/><opora:task/>", "extension"),
    "a deadline on a gateway": ("exclusiveGateway", '<opora:deadline amount="1" unit="days"/>', "extension"),
    "a role on a gateway": ("exclusiveGateway", '<opora:task role="x"/>', "extension"),
    "an exit that is no end": ("userTask", '<opora:exit outcome="good"/>', "extension"),
    "a side of the line that is none": ("userTask", '<opora:task line="left"/>', "line"),
    "a deadline without a unit": ("userTask", '<opora:deadline amount="1"/>', "deadline"),
    "a deadline without a number": ("userTask", '<opora:deadline amount="soon" unit="days"/>', "deadline"),
    "a deadline with an unknown anchor": (
        "userTask",
        '<opora:deadline amount="1" unit="days" anchor="moon"/>',
        "deadline",
    ),
}


@pytest.mark.parametrize(("tag", "body", "code"), EXTENSIONS.values(), ids=EXTENSIONS)
def test_our_own_elements_are_read_strictly(tag: str, body: str, code: str) -> None:
    assert ("x", code) in found(between(tag, f"<bpmn:extensionElements>{body}</bpmn:extensionElements>"))


def test_our_own_elements_outside_of_an_element_are_refused() -> None:
    drawn = line("a")
    drawn.parts.insert(0, '<bpmn:extensionElements><opora:task role="x"/></bpmn:extensionElements>')
    assert ("p", "extension") in found(drawn)


def test_an_outcome_is_good_neutral_or_bad() -> None:
    body = '<bpmn:extensionElements><opora:exit outcome="fine"/></bpmn:extensionElements>'
    assert ("x", "outcome") in found(Drawn().start().node("endEvent", "x", body).path("s x"))


def test_what_runs_but_is_hardly_meant_is_a_warning() -> None:
    drawn = (
        Drawn()
        .start()
        .user("a")
        .xor("g")
        .script("x", "{n: 1}")
        .user("b")
        .path("s a g")
        .flow("g", "x", when="p")
        .flow("g", "b", when="q")
    )
    drawn.timer("t", "P1D", on="a").timer("u", "P1D", on="x").path("u b")
    plan, findings = bpmn.review({"a.bpmn": drawn.xml()}, "a", "p")
    assert plan is not None
    assert {(finding.element, finding.code) for finding in findings} == {
        ("g", "no-default"), ("t", "no-way-on"), ("u", "boundary-never"),
    }  # fmt: skip


def test_a_service_task_says_which_service_it_asks() -> None:
    assert ("x", "no-service") in found(between("serviceTask"))


@pytest.mark.parametrize(
    "text",
    ["<opora:input>1</opora:input>", '<opora:input name="a"/>', '<opora:input name="a">1</opora:input>' * 2],
)
def test_an_input_has_one_name_and_one_expression(text: str) -> None:
    body = f'<bpmn:extensionElements><opora:service name="f"/>{text}</bpmn:extensionElements>'
    assert found(between("serviceTask", body)) == [("x", "input")]


def test_nothing_but_a_service_task_asks_a_service() -> None:
    body = '<bpmn:extensionElements><opora:service name="f"/><opora:input name="a">1</opora:input></bpmn:extensionElements>'
    assert found(between("userTask", body)) == [("x", "extension")] * 2
