"""SpiffWorkflow has the last word on whether a diagram is sound, and must have understood it as we did."""

from dataclasses import replace

from engine.bpmn.judge import judge
from engine.bpmn.reading import read
from engine.bpmn.report import Report
from engine.bpmn.sketch import draw
from engine.kernel.plan import Plan
from tests.engine.kernel.diagrams import Drawn, line


def judged(drawn: Drawn, plan: Plan) -> list[tuple[str, str]]:
    report = Report()
    root = read("a.bpmn", drawn.xml(), report)
    assert root is not None
    judge(plan, draw({"a.bpmn": root}, report).sheets.values(), report)
    return [(finding.element, finding.code) for finding in report.findings]


def test_a_plan_that_agrees_passes() -> None:
    drawn = line("a", "b").timer("t", "P1D", on="a").path("t b")
    assert judged(drawn, drawn.plan()) == []


def test_a_plan_that_lost_a_flow_is_refused() -> None:
    drawn = line("a", "b")
    plan = drawn.plan()
    nodes = {**plan.nodes, "a": replace(plan.nodes["a"], outgoing=())}
    assert ("b", "not-understood") in judged(drawn, replace(plan, nodes=nodes))


def test_what_spiffworkflow_refuses_is_refused_with_its_reason() -> None:
    drawn = line("a", "b")
    plan = drawn.plan()
    nodes = {**plan.nodes, "b": replace(plan.nodes["b"], kind="complexGateway")}
    assert judged(drawn, replace(plan, nodes=nodes)) == [("b", "not-sound")]
