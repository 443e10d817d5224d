"""Rules of family T traced from the mission to elements of its diagrams, and back."""

import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from engine.checks import Known, check
from engine.kernel.plan import Node, Plan
from tests.processes.stage import PROCESSES, calendar, published, roles, scenario, walk

FAMILY = PROCESSES / "casework"
CODES = """T1 T2.1 T2.2 T2.2r T2.3 T3.1 T3.2 T3.3 T4.1 T4.2 T4.3 T4.4 T5.1 T5.2 T5.3
           T6.1 T6.2 T6.3 T6.4 T7 T8 T9 T.7 T.10 T.11 T.12 T.13""".split()
DEADLINES = {
    "T1_decide": ("1", "working_days", "fact:signal_at"),
    "T2_1_team": ("1", "working_days", "fact:signal_at"),
    "T2_2_visit": ("3", "working_days", "fact:signal_at"),
    "T2_2r_report": ("24", "hours", "fact:visit_at"),
    "T2_3_discuss": ("3", "working_days", "fact:report_at"),
    "T3_2_folder": ("3", "working_days", "task:T3_1_appoint"),
    "T4_3_plan": ("1.5", "months", "task:T3_1_appoint"),
    "T5_1_act": ("14", "days", "entry"),
}
CYCLES = {"T6_2_timer": "R/P1M", "T6_3_timer": "R/P3M", "T6_4_timer": "R/P1Y"}
DOCUMENTS = set(range(1, 25))


def plan() -> Plan:
    return published("casework")[1].plan


def tasks() -> list[Node]:
    return [node for node in plan().nodes.values() if node.kind == "userTask"]


def test_every_code_of_the_mission_is_traced_to_an_element_and_no_other_code_is_used() -> None:
    used = {code for node in plan().nodes.values() if node.task for code in node.task.source}
    assert used == set(CODES)


def test_every_step_says_who_by_which_form_on_which_side_of_the_line_and_from_where() -> None:
    for node in tasks():
        assert node.task, node.id
        assert node.task.role, node.id
        assert node.task.form, node.id
        assert node.task.line in {"front", "back"}, node.id
        assert node.task.source, node.id
        assert node.task.documents, node.id


def test_every_document_of_section_15_is_at_hand_at_some_step() -> None:
    named = {int(number) for node in plan().nodes.values() if node.task for number in node.task.documents}
    assert named == DOCUMENTS


def test_every_form_of_the_family_is_asked_somewhere() -> None:
    asked = {node.task.form for node in plan().nodes.values() if node.task}
    assert set(published("casework")[1].forms) <= asked


@pytest.mark.parametrize(("element", "rule"), DEADLINES.items())
def test_a_deadline_is_the_one_the_method_sets(element: str, rule: tuple[str, str, str]) -> None:
    info = plan().nodes[element].task
    assert info
    assert info.deadline
    assert (str(info.deadline.amount), str(info.deadline.unit), info.deadline.anchor) == rule


@pytest.mark.parametrize(("element", "cycle"), CYCLES.items())
def test_monitoring_comes_round_without_stopping_the_work(element: str, cycle: str) -> None:
    node = plan().nodes[element]
    assert node.event.timer
    assert (node.attached_to, node.interrupting, node.event.timer.text) == ("T5_work", False, cycle)


@pytest.mark.parametrize("name", ["family_refuses", "fund_ends"])
def test_family_and_fund_may_stop_at_any_stage(name: str) -> None:
    """The first days, the visit, the plan, the support, the closing and the post-support alike."""
    found = scenario(FAMILY / "scenarios" / "08_planned_with_post_support.toml")
    journey, store = walk(found)
    seen: Counter[str] = Counter()
    for _ in journey:
        case = store.case(journey.case_id)
        waiting = {message for _, _, message in case.state.messages()}
        assert case.exit or name in waiting
        seen.update(task.stage for task in case.tasks.values() if task.stage)
    assert set(seen) == {"T1", "T2", "T3", "T4", "T5_T7", "T8", "T9"}


