"""Rules of family I traced from the mission to elements of its diagrams, and back."""

from datetime import datetime

import pytest

from engine.case import Case
from engine.kernel.plan import Node, Plan
from tests.processes.stage import PROCESSES, published, roles, scenario, walk

FAMILY = PROCESSES / "care_leavers"
CODES = {"I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I.1", "I.2", "I.3", "I.4"}
THREE_MONTHS = {"I5_actions", "I7_results", "I7_chain", "I8_assess"}
STAGES = {f"I_{step}" for step in "analysis contact assessment tasks plan actions results closing journal".split()}
SILENT = {"startEvent", "endEvent", "subProcess"}


def plan() -> Plan:
    return published("care_leavers")[1].plan


def nodes() -> list[Node]:
    return list(plan().nodes.values())


def source(node: Node) -> set[str]:
    return set(node.task.source) if node.task else set()


def test_every_code_of_the_mission_is_traced_to_an_element_and_no_other_code_is_used() -> None:
    assert set().union(*map(source, nodes())) == CODES
    asked = [source(node) for node in nodes() if node.task and node.task.form]
    assert set().union(*asked) == CODES


def test_every_step_gateway_call_and_awaited_event_says_where_it_comes_from() -> None:
    assert not [node.id for node in nodes() if node.kind not in SILENT and not source(node)]


def test_every_step_says_who_by_which_form_and_on_which_side_of_the_line() -> None:
    for node in nodes():
        if node.kind == "userTask":
            assert node.task, node.id
            assert node.task.form, node.id
            assert node.task.line in {"front", "back"}, node.id
            assert ("task.work", "own") in roles()[node.task.role].permissions, node.id


def test_every_form_and_page_of_the_family_is_at_hand_somewhere() -> None:
    definition = published("care_leavers")[1]
    infos = [node.task for node in nodes() if node.task]
    assert {info.form for info in infos if info.form} == set(definition.forms)
    assert {page for info in infos for page in info.references} == set(definition.references)


def test_three_months_from_the_tasks_are_the_only_term_and_watch_the_whole_round() -> None:
    rules = {node.id: node.task.deadline for node in nodes() if node.task and node.task.deadline}
    assert set(rules) == THREE_MONTHS
    assert {(str(rule.amount), str(rule.unit), rule.anchor) for rule in rules.values()} == {
        ("3", "months", "fact:tasks_set_at")
    }


def lived(name: str) -> tuple[list[Case], list[datetime]]:
    """The case after every step of a scenario, and when that was."""
    journey, store = walk(scenario(FAMILY / "scenarios" / f"{name}.toml"))
    cases, moments = [], []
    for _ in journey:
        cases.append(store.case(journey.case_id))
        moments.append(journey.stage.clock.now())
    return cases, moments


@pytest.mark.parametrize("name", ["record_interaction", "graduate_refuses", "service_ends"])
def test_at_any_moment_an_interaction_is_recorded_and_either_side_may_stop(name: str) -> None:
    cases, _ = lived("01_completed_in_two_rounds")
    stages = set()
    for case in cases:
        assert case.exit or name in {message for _, _, message in case.state.messages()}
        stages |= {task.stage for task in case.tasks.values()}
    assert stages == STAGES


def test_a_round_ends_three_months_after_its_tasks_were_set() -> None:
    cases, moments = lived("01_completed_in_two_rounds")
    first = next(n for n, case in enumerate(cases) if "I7_results" in {task.node for task in case.tasks.values()})
    assert moments[first].date().isoformat() == "2026-04-27"
    assert cases[first].state.values["tasks_set_at"].isoformat() == "2026-01-27"


def test_an_end_withdraws_what_a_record_had_left_open() -> None:
    cases, _ = lived("07_service_ends")
    assert {task.node for task in cases[-2].tasks.values()} == {"I5_actions", "I6_card"}
    assert (cases[-1].exit, dict(cases[-1].tasks)) == ("service_ended", {})


def test_two_records_at_once_each_lead_to_what_they_say() -> None:
    found = scenario(FAMILY / "scenarios" / "07_service_ends.toml")
    journey, store = walk(found)
    record = next(step for step in found.steps if step.send == "record_interaction")
    for step in journey:
        if step is record:
            break
    again = type(record)(
        send="record_interaction", answers={**record.answers, "results": ["info_sent"], "influence": "solved"}
    )
    journey.take(again)
    assert sorted(task.node for task in store.case(journey.case_id).tasks.values()) == [
        "I5_actions",
        "I6_card",
        "I6_results",
    ]
