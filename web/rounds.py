"""Cases of the demonstration that open by themselves: for everybody with the role, at moments of their start.

A `[[round]]` of `demo.toml` names a `scenario` of a `process`; `back` counts the moments before the latest one, `every`
and `first` pick one person of so many, `steps` is how many steps were taken (all that lie in the past when absent).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine import openings
from engine.calendars import Moment
from engine.definitions import Definition
from engine.roles import Actor
from engine.simulation import Scenario, Step, span


@dataclass(frozen=True, slots=True)
class Round:
    """One case: for whom, in which team, moved by how much, and the steps that were taken."""

    person: Actor
    team: str
    at: datetime
    shift: timedelta
    steps: tuple[Step, ...]


def rounds(
    told: Mapping[str, Any], scenario: Scenario, definition: Definition, people: Sequence[Actor], now: Moment
) -> Iterator[Round]:
    """The cases of one `[[round]]`."""
    node = definition.plan.nodes[str(scenario.opening.start)]
    at = openings.latest(node, now, int(told.get("back", 0)))
    shift = at - scenario.clock
    steps = tuple(_past(scenario, shift, now.now))[: told.get("steps")]
    roles = node.each.roles if node.each else ()
    held = [(who, grant.team or "") for who in people for grant in who.grants if grant.role in roles]
    for person, team in held[int(told.get("first", 0)) :: int(told.get("every", 1))]:
        yield Round(person, team, at, shift, steps)


def _past(scenario: Scenario, shift: timedelta, now: datetime) -> Iterator[Step]:
    """The steps that lie in the past once the scenario is moved."""
    at = scenario.clock
    for step in scenario.steps:
        at = (step.at or at) + (span(step.wait) if step.wait else timedelta())
        if at + shift >= now:
            return
        yield step
