"""Beside a form it is told in whose view the step lies, by the method's own word."""

import pytest
from flask import Flask

from web import commands, editor_words, references
from web.services import Services


@pytest.mark.parametrize(
    ("family", "told"), [("casework", "На виду у семьи"), ("care_leavers", "На виду у выпускника")]
)
def test_a_step_lies_in_view_of_whom_the_method_is_for(app: Flask, services: Services, family: str, told: str) -> None:
    definition = commands.compiled(services, services.settings.processes / family)[1]
    with app.test_request_context():
        lines = {references.line(node, definition) for node in definition.plan.nodes.values()}
    assert lines - {""} == {told, "За кулисами"}


def test_the_editor_names_nobody(app: Flask) -> None:
    with app.test_request_context():
        assert "семь" not in editor_words.said()["front"]
