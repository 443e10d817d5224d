"""What a page may cost: SQL statements and bytes. A page that loads something per row fails when rows are added."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.web.installation import Visitor, case_of
from web.services import Services

Come = Callable[[str], Visitor]
FEW, MORE = 3, 12
KIB = 1024

STATEMENTS = {
    ("senior_curator", "/"): 9,
    ("senior_curator", "/?show=offered"): 8,
    ("senior_curator", "/cases/?status=all"): 11,
    ("senior_curator", "/deadlines/"): 16,
    ("senior_curator", "/cases/{case}"): 14,
    ("senior_curator", "/cases/{case}/diagram"): 10,
    ("senior_curator", "/cases/{case}/timeline"): 8,
    ("senior_curator", "/cases/{case}/records"): 11,
    ("senior_curator", "/cases/{case}/people"): 12,
    ("senior_curator", "{task}"): 10,
    ("auditor", "/cases/{case}/history"): 10,
    ("auditor", "/cases/{case}/steps"): 4,
    ("auditor", "/cases/{case}/departures"): 3,
    ("auditor", "/cases/{case}/looks"): 3,
    ("auditor", "/audit/"): 8,
    ("auditor", "/audit/departures"): 7,
    ("auditor", "/audit/looks"): 5,
    ("regional_head", "/deadlines/stages/"): 15,
    ("regional_head", "/deadlines/loads/"): 14,
    ("regional_head", "/deadlines/flow/"): 15,
    ("project_head", "/indicators/?method=casework"): 15,
    ("project_head", "/indicators/casework/opened?method=casework"): 13,
    ("methodologist", "/definitions/"): 6,
    ("administrator", "/people/"): 8,
    ("duty_specialist", "/open/casework"): 8,
}
"""The most statements of each page, sign-in included."""

GROWING = (
    "/",
    "/?show=offered",
    "/cases/?status=all",
    "/deadlines/",
    "/deadlines/stages/",
    "/deadlines/loads/",
    "/deadlines/flow/",
)
HEAVIEST = 96 * KIB


class Counter:
    """Statements that reach the database."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def hear(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
            self.statements.append(statement)


@pytest.fixture
def counter() -> Iterator[Counter]:
    found = Counter()
    event.listen(Engine, "before_cursor_execute", found.hear)
    yield found
    event.remove(Engine, "before_cursor_execute", found.hear)


def register(come: Come, count: int) -> str:
    duty = come("duty_specialist")
    return [case_of(duty.register(family_name=f"Счётовы {number}")) for number in range(count)][-1]


def cost(visitor: Visitor, counter: Counter, path: str) -> list[str]:
    """The statements of a page that was opened before, so that nothing is loaded for the first time."""
    visitor.get(path)
    counter.statements.clear()
    page = visitor.get(path)
    assert page.status == 200, path
    assert len(page.answer.data) < HEAVIEST, path
    return list(counter.statements)


def test_every_page_keeps_its_budget(visitor: Come, counter: Counter) -> None:
    case_id = register(visitor, FEW)
    task = visitor("senior_curator").get(f"/cases/{case_id}").link("Открыть").path
    over = {}
    for (login, path), most in STATEMENTS.items():
        told = cost(visitor(login), counter, path.format(case=case_id, task=task))
        if len(told) > most:
            over[path] = (len(told), told)
    assert {path: count for path, (count, _told) in over.items()} == {}, over


@pytest.mark.parametrize("path", GROWING)
def test_more_rows_cost_no_more_statements(visitor: Come, counter: Counter, path: str) -> None:
    senior = visitor("senior_curator")
    register(visitor, FEW)
    before = cost(senior, counter, path)
    register(visitor, MORE)
    assert len(cost(senior, counter, path)) == len(before)


def test_more_records_cost_no_more_statements(visitor: Come, counter: Counter) -> None:
    case_id = register(visitor, 1)
    senior = visitor("senior_curator")
    before = cost(senior, counter, f"/cases/{case_id}/records")
    for number in range(FEW):
        form = senior.get(f"/cases/{case_id}/records").link("Исправить")
        form.send("/correction", {"_reason": "Описка", "family_name": f"Записаны {number}"})
    assert len(cost(senior, counter, f"/cases/{case_id}/records")) <= len(before) + 1  # names of people


def test_a_page_that_asks_per_row_would_be_found(app: Flask, services: Services, counter: Counter) -> None:
    with services.database.reading() as reader:
        for _row in range(FEW):
            reader.exec_driver_sql("SELECT 1")
    assert len(counter.statements) == FEW
