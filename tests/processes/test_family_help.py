"""Rules of family F traced from the flowchart to elements of its diagrams, and back."""

import re
from collections import Counter

import pytest

from engine.kernel.plan import Node, Plan
from tests.processes.stage import PROCESSES, published, scenario, walk

FAMILY = PROCESSES / "family_help"
CODES = {"F", *(f"F{n}" for n in range(1, 29)), *(f"F.{n}" for n in range(1, 8))}
EXITS = {
    "redirected", "one_off_help", "family_refused", "fund_refused", "help_elsewhere", "child_safe",
    "birth_family_safe", "quality_improved",
}  # fmt: skip
HIGH = ("visit_risk", "assessment_risk", "plan_risk", "risk_found")


def plan() -> Plan:
    return published("family_help")[1].plan


def beyond(node: Node, condition: str) -> Node:
    """Where the flow with that condition leads."""
    (target,) = [flow.target for flow in node.outgoing if flow.condition and flow.condition.text == condition]
    return plan().nodes[target]


def test_every_element_is_traced_to_the_flowchart() -> None:
    assert not [node.id for node in plan().nodes.values() if not (node.task and node.task.source)]


def test_every_code_is_used_and_explained_in_the_words_of_the_source() -> None:
    used = {code for node in plan().nodes.values() if node.task for code in node.task.source}
    explained = re.findall(r"^\| `(F[\d.]*)` \|", (FAMILY / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert used == CODES
    assert {"F", *explained} == CODES


def test_every_step_says_who_by_which_form_and_on_which_side_of_the_line() -> None:
    for node in plan().nodes.values():
        if node.kind == "userTask":
            assert node.task
            assert node.task.role
            assert node.task.form
            assert node.task.line in {"front", "back"}, node.id


def test_every_form_and_every_document_is_at_hand_at_some_step() -> None:
    infos = [node.task for node in plan().nodes.values() if node.task]
    assert set(published("family_help")[1].forms) == {info.form for info in infos if info.form}
    assert {number for info in infos for number in info.documents} == set("12345")


def test_the_exits_are_those_of_the_flowchart() -> None:
    assert {node.id for node in plan().exits} == EXITS


def test_the_source_names_no_term_so_no_step_is_late() -> None:
    assert not [node.id for node in plan().nodes.values() if node.task and node.task.deadline]


@pytest.mark.parametrize("gateway", HIGH)
def test_high_risk_is_told_wherever_it_is_found(gateway: str) -> None:
    called = beyond(plan().nodes[gateway], 'risk_level = "high"')
    assert called.calls == "family_help_high_risk"
    first = plan().nodes[plan().nodes["high_risk_begin"].outgoing[0].target]
    assert first.id == "inform"


@pytest.mark.parametrize("name", ["family_refuses", "fund_refuses"])
def test_family_and_fund_may_refuse_at_this_and_any_later_stage(name: str) -> None:
    journey, store = walk(scenario(FAMILY / "scenarios" / "05_birth_family_safe.toml"))
    seen: Counter[str] = Counter()
    for _ in journey:
        case = store.case(journey.case_id)
        stages = {task.stage for task in case.tasks.values()}
        waiting = {message for _, _, message in case.state.messages()}
        assert case.exit or stages == {"signal"} or name in waiting
        seen.update(stage for stage in stages if stage)
    assert set(seen) == {"signal", "visit", "assessment", "opening", "plan", "closing"}


def test_risks_are_assessed_from_the_visit_to_the_end_as_often_as_needed() -> None:
    journey, store = walk(scenario(FAMILY / "scenarios" / "05_birth_family_safe.toml"))
    for _ in journey:
        case = store.case(journey.case_id)
        waiting = {message for _, _, message in case.state.messages()}
        assert case.exit or {task.stage for task in case.tasks.values()} == {"signal"} or "risk_changed" in waiting
    asked = [node.id for node in plan().nodes.values() if node.task and node.task.form.endswith("risks_and_resources")]
    assert sorted(asked) == ["assess_again", "assess_first", "risk_changed"]


def test_no_case_closes_before_a_high_risk_is_answered() -> None:
    journey, store = walk(scenario(FAMILY / "scenarios" / "15_risk_is_answered_before_the_end.toml"))
    for step in journey:
        if step.complete == "close_case":
            case = store.case(journey.case_id)
            assert case.exit is None
            assert [task.node for task in case.tasks.values()] == ["inform"]
    assert store.case(journey.case_id).exit == "quality_improved"


def test_a_child_settled_in_a_foster_family_ends_all_other_work() -> None:
    journey, store = walk(scenario(FAMILY / "scenarios" / "10_foster_family_at_any_time.toml"))
    journey.run()
    case = store.case(journey.case_id)
    assert (case.exit, case.tasks, case.state.timers()) == ("child_safe", {}, [])


def test_at_eighteen_a_social_palliative_case_may_close_and_may_go_on() -> None:
    for name, left in (("06_palliative_until_18", ["close_case"]), ("07_palliative_goes_on_after_18", ["coordinate"])):
        journey, store = walk(scenario(FAMILY / "scenarios" / f"{name}.toml"))
        for step in journey:
            if step.complete == "adult_decide":
                assert [task.node for task in store.case(journey.case_id).tasks.values()] == left


def test_somebody_answers_for_the_family_from_the_decision_to_visit() -> None:
    journey, store = walk(scenario(FAMILY / "scenarios" / "05_birth_family_safe.toml"))
    for step in journey:
        if step.complete:
            assert store.case(journey.case_id).seats.get("case_manager"), step.complete
