"""The service blueprint and the order of reading follow from the diagrams."""

from engine import definitions, order
from engine.blueprint import Column, draw
from engine.definitions import Bundle
from tests.persistence.garden import BUNDLE

TOLD = '\n[blueprint.water]\nfamily = "Enjoys the flowers"\nleft = ["Advice", "A bouquet"]\n'


def columns() -> tuple[Column, ...]:
    """The garden, where the plant's owners see the watering."""
    files = dict(BUNDLE.files)
    files["process.toml"] += TOLD
    files["garden.bpmn"] = files["garden.bpmn"].replace('form="garden/water"', 'form="garden/water" line="front"')
    return draw(definitions.compile(Bundle(files)))


def test_diagrams_are_told_main_first() -> None:
    assert order.diagrams(definitions.compile(BUNDLE).plan) == ["garden", "growing"]


def test_columns_are_the_stages_and_what_may_happen_at_any_time() -> None:
    assert [column.stage.id if column.stage else None for column in columns()] == ["grow", None]


def test_the_opening_stands_in_the_first_stage() -> None:
    assert [step.node.id for step in columns()[0].steps] == ["sown", "water", "remind"]


def test_every_step_has_one_number() -> None:
    numbers = [step.number for column in columns() for step in column.steps]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_line_of_visibility_parts_the_steps() -> None:
    first = columns()[0]
    assert [step.node.id for step in first.seen] == ["water"]
    assert [step.node.id for step in first.unseen] == ["sown", "remind"]


def test_what_the_family_does_and_keeps_is_told_by_data() -> None:
    first = columns()[0]
    assert [(step.node.id, step.family) for step in first.family] == [("water", "Enjoys the flowers")]
    assert [step.left for step in first.left] == [("Advice", "A bouquet")]
