"""Deadlines in sentences."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from engine.calendars import build
from engine.deadlines import Rule, Unit, due
from tests.processes.stage import published
from tests.web.installation import MOSCOW
from web import explain

CALENDAR = build(range(2025, 2028))


@pytest.fixture(params=["ru"])
def speaking(app: Flask, request: pytest.FixtureRequest) -> Iterator[None]:
    with app.test_request_context(headers={"Cookie": f"opora_language={request.param}"}):
        yield


def told(rule: Rule, at: datetime) -> list[str]:
    return [explain.sentence(step, at) for step in due(rule, at, CALENDAR).steps]


@pytest.mark.usefixtures("speaking")
def test_a_signal_late_on_30_december_is_due_on_the_first_working_day_of_january() -> None:
    sentences = told(Rule(1, Unit.WORKING_DAYS), datetime(2025, 12, 30, 17, 40, tzinfo=MOSCOW))
    assert sentences[0] == "Отсчёт начался: вт, 30 декабря, 17:40."
    assert any("не считаем" in sentence and "аникулы" in sentence or "праздник" in sentence for sentence in sentences)
    assert sentences[-1].startswith("Срок: пн, 12 января 2026")


@pytest.mark.usefixtures("speaking")
def test_an_arrival_after_hours_counts_from_the_next_opening() -> None:
    sentences = told(Rule(1, Unit.WORKING_DAYS), datetime(2026, 11, 20, 19, 0, tzinfo=MOSCOW))
    assert sentences[1] == "Рабочий день уже закончился, поэтому считаем с начала следующего: пн, 23 ноября, 09:00."


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [(1, "working_days", "1 рабочий день"), (3, "working_days", "3 рабочих дня"), (24, "hours", "24 часа")],
)
def test_amounts_agree_with_their_number(amount: int, unit: str, words: str) -> None:
    assert explain.amount(amount, unit) == words


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(
    ("anchor", "words"),
    [
        ("entry", "в тот же рабочий день"),
        ("case", "в рабочий день открытия случая"),
        ("fact:council_on", "в рабочий день из ответа «Когда совет»"),
        ("task:S1_answer", "в тот же рабочий день, что и шаг «"),
    ],
)
def test_a_promise_for_the_same_day_counts_no_days(anchor: str, words: str) -> None:
    definition = published("social_support")[1]
    told = explain.rule_words(Rule(0, Unit.WORKING_DAYS, anchor), definition)
    assert told.startswith(words)
    assert "0" not in told
