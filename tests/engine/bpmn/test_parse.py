"""What a diagram becomes: every element in the plan, whatever it is called and however it is drawn."""

from engine import bpmn
from engine.kernel.plan import Plan
from tests.engine.kernel.diagrams import HEADER, Drawn, Walk, line


def parsed(body: str, main: str = "p") -> Plan:
    return bpmn.parse({"a.bpmn": f"{HEADER}{body}</bpmn:definitions>"}, "a", main)


def test_elements_may_be_called_start_and_end() -> None:
    case = (
        Drawn().start("Start").user("End", "Root").end("StartEventSplit").path("Start End Root StartEventSplit").begin()
    )
    assert case.do("End", "Root").exit == "StartEventSplit"


def test_flows_without_an_id_get_a_stable_one() -> None:
    body = (
        '<bpmn:process id="p"><bpmn:startEvent id="s"/><bpmn:userTask id="a"/><bpmn:userTask id="b"/>'
        '<bpmn:sequenceFlow sourceRef="s" targetRef="a"/><bpmn:sequenceFlow sourceRef="a" targetRef="b"/>'
        '<bpmn:sequenceFlow sourceRef="a" targetRef="b"/></bpmn:process>'
    )
    plan = parsed(body)
    assert [flow.id for flow in plan.nodes["a"].outgoing] == ["a-b", "a-b-2"]
    assert parsed(body) == plan
    assert Walk(plan).start().do("a").open == ["b", "b"]


def test_files_of_a_definition_call_each_other() -> None:
    files = {"main.bpmn": Drawn().start().call("c", "t:q").path("s c").xml(), "stage.bpmn": line("u", key="q").xml()}
    plan = bpmn.parse(files, "key", "p")
    assert plan.key == "key"
    assert (plan.nodes["c"].calls, plan.nodes["c"].inner) == ("q", "q")
    assert (plan.scopes["q"].file, plan.file(plan.nodes["u"])) == ("stage.bpmn", "stage.bpmn")
    assert Walk(plan).start().open == ["u"]


def test_exits_are_the_end_events_of_the_main_process() -> None:
    inner = Drawn("sub").user("a").end("inside").path("a inside")
    drawn = (
        Drawn()
        .start()
        .sub(inner)
        .call("c", "q")
        .end("closed")
        .terminate("stopped")
        .path("s sub c closed")
        .path("c stopped")
    )
    plan = drawn.plan(line("u", key="q"))
    assert [node.id for node in plan.exits] == ["closed", "stopped"]


def test_a_plan_carries_what_people_need_to_know_of_a_task() -> None:
    body = (
        '<bpmn:extensionElements><opora:task role="curator" form="casework/05" line="back" source="T2.2r T2.3"'
        ' documents="5 22" references="casework/01"/>'
        '<opora:deadline amount="24" unit="hours" anchor="task:b" warn="4"/></bpmn:extensionElements>'
    )
    lanes = '<bpmn:laneSet><bpmn:lane name="Куратор"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    drawn = Drawn().start().node("userTask", "a", body, name=" Отчёт\n о  выезде ").user("b").path("s a b")
    drawn.parts.insert(0, lanes)
    node = drawn.plan().nodes["a"]
    assert node.name == "Отчёт о выезде"
    info = node.task
    assert info is not None
    assert (info.role, info.seat, info.form, info.line, info.lane) == (
        "curator",
        "curator",
        "casework/05",
        "back",
        "Куратор",
    )
    assert (info.source, info.documents, info.references) == (("T2.2r", "T2.3"), ("5", "22"), ("casework/01",))
    assert info.deadline is not None
    assert (info.deadline.amount, str(info.deadline.unit), info.deadline.anchor, info.deadline.warn) == (
        24,
        "hours",
        "task:b",
        4,
    )


def test_another_seat_than_the_role_may_be_meant() -> None:
    body = '<bpmn:extensionElements><opora:task role="curator" seat="visit_curator"/></bpmn:extensionElements>'
    info = Drawn().start().node("userTask", "a", body).path("s a").plan().nodes["a"].task
    assert info is not None
    assert info.seat == "visit_curator"


def test_start_and_message_events_may_carry_a_form() -> None:
    body = '<bpmn:extensionElements><opora:task role="duty" form="casework/02"/></bpmn:extensionElements>'
    drawn = Drawn().start("s", body).user("a").path("s a")
    drawn.event("m", body + drawn.message_definition("refusal"), on="a").user("x").path("m x")
    plan = drawn.plan()
    for key in ("s", "m"):
        info = plan.nodes[key].task
        assert info is not None
        assert info.form == "casework/02"
    assert plan.nodes["a"].boundaries == ("m",)
    assert plan.nodes["m"].attached_to == "a"


def test_drawings_of_other_tools_are_read() -> None:
    body = (
        '<bpmn:collaboration id="c"><bpmn:participant id="pp" processRef="p"/><bpmn:messageFlow id="mf" sourceRef="x" targetRef="y"/></bpmn:collaboration>'
        '<bpmn:process id="p" isExecutable="false"><vendor:thing xmlns:vendor="urn:v" id="v"/>'
        '<bpmn:documentation>text</bpmn:documentation><bpmn:dataObject id="d"/><bpmn:dataStoreReference id="ds"/>'
        '<bpmn:textAnnotation id="t"/><bpmn:association id="as" sourceRef="t" targetRef="a"/>'
        '<bpmn:startEvent id="s"><bpmn:extensionElements><vendor:x xmlns:vendor="urn:v"/></bpmn:extensionElements></bpmn:startEvent>'
        '<bpmn:userTask id="a"><bpmn:ioSpecification/><bpmn:dataInputAssociation><bpmn:sourceRef>ds</bpmn:sourceRef></bpmn:dataInputAssociation></bpmn:userTask>'
        '<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="a"/></bpmn:process><bpmn:process id="pool"/>'
    )
    assert Walk(parsed(body)).start().open == ["a"]


def test_processes_that_do_not_run_are_mentioned() -> None:
    plan, findings = bpmn.review({"a.bpmn": line("a").xml(line("b", key="q"))}, "a", "p")
    assert plan is not None
    assert "q" not in plan.scopes
    assert [(finding.element, finding.code, finding.severity) for finding in findings] == [
        ("q", "not-called", "warning")
    ]


def test_conditions_may_be_written_with_or_without_an_equals_sign() -> None:
    for text in ("x = 1", "=x = 1", "  = x = 1 "):
        drawn = Drawn().start().xor("g", default="b").user("a", "b").path("s g b").flow("g", "a", when=text)
        assert drawn.begin(x=1).open == ["a"]


def test_the_same_files_give_the_same_plan() -> None:
    drawn = Drawn().start().both("f", "j").user("a", "b").end().path("s f a j e").path("f b j")
    assert drawn.plan().nodes == drawn.plan().nodes
