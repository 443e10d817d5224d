"""Help under family T: what it costs, what it may not be, help at once, and the conference of a complex case."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from forms.errors import InvalidAnswers
from forms.schema import validate
from tests.processes.stage import PROCESSES, published, scenario, walk

FAMILY = PROCESSES / "casework" / "scenarios"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HELP = ("14_plan_results", "24_one_off_help", "24_emergency_help", "24_emergency_any_time", "19_post_support_contact")
FOOD = {
    "service": "material",
    "what": "Продукты",
    "given_on": "2026-11-20",
    "provider": "Куратор",
    "cost": "900",
    "act": "15",
}


def refused(form: str, **answers: Any) -> set[str]:
    try:
        validate(published("casework")[1].forms[f"casework/{form}"], answers, NOW)
    except InvalidAnswers as error:
        return set(error.errors)
    return set()


@pytest.mark.parametrize("form", HELP)
def test_help_has_its_kind_cost_date_provider_and_act(form: str) -> None:
    asked = {f"help-0-{name}" for name in ("service", "what", "given_on", "provider", "cost", "act")}
    assert asked <= refused(form, help=[{"what": " ", "cost": "x"}]) | {"help-0-cost"}


@pytest.mark.parametrize("form", HELP)
def test_the_fund_pays_no_debts_and_hands_out_no_money(form: str) -> None:
    assert "help-0-no_money" in refused(form, help=[FOOD])
    assert not {found for found in refused(form, help=[{**FOOD, "no_money": True}]) if found.startswith("help-")}


def test_eleven_kinds_of_help_are_those_of_section_9() -> None:
    group = published("casework")[1].forms["casework/14_plan_results"].field("help")
    assert len(group.fields[0].options) == 11


def test_above_the_limit_no_step_passes_without_a_separate_approval() -> None:
    """Refused and cut down by too little, it is asked again; only an approved sum lets the plan go on."""
    journey, store = walk(scenario(FAMILY / "16_over_limit_and_emergency.toml"))
    seen = []
    for step in journey:
        case = store.case(journey.case_id)
        if step.place in ("T5_1_act", "T5_1_money", "T5_1_revise"):
            seen.append((int(case.state.values["spent_left"]), *(task.node for task in case.tasks.values())))
    assert seen == [
        (-16200, "T5_1_money"), (-16200, "T5_1_revise"), (-10200, "T5_1_money"), (49800, "T5_1_act"),
    ]  # fmt: skip


def test_the_approved_limit_covers_what_was_spent_and_has_a_reason() -> None:
    given = {"year": "2026", "spent": "510000", "limit": "500000", "approved_on": "2026-11-20", "approved": "yes"}
    assert "why" in refused("24_over_limit", **given, new_limit="520000")
    assert refused("24_over_limit", **given, new_limit="505000", why="Крыша") == {"new_limit"}
    assert refused("24_over_limit", **given, new_limit="520000", why="Крыша") == set()


def test_emergency_help_can_be_given_at_any_stage_and_its_approvals_follow() -> None:
    journey, store = walk(scenario(FAMILY / "08_planned_with_post_support.toml"))
    seen: Counter[str] = Counter()
    for _ in journey:
        case = store.case(journey.case_id)
        assert case.exit or "emergency" in {message for _, _, message in case.state.messages()}
        seen.update(task.stage for task in case.tasks.values() if task.stage)
    assert set(seen) == {"T1", "T2", "T3", "T4", "T5_T7", "T8", "T9"}


def test_a_complex_case_is_not_closed_without_a_conference() -> None:
    journey, store = walk(scenario(FAMILY / "15_contract_broken.toml"))
    for step in journey:
        if step.complete == "T5_1_act" and step.answers.get("next_step") == "close":
            break
    case = store.case(journey.case_id)
    assert case.state.values["complexity_level"] == "high"
    assert [task.node for task in case.tasks.values()] == ["T8_first_conference"]


def test_two_weeks_without_an_action_need_a_reason() -> None:
    assert "gap_why" in refused("14_plan_results", gap="yes")
    assert "gap_why" not in refused("14_plan_results", gap="no")
