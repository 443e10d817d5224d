"""Plans of all methods, read from what scenarios answer."""

from datetime import date
from typing import Any

import pytest

from engine import planning, plans
from engine.planning import Answered, Plan
from tests.processes.stage import FAMILIES, PROCESSES, published, scenario, walk

PLANNED = [family for family in FAMILIES if "[[plan]]" in (family / "process.toml").read_text(encoding="utf-8")]
TODAY = date(2026, 5, 1)
SETTINGS = {
    "plan": [
        {
            "key": "plan",
            "title": "Plan",
            "sides": {"us": "We", "them": "The family"},
            "version": [
                {
                    "form": "a/plan",
                    "reason": ["why"],
                    "signer": "signer",
                    "steps": [{"group": "steps", "side": {"field": "side", "us": "fund", "them": "family"},
                               "what": "what", "due": "due", "who": "who"}],
                }
            ],
            "result": [
                {"form": "a/result", "steps": [{"group": "rows", "what": "step", "status": "state", "done": ["done"]}]}
            ],
            "signature": [{"form": "a/signature", "signer": "who"}],
        }
    ]
}  # fmt: skip


def row(what: str, side: str = "fund", **more: Any) -> dict[str, Any]:
    return {"what": what, "side": side, **more}


def read(*records: tuple[str, dict[str, Any]]) -> Plan:
    told = [Answered(seq, f"a/{form}", answers) for seq, (form, answers) in enumerate(records, 1)]
    found = planning.read(plans.of(SETTINGS)[0], told, TODAY)
    assert found
    return found


def test_there_is_no_plan_before_its_first_version() -> None:
    told = [Answered(1, "a/result", {"rows": [{"step": "Stove", "state": "done"}]})]
    assert planning.read(plans.of(SETTINGS)[0], told, TODAY) is None


def test_a_step_is_done_overdue_or_open() -> None:
    steps = [row("Stove", due="2026-04-30"), row("Papers", due="2026-04-30"), row("School", "family", due="2026-05-01")]
    plan = read(
        ("plan", {"steps": steps}),
        ("result", {"rows": [{"step": " stove. ", "state": "done"}, {"step": "Papers", "state": "partly"}]}),
    )
    assert [one.state for one in plan.progress] == ["done", "overdue", "open"]
    assert [one.step.side for one in plan.progress] == ["us", "us", "them"]
    last = plan.progress[1].last
    assert last and last.step.said["status"] == "partly"


def test_a_new_version_tells_what_it_changed() -> None:
    before = [row("Mend the stove", who="Anna"), row("Collect papers"), row("Sell the car")]
    after = [row("Mend the stove", who="Boris"), row("Collect all papers"), row("Find a doctor", "family")]
    plan = read(("plan", {"steps": before}), ("plan", {"steps": after, "why": "Anna is ill"}))
    told = [(one.before and one.before.what, one.after and one.after.what, one.columns) for one in plan.current.changes]
    assert told == [
        ("Mend the stove", "Mend the stove", ("who",)),
        ("Collect papers", "Collect all papers", ("what",)),
        (None, "Find a doctor", ()),
        ("Sell the car", None, ()),
    ]
    assert [one.number for one in plan.versions] == [1, 2]


def test_a_record_that_changes_nothing_is_no_version() -> None:
    steps = [row("Stove"), row("Papers")]
    plan = read(
        ("plan", {"steps": steps}), ("result", {"rows": [{"step": "Stove", "state": "done"}]}),
        ("plan", {"steps": [row("Papers")]}),
    )  # fmt: skip
    assert len(plan.versions) == 1


def test_what_was_done_stays_done_in_a_version_without_it() -> None:
    plan = read(
        ("plan", {"steps": [row("Stove"), row("Papers")]}),
        ("result", {"rows": [{"step": "Stove", "state": "done"}]}),
        ("plan", {"steps": [row("Papers"), row("School")]}),
    )
    assert [(one.step.what, one.state) for one in plan.progress] == [
        ("Stove", "done"),
        ("Papers", "open"),
        ("School", "open"),
    ]


def test_a_signature_belongs_to_the_version_before_it() -> None:
    plan = read(
        ("plan", {"steps": [row("Stove")]}), ("signature", {"who": "Mother"}),
        ("plan", {"steps": [row("Roof")], "signer": "Father"}),
    )  # fmt: skip
    signed = [one.signed and one.signed[0].seq for one in plan.versions]
    assert signed == [2, 3]


def test_a_plan_that_names_what_there_is_not_is_found() -> None:
    forms = published("casework")[1].forms
    broken = {
        "plan": [{
            "key": "p", "sides": {"us": "We"},
            "version": [{"form": "casework/nothing"},
                        {"form": "casework/14_plan", "on": "never", "steps": [
                            {"group": "fund_actions", "side": "they", "what": "deed"}]}],
        }]
    }  # fmt: skip
    told = [str(finding.params["name"]) for finding in plans.check(broken, forms)]
    assert told == ["casework/nothing", "casework/14_plan:never", "casework/14_plan:deed", "they"]


@pytest.mark.parametrize("family", PLANNED, ids=lambda family: family.name)
def test_every_method_has_a_plan_that_its_scenarios_fill(family: Any) -> None:
    """Some case has two versions, some step was done, and both sides have steps."""
    schemes = plans.of(published(family.name)[1].settings)
    found: list[Plan] = []
    for path in sorted((PROCESSES / family.name / "scenarios").glob("*.toml")):
        journey, store = walk(scenario(path))
        events = [event for event in store.events[journey.run()] if event.is_input and "form" in event.data]
        records = [Answered(event.seq, event.data["form"], event.private["record"]) for event in events]
        found += [plan for scheme in schemes if (plan := planning.read(scheme, records, TODAY))]
    assert any(len(plan.versions) > 1 for plan in found)
    assert any(plan.count("done") for plan in found)
    assert any(len({one.step.side for one in plan.progress}) > 1 for plan in found)


def test_the_methods_that_accompany_people_have_plans() -> None:
    assert {family.name for family in PLANNED} >= {"casework", "social_support", "care_leavers", "family_help"}
