"""What the house needs besides sound BPMN: roles, forms, pages, names, anchors."""

from engine import checks
from engine.checks import Known
from engine.functions import BUILT_IN
from engine.kernel.plan import Plan
from tests.engine.kernel.diagrams import Drawn


def drawn(task: str = "", deadline: str = "", **conditions: str) -> Plan:
    body = f"<bpmn:extensionElements>{task}{deadline}</bpmn:extensionElements>"
    picture = Drawn().start().node("userTask", "a", body).xor("g", default="e").user("b").end().path("s a g e")
    return picture.flow("g", "b", when=conditions.get("when", "x = 1")).path("b e").plan()


def codes(plan: Plan, **known: object) -> list[tuple[str, str, str]]:
    return [(found.element, found.code, found.severity) for found in checks.check(plan, Known(**known))]  # type: ignore[arg-type]


TASK = '<opora:task role="curator" form="casework/05" references="casework/01"/>'


def test_a_task_for_nobody_is_refused_where_roles_are_known() -> None:
    plan = drawn(TASK)
    assert codes(plan, roles={"curator"}) == [("b", "no-role", "error")]
    assert codes(plan) == [("b", "no-role", "warning")]


def test_unknown_roles_forms_and_pages_are_refused() -> None:
    plan = drawn(TASK)
    assert ("a", "unknown-role", "error") in codes(plan, roles={"head"})
    assert ("a", "unknown-form", "error") in codes(plan, forms={"casework/06"})
    assert ("a", "unknown-page", "error") in codes(plan, references=set())
    assert ("b", "no-form", "warning") in codes(plan, forms={"casework/05"})


def test_names_that_nothing_sets_are_refused() -> None:
    plan = drawn(TASK, when="decision = 1 and other = 2")
    assert [found for found in codes(plan, names={"decision"}) if found[1] == "unknown-name"] == [
        ("g", "unknown-name", "error")
    ]
    assert not [found for found in codes(plan, names={"decision", "other"}) if found[1] == "unknown-name"]


def test_a_deadline_counts_from_a_task_or_a_known_fact() -> None:
    def anchored(anchor: str) -> Plan:
        return drawn(TASK, f'<opora:deadline amount="1" unit="days" anchor="{anchor}"/>')

    assert ("a", "unknown-anchor", "error") in codes(anchored("task:nothing"))
    assert ("a", "unknown-anchor", "error") in codes(anchored("task:g"))
    assert ("a", "unknown-anchor", "error") in codes(anchored("fact:signal_at"), names={"x"})
    for fine in ("task:b", "entry", "case", "fact:x"):
        assert "unknown-anchor" not in [code for _, code, _ in codes(anchored(fine), names={"x"})]


def test_a_finding_reads_as_a_sentence() -> None:
    [finding] = [found for found in checks.check(drawn(TASK), Known(roles=set())) if found.code == "unknown-role"]
    assert str(finding) == "test.bpmn · a: There is no role curator."


def test_services_are_known_by_name_and_inputs() -> None:
    body = (
        '<bpmn:extensionElements><opora:service name="next_working_day" result="day"/>'
        '<opora:input name="dates">today()</opora:input></bpmn:extensionElements>'
    )
    plan = Drawn().start().node("serviceTask", "f", body).end().path("s f e").plan()
    assert codes(plan) == []
    assert codes(plan, services={}) == [("f", "unknown-service", "error")]
    assert codes(plan, services=BUILT_IN) == [("f", "missing-input", "error"), ("f", "unknown-input", "error")]
