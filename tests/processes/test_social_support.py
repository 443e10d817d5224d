"""Rules of family S that its diagrams keep: request and answer, council, first year, ways to end."""

from dataclasses import replace

import pytest

from engine.case import Case
from engine.kernel.plan import Node, Plan
from tests.processes.stage import PROCESSES, published, scenario, walk

FAMILY = PROCESSES / "social_support"
STEPS = {f"S{number}" for number in range(1, 10)}
PARTS = """S2.1 S2.2 S2.3 S2.4 S2.5 S3.1 S3.2 S4.1 S4.2 S5.1 S5.2 S5.3 S5.4
           S7.1 S7.2 S7.3 S7.4 S7.5 S7.6 S8.1 S8.2 S8.3 S8.4 S8.5 S9.1 S9.2""".split()


def plan() -> Plan:
    return published("social_support")[1].plan


def tasks() -> list[Node]:
    return [node for node in plan().nodes.values() if node.kind == "userTask"]


def after(name: str, element: str) -> Case:
    """The case of a scenario when that element was completed or sent."""
    journey, store = walk(scenario(FAMILY / "scenarios" / f"{name}.toml"))
    for step in journey:
        if element in (step.complete, step.send):
            return store.case(journey.case_id)
    raise AssertionError(element)


def test_every_step_and_part_of_the_method_is_traced_to_an_element_and_no_other_code_is_used() -> None:
    used = {code for node in plan().nodes.values() if node.task for code in node.task.source}
    assert used == STEPS | set(PARTS)
    assert {code for form in published("social_support")[1].forms.values() for code in form.source} == used


def test_every_task_says_who_by_which_form_on_which_side_of_the_line_and_from_where() -> None:
    for node in tasks():
        assert node.task, node.id
        assert node.task.role in {"social_worker", "council_chair"}, node.id
        assert node.task.form, node.id
        assert node.task.line in {"front", "back"}, node.id
        assert node.task.source, node.id
        assert node.task.documents, node.id


def test_every_form_is_asked_somewhere_and_every_kind_of_document_of_the_personal_file_is_at_hand() -> None:
    infos = [node.task for node in plan().nodes.values() if node.task]
    assert {info.form for info in infos if info.form} == set(published("social_support")[1].forms)
    assert {int(number) for info in infos for number in info.documents} == set(range(1, 7))


def test_level_and_specialist_change_by_nothing_but_a_decision_of_the_council() -> None:
    forms = published("social_support")[1].forms
    deciding = {"social_support/03_council", "social_support/03_new_decision"}
    assert {key for key, form in forms.items() if any(field.export == "level" for field in form.fields)} == deciding
    seated = {key for key, form in forms.items() if any(field.seat for field in form.fields)}
    assert seated == deciding | {"social_support/01_information"}
    asked = {node.task.form: node.task.role for node in tasks() if node.task}
    assert {asked[key] for key in deciding} == {"council_chair"}


def test_the_new_specialist_gets_the_work_after_the_council() -> None:
    before = after("04_request_keeps_case_open", "S3_resubmit").seats["social_worker"]
    other = "social_worker-2" if before.endswith("1") else "social_worker-1"
    told = scenario(FAMILY / "scenarios" / "04_request_keeps_case_open.toml")
    named = {"specialist_before": before, "specialist": other}
    steps = [replace(s, answers={**s.answers, **named}) if s.complete == "S3_redecide" else s for s in told.steps]
    journey, store = walk(replace(told, steps=tuple(steps)))
    seen = [
        store.case(journey.case_id).tasks.values()
        for step in journey
        if step.complete == "S7_1_record" and store.case(journey.case_id).seats["social_worker"] == other
    ]
    assert {task.assignee for task in seen[0] if task.node == "S8_3_act"} == {other}


def test_the_first_year_of_a_new_family_ends_adaptation_whatever_stands_open() -> None:
    journey, store = walk(scenario(FAMILY / "scenarios" / "03_adaptation_year.toml"))
    before: set[str] = set()
    for step in journey:
        open_now = {task.node for task in store.case(journey.case_id).tasks.values()}
        if not step.complete and not step.send and step.at:
            break
        before = open_now
    assert (before, open_now) == ({"S8_3_act"}, {"S3_resubmit"})
    (year,) = (node for node in plan().nodes.values() if node.event.timer)
    assert year.event.timer
    assert year.event.timer.text == '=family_created_on + duration("P1Y")'


def test_support_that_ends_within_the_first_year_does_not_wait_for_its_end() -> None:
    case = after("07_adaptation_ends_early", "S8_5_conclusion")
    assert [task.node for task in case.tasks.values()] == ["S9_1_effect"]
    assert case.state.timers() == []


def test_the_council_may_be_called_and_the_family_may_leave_all_the_time_of_the_support() -> None:
    journey, store = walk(scenario(FAMILY / "scenarios" / "05_family_declines.toml"))
    seen = set()
    for step in journey:
        case = store.case(journey.case_id)
        stages = {task.stage for task in case.tasks.values()}
        waiting = {message for _, _, message in case.state.messages()}
        if stages == {"S4_S8"}:
            assert {"council_called", "family_leaves", "control_held"} <= waiting
            seen.add(step.complete)
    assert {"S3_decide", "S4_sign", "S7_sign", "S8_3_act"} <= seen


def test_a_plan_without_a_signature_goes_back_to_the_family() -> None:
    case = after("03_adaptation_year", "S4_sign")
    assert [task.node for task in case.tasks.values()] == ["S4_draft"]


def test_a_request_may_come_at_every_step() -> None:
    journey, store = walk(scenario(FAMILY / "scenarios" / "04_request_keeps_case_open.toml"))
    stages = set()
    for _ in journey:
        case = store.case(journey.case_id)
        walking = {task.stage for task in case.tasks.values()} - {"work"}
        if walking:
            assert {"request_received", "request_sent"} <= {message for _, _, message in case.state.messages()}
        stages |= walking
    assert stages == {"S1_S2", "S3", "S4_S8", "S9"}


def test_no_case_closes_while_a_request_has_no_answer() -> None:
    case = after("04_request_keeps_case_open", "S9_3_close")
    assert [task.node for task in case.tasks.values()] == ["S7_6_answer"]
    assert case.exit is None
    assert after("04_request_keeps_case_open", "S8_5_conclusion").exit is None


def test_two_requests_need_two_answers() -> None:
    journey, store = walk(scenario(FAMILY / "scenarios" / "04_request_keeps_case_open.toml"))
    counted = []
    for step in journey:
        if "S7_6_answer" in (step.tasks or ()):
            answers = [task for task in store.case(journey.case_id).tasks.values() if task.node == "S7_6_answer"]
            counted.append(len(answers))
    assert counted[:3] == [1, 2, 1]


@pytest.mark.parametrize(
    ("element", "fact"),
    [
        ("S3_decide", "council_on"), ("S3_redecide", "council_on"), ("S9_2_decide", "council_on"),
        ("S7_6_answer", "answer_by"), ("S7_6_reply", "reply_by"), ("S8_3_act", "next_meeting_on"),
        ("S8_4_recommendations", "recommendations_by"),
    ],
)  # fmt: skip
def test_what_was_promised_for_a_day_is_due_at_the_close_of_that_day(element: str, fact: str) -> None:
    info = plan().nodes[element].task
    assert info
    assert info.deadline
    assert (info.deadline.amount, str(info.deadline.unit), info.deadline.anchor) == (0, "working_days", f"fact:{fact}")
