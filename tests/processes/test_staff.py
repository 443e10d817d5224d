"""Work with specialists: what the manual wants of every one of them each year."""

import tomllib
from decimal import Decimal

import pytest

from engine import simulation
from engine.clock import ManualClock
from tests.processes.stage import PROCESSES, published, roles, scenario, walk

FAMILY = PROCESSES / "staff"
SPECIALISTS = {"curator", "senior_curator", "psychologist", "senior_psychologist"}


@pytest.mark.parametrize(
    ("start", "cycle"),
    [("month_begins", "P1M"), ("half_year_begins", "P6M"), ("year_begins", "P1Y"), ("december_begins", "P1Y")],
)
def test_every_specialist_is_called_at_every_start(start: str, cycle: str) -> None:
    node = published("staff")[1].plan.nodes[start]
    assert node.each and node.event.timer
    assert set(node.each.roles) == SPECIALISTS
    assert node.event.timer.text.endswith(cycle)


def test_nobody_opens_these_cases_by_hand() -> None:
    start = published("staff")[1].start.task
    assert start is None or not start.role


def test_a_case_is_called_by_the_specialist_and_is_his() -> None:
    journey, store = walk(scenario(FAMILY / "scenarios" / "01_month.toml"))
    next(iter(journey))
    case = store.case(journey.case_id)
    definition = store.definition(case.definition)
    assert definition.name_of(case.state.values)
    assert [task.assignee for task in case.tasks.values()] == [case.seats["specialist"]]


def test_a_month_of_waiting_opens_the_month_of_everybody() -> None:
    """The stage of a walk is asked to let cases open: four specialists' roles, two people each, in April."""
    found = scenario(FAMILY / "scenarios" / "01_month.toml")
    journey, store = walk(found)
    clock = journey.stage.clock
    assert isinstance(clock, ManualClock)
    journey.stage = simulation.Stage(journey.stage.service, clock, journey.stage.cast, opens=True)
    journey.wind(found.clock)
    assert {case.seats["specialist"] for case in store.cases.values()} == {
        f"{role}-{n}" for role in SPECIALISTS for n in (1, 2)
    }


@pytest.mark.parametrize(
    ("name", "value", "total"),
    [
        ("07_training", "training_hours", "10.5"),
        ("08_training_too_short", "training_hours", "5"),
        ("11_leave", "leave_days", "28"),
    ],
)
def test_hours_and_days_add_up(name: str, value: str, total: str) -> None:
    journey, store = walk(scenario(FAMILY / "scenarios" / f"{name}.toml"))
    journey.run()
    assert store.case(journey.case_id).state.values[value] == Decimal(total)


def test_steps_are_drawn_in_the_lane_of_their_role() -> None:
    for path in (FAMILY / "sources").glob("*.toml"):
        source = tomllib.loads(path.read_text(encoding="utf-8"))
        assert {lane["role"] for lane in source.get("lane", [])} <= {role.key for role in roles()}


def test_every_form_is_asked_somewhere() -> None:
    definition = published("staff")[1]
    assert set(definition.forms) == {
        node.task.form for node in definition.plan.nodes.values() if node.task and node.task.form
    }