def test_support_ends_all_monitoring_that_is_still_open() -> None:
    journey, store = walk(scenario(FAMILY / "scenarios" / "10_permanent.toml"))
    for step in journey:
        if step.complete == "T8_wellbeing":
            break
    assert [task.node for task in store.case(journey.case_id).tasks.values()] == ["T8_conference"]
    assert store.case(journey.case_id).state.timers() == []


@pytest.mark.parametrize(
    ("kilometres", "others", "level"),
    [
        ("80", (1, 1, 1, 1), "low"), ("80.5", (1, 1, 2, 1), "low"), ("80.5", (2, 1, 2, 1), "medium"),
        ("110", (3, 3, 2, 2), "medium"), ("110.1", (3, 3, 2, 2), "high"), ("300", (3, 3, 3, 3), "high"),
    ],
)  # fmt: skip
def test_complexity_is_the_sum_of_five_criteria(kilometres: str, others: tuple[int, ...], level: str) -> None:
    rule = plan().nodes["T4_level"].decision
    assert rule
    values = dict(zip(("tension", "resources", "removal_risk", "alcohol"), others, strict=True))
    outcome = rule.table.decide({"distance_km": Decimal(kilometres), **values})
    assert getattr(outcome, "value", outcome) == level


def test_a_step_is_drawn_in_the_lane_of_its_role() -> None:
    for path in (FAMILY / "sources").glob("*.toml"):
        source = tomllib.loads(path.read_text(encoding="utf-8"))
        assert {lane["role"] for lane in source.get("lane", [])} <= {role.key for role in roles()}
        steps = [node for node in source["node"].values() if node["kind"] == "user"]
        assert not any("role" in node["task"] for node in steps), path.stem


def test_every_value_a_condition_or_deadline_asks_for_is_set_by_a_form_or_a_table() -> None:
    definition = published("casework")[1]
    exports = {field.export for form in definition.forms.values() for field in form.fields if field.export}
    results = {node.decision.result for node in plan().nodes.values() if node.decision}
    added = {name for one in definition.sums for name in one.names}
    assert not check(plan(), Known(names=exports | results | added))


def test_superiors_are_roles_and_nobody_is_his_own_superior() -> None:
    for role in roles():
        chain = [role.key]
        while superior := roles()[chain[-1]].reports_to:
            assert superior in roles()
            assert superior not in chain
            chain.append(superior)


def test_every_role_a_step_needs_may_work() -> None:
    for node in tasks():
        assert node.task
        assert ("task.work", "own") in roles()[node.task.role].permissions, node.task.role


def test_the_demonstration_names_what_exists_and_fills_every_stage_and_exit() -> None:
    demo = tomllib.loads((PROCESSES / "demo.toml").read_text(encoding="utf-8"))
    teams = {team["key"] for team in demo["team"]}
    assert {account["role"] for account in demo["account"]} == {role.key for role in roles()}
    assert {account.get("team") for account in demo["account"]} <= teams | {None}
    exits = set()
    mine = [case for case in demo["case"] if case.get("process", demo["process"]) == FAMILY.name]
    for case in mine:
        found = scenario(FAMILY / "scenarios" / f"{case['scenario']}.toml")
        assert case["team"] in teams
        assert case["idle_days"] >= 1
        assert case.get("steps", 0) < len(found.steps)
        exits |= {found.exit} if "steps" not in case else set()
    assert exits == {node.id for node in plan().exits}
    regresses = sum(case["scenario"].startswith("11") and "steps" not in case for case in mine)
    assert len(mine) + regresses == 40


def test_the_first_working_day_after_new_year_is_right() -> None:
    """What scenario 01 counts on: 31 December 2025 to 11 January 2026 were free."""
    assert not any(calendar().is_working(date(2026, 1, day)) for day in range(1, 12))
    assert calendar().is_working(date(2026, 1, 12))


def test_every_task_has_the_page_of_rules_it_needs_beside_it() -> None:
    definition = published("casework")[1]
    for node in tasks():
        form = definition.form_of(node)
        assert node.task and form
        assert node.task.references or form.references, node.id
