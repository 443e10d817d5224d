"""The published table of what is supported tells the truth."""

import re
from pathlib import Path

import pytest

from engine.feel import FeelError, compile_expression
from engine.feel.functions.registry import names

README = Path(__file__).parents[3] / "engine" / "feel" / "README.md"


@pytest.mark.parametrize("name", sorted(names()))
def test_every_function_is_published(name: str) -> None:
    supported = README.read_text(encoding="utf-8").split("| not supported |")[0]
    listed = {word.strip(" `|\n").partition("(")[0] for word in re.split(r"[|,;]", supported)}
    assert name in listed


@pytest.mark.parametrize("text", ["x...y", "function(a) external {java: {class: a}}"])
def test_what_is_not_supported_is_refused(text: str) -> None:
    with pytest.raises(FeelError):
        compile_expression(text)
