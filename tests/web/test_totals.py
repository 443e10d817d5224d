"""What a case has cost this year stands on its page and beside its tasks."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask

from engine.sums import Sum
from web import totals

SPENT = Sum("spent", "help", "year", Decimal(500000), title="Затраты", unit="roubles")


@pytest.mark.parametrize(
    ("spent", "left", "rest", "over"),
    [("430000", "70000", "осталось 70 000 ₽", False), ("512000", "-12000", "сверх предела 12 000 ₽", True)],
)
def test_a_sum_tells_its_limit_and_what_is_left(app: Flask, spent: str, left: str, rest: str, over: bool) -> None:
    found = {"spent": Decimal(spent), "spent_year": 2026, "spent_limit": Decimal(500000), "spent_left": Decimal(left)}
    with app.test_request_context("/"):
        told = totals._total(SPENT, found)
    assert (told.title, told.limit.replace("\xa0", " ")) == ("Затраты за 2026 год", "500 000 ₽")
    assert (told.rest.replace("\xa0", " "), told.over) == (rest, over)


def test_a_new_case_has_spent_nothing_of_its_limit(visitor: Callable[..., object]) -> None:
    page = visitor("duty_specialist").register(family_name="Ольховы")  # type: ignore[attr-defined]
    told = " ".join(page.text.replace("\xa0", " ").split())
    assert "осталось 500 000 ₽" in told
