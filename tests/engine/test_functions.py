"""Functions that service tasks ask for: typed on both sides."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from engine.calendars import Moment
from engine.functions import BUILT_IN, TYPES, Function, Unfit, Unregistered, call
from tests.persistence.garden import OFFICE

NOW = Moment(datetime(2026, 3, 6, 9, 0, tzinfo=UTC), OFFICE)
FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 9)


def text(given: Mapping[str, Any], moment: Moment) -> Any:
    return "text"


def test_after_a_friday_comes_a_monday() -> None:
    assert call(BUILT_IN, "next_working_day", {"date": FRIDAY}, NOW) == MONDAY


@pytest.mark.parametrize("given", [{}, {"date": None}, {"date": "2026-03-06"}, {"date": NOW.now}])
def test_an_input_of_a_wrong_type_is_not_handed_over(given: dict[str, Any]) -> None:
    with pytest.raises(Unfit):
        call(BUILT_IN, "next_working_day", given, NOW)


def test_an_answer_of_a_wrong_type_is_not_taken() -> None:
    with pytest.raises(Unfit):
        call({"f": Function({}, "number", text)}, "f", {}, NOW)


def test_a_function_that_is_gone_is_said_to_be() -> None:
    with pytest.raises(Unregistered):
        call({}, "f", {}, NOW)


def test_every_built_in_function_names_types_there_are() -> None:
    for function in BUILT_IN.values():
        assert {*function.inputs.values(), function.output} <= TYPES.keys()
