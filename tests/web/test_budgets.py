"""What a page may cost: SQL statements and bytes. A page that loads something per row fails when rows are added."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, event, literal, select

from persistence.prepared import Prepared
from tests.web.installation import Visitor, case_of
from web.services import Services

Come = Callable[[str], Visitor]
FEW, MORE = 3, 12
KIB = 1024

STATEMENTS = {
    ("senior_curator", "/"): 12,
    ("senior_curator", "/?show=offered"): 9,
    ("senior_curator", "/cases/?status=all"): 12,
    ("senior_curator", "/deadlines/"): 20,
    ("senior_curator", "/cases/{case}"): 21,
    ("senior_curator", "/cases/{case}/diagram"): 14,
    ("senior_curator", "/cases/{case}/timeline"): 13,
    ("senior_curator", "/cases/{case}/records"): 14,
    ("senior_curator", "/cases/{case}/people"): 14,
    ("senior_curator", "/cases/{case}/overview"): 28,
    ("senior_curator", "/cases/{case}/plan"): 13,
    ("senior_curator", "/cases/{case}/documents"): 16,
    ("senior_curator", "/cases/{case}/talk"): 14,
    ("senior_curator", "/cases/{case}/talk?task={token}"): 16,
    ("senior_curator", "/cases/{case}/transfer"): 15,
    ("senior_curator", "/day/filters?show=mine&late=1"): 11,
    ("senior_curator", "/search"): 6,
    ("senior_curator", "/me/password"): 6,
    ("curator", "/emergency"): 8,
    ("senior_curator", "{task}"): 15,
    ("auditor", "/cases/{case}/history"): 15,
    ("auditor", "/cases/{case}/steps"): 13,
    ("auditor", "/cases/{case}/departures"): 12,
    ("auditor", "/cases/{case}/looks"): 12,
    ("auditor", "/audit/"): 12,
    ("auditor", "/audit/departures"): 10,
    ("auditor", "/audit/looks"): 9,
    ("regional_head", "/deadlines/stages/"): 16,
    ("regional_head", "/deadlines/loads/"): 15,
    ("regional_head", "/deadlines/flow/"): 16,
    ("project_head", "/indicators/?method=casework"): 19,
    ("project_head", "/indicators/casework/opened?method=casework"): 17,
    ("methodologist", "/definitions/"): 9,
    ("administrator", "/people/"): 9,
    ("duty_specialist", "/open/casework"): 9,
}
"""The most statements of each page, sign-in included."""

GROWING = (
    "/",
    "/?show=offered",
    "/day/filters",
    "/cases/?status=all",
    "/deadlines/",
    "/deadlines/stages/",
    "/deadlines/loads/",
    "/deadlines/flow/",
)
HEAVIEST = 96 * KIB


class Counter:
    """Statements that reach the database, those that are run on the driver's own cursor too."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def attend(self, connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.set_trace_callback(self.hear)

    def hear(self, statement: str) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
            self.statements.append(statement)


@pytest.fixture
def counter() -> Iterator[Counter]:
    found = Counter()
    event.listen(Engine, "begin", found.attend)
    yield found
    event.remove(Engine, "begin", found.attend)


def register(come: Come, count: int) -> str:
    duty = come("duty_specialist")
    return [case_of(duty.register(family_name=f"Счётовы {number}")) for number in range(count)][-1]


def cost(visitor: Visitor, counter: Counter, path: str) -> list[str]:
    """The statements of a page that was opened before, so that nothing is loaded for the first time."""
    visitor.get(path)
    counter.statements.clear()
    page = visitor.get(path)
    assert page.status == 200 and counter.statements, path
    assert len(page.answer.data) < HEAVIEST, path
    return list(counter.statements)


def test_every_page_keeps_its_budget(visitor: Come, counter: Counter) -> None:
    case_id = register(visitor, FEW)
    task = visitor("senior_curator").get(f"/cases/{case_id}").link("Открыть").path
    over = {}
    for (login, path), most in STATEMENTS.items():
        told = cost(visitor(login), counter, path.format(case=case_id, task=task, token=task.rpartition("/")[2]))
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
            Prepared(select(literal(1))).fetch(reader)
    assert len(counter.statements) == 2 * FEW
