"""The service blueprint of every family is complete."""

from pathlib import Path

import pytest

from engine.blueprint import Step, client, draw
from tests.processes.stage import FAMILIES, published


def steps(family: Path) -> list[Step]:
    return [step for column in draw(published(family.name)[1]) for step in column.steps]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_step_in_view_of_the_family_says_what_the_family_does(family: Path) -> None:
    assert [step.node.id for step in steps(family) if step.is_seen and not step.family] == []


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_words_for_the_blueprint_belong_to_steps_in_view_of_the_family(family: Path) -> None:
    told = set(published(family.name)[1].settings.get("blueprint", {}))
    assert told - {step.node.id for step in steps(family) if step.is_seen} == set()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_task_is_on_the_blueprint_once(family: Path) -> None:
    plan = published(family.name)[1].plan
    asked = sorted(node.id for node in plan.nodes.values() if node.kind == "userTask")
    assert sorted(step.node.id for step in steps(family) if step.node.kind == "userTask") == asked


@pytest.mark.parametrize(
    ("family", "who"), [("care_leavers", "выпускник"), ("staff", "специалист"), ("casework", "family")]
)
def test_the_blueprint_calls_those_who_are_helped_by_their_name(family: str, who: str) -> None:
    assert client(published(family)[1], ("family", "of the family"))[0] == who
