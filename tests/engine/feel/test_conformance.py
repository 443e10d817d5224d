"""What the DMN specification says of FEEL, case by case (see conformance/README.md)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.feel import FeelError, compile_expression
from tests.engine.feel.test_expressions import same

FOLDER = Path(__file__).parent / "conformance"


def cases() -> Iterator[tuple[str, int, str, str, str]]:
    """(file, line, context, expression, expected)."""
    for path in sorted(FOLDER.glob("*.feel")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                given, _, expected = line.rpartition(" => ")
                context, found, expression = given.rpartition(" |- ")
                yield path.stem, number, context if found else "{}", expression if found else given, expected


def value(text: str, context: str = "{}") -> object:
    values = compile_expression(context).evaluate({})
    assert isinstance(values, dict)
    return compile_expression(text, set(values)).evaluate(values)


@pytest.mark.parametrize(
    ("context", "expression", "expected"),
    [case[2:] for case in cases()],
    ids=[f"{case[0]}:{case[1]}" for case in cases()],
)
def test_feel_says_what_the_specification_says(context: str, expression: str, expected: str) -> None:
    if expected.strip() == "!":
        with pytest.raises(FeelError):
            value(expression, context)
        return
    found, wanted = value(expression, context), value(expected)
    assert same(found, wanted) and type(found) is type(wanted) or _number(found, wanted), (expression, found, wanted)


def _number(found: object, wanted: object) -> bool:
    """Numbers are one kind, whole or not."""
    numbers = not isinstance(found, bool) and not isinstance(wanted, bool)
    return (
        numbers
        and all(not isinstance(each, str) and hasattr(each, "real") for each in (found, wanted))
        and found == wanted
    )


def test_there_are_several_hundred_cases() -> None:
    assert len(list(cases())) > 500
