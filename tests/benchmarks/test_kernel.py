"""What a step costs does not depend on what has happened before it."""

import json

import pytest

from tests.benchmarks.measure import interleaved, table
from tests.benchmarks.monitoring import Life, calendar, plan

pytestmark = pytest.mark.benchmark
AGES = (10, 100, 1_000, 10_000)


def test_a_step_costs_the_same_at_any_age() -> None:
    diagram, days = plan(), calendar()
    lives = {age: Life(diagram, days).after(age) for age in AGES}
    times = interleaved({str(age): life.complete for age, life in lives.items()}, rounds=15, calls=400)
    sizes = {age: len(json.dumps(life.state.to_data())) for age, life in lives.items()}
    young = times["10"].cpu
    rows = [(age, times[str(age)].cpu * 1000, times[str(age)].cpu / young, sizes[age]) for age in AGES]
    table("A kernel step by age", ("rounds", "ms", "ratio", "state bytes"), rows)
    assert times["10000"].cpu / young <= 1.1
    assert sizes[10_000] <= 4096
