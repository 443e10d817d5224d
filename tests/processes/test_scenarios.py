"""Every scenario of every family walks to its end, and together they leave nothing untouched."""

from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from engine.case import Case
from engine.history import Event
from tests.processes.stage import FAMILIES, PROCESSES, published, scenario, walk

SCENARIOS = [path for family in FAMILIES for path in sorted((family / "scenarios").glob("*.toml"))]


@cache
def walked(path: Path) -> tuple[list[Case], list[Event]]:
    """The cases a scenario made, its own first, and everything that happened."""
    journey, store = walk(scenario(path))
    journey.run()
    return list(store.cases.values()), [event for events in store.events.values() for event in events]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_walks_to_its_exit_with_its_tasks_and_deadlines(path: Path) -> None:
    walked(path)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda path: path.name)
def test_scenarios_reach_every_exit(family: Path) -> None:
    found = {case.exit for path in SCENARIOS if path.is_relative_to(family) for case in walked(path)[0]}
    assert {node.id for node in published(family.name)[1].plan.exits} <= found


@pytest.mark.parametrize("family", FAMILIES, ids=lambda path: path.name)
def test_scenarios_touch_every_element_and_every_flow(family: Path) -> None:
    events = [event for path in SCENARIOS if path.is_relative_to(family) for event in walked(path)[1]]
    nodes = {event.data["node"] for event in events if "node" in event.data}
    flows = {event.data["flow"] for event in events if "flow" in event.data}
    plan = published(family.name)[1].plan
    assert set(plan.nodes) <= nodes
    assert {flow.id for node in plan.nodes.values() for flow in node.outgoing} <= flows


def test_a_regress_opens_a_new_case_that_counts_from_the_day_it_was_noticed() -> None:
    (old, new), _ = walked(PROCESSES / "casework" / "scenarios" / "11_regress_opens_new_case.toml")
    assert (old.exit, new.exit) == ("regress", None)
    assert new.predecessor == old.id
    assert new.state.values["family_name"] == old.state.values["family_name"]
    (task,) = new.tasks.values()
    assert task.node == "T1_decide"
    assert task.due == datetime.fromisoformat("2025-11-06T18:00:00+03:00")


def test_what_was_decided_in_the_old_case_does_not_decide_in_the_new_one() -> None:
    journey, store = walk(scenario(PROCESSES / "casework" / "scenarios" / "11_regress_opens_new_case.toml"))
    journey.run()
    journey.case_id = next(case.id for case in store.cases.values() if not case.exit)
    for task, answers in (("T1_decide", {"signal_decision": "refuse"}), ("T1_refusal", {})):
        journey.take(type(journey.scenario.opening)(complete=task, answers=answers))
    assert store.cases[journey.case_id].exit == "refused_at_signal"
