"""The flow of cases on the page and in files; the first page of the team's work."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from engine.clock import ManualClock
from engine.operating import Operating
from engine.roles import Actor, Grant
from tests.web.installation import Page, Visitor, case_of
from web.services import Services

Come = Callable[[str], Visitor]
FLOW = "/deadlines/flow/?process=casework&days=30"


def wind(services: Services, **span: int) -> None:
    assert isinstance(services.clock, ManualClock)
    services.clock.advance(timedelta(**span))


@pytest.fixture(scope="module")
def lived(app: Any, services: Services) -> None:
    """Three signals, one of them ended two weeks later; then a week passes."""
    duty = Visitor(app).come_in("duty_specialist")
    cases = [case_of(duty.register(family_name=f"Поток {number}")) for number in range(3)]
    wind(services, days=14)
    operator = Actor("demo-project_head", "", (Grant("project_head", None),))
    Operating(services.store, services.clock, services.ids, services.roles).cancel(operator, cases[0], "Ошибка")
    wind(services, days=7)


def rows(page: Page, key: str) -> list[list[str]]:
    found = page.find(f"//section[h2[@id='report-{key}']]//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")] for row in found]


def heads(page: Page, key: str) -> list[str]:
    found = page.find(f"//section[h2[@id='report-{key}']]//thead//th")
    return [" ".join(cell.text_content().split()) for cell in found]


def test_the_flow_tells_how_many_stood_where_each_week(visitor: Come, lived: None) -> None:
    page = visitor("regional_head").get(FLOW)
    table = [dict(zip(heads(page, "flow"), row, strict=True)) for row in rows(page, "flow")]
    standing = [row["Т1. Получение сигнала"] for row in table]
    ended = [row["Завершено с начала периода"] for row in table]
    assert standing[-4:] == ["3", "3", "2", "2"]
    assert ended[-4:] == ["0", "0", "1", "1"]


def test_the_chart_draws_what_the_table_says(visitor: Come, lived: None) -> None:
    page = visitor("regional_head").get(FLOW)
    chart = json.loads(page.find("//section[h2[@id='report-flow']]//canvas")[0].get("data-chart"))
    drawn = {one["label"]: [str(number) for number in one["data"]] for one in chart["series"]}
    for name, told in zip(heads(page, "flow"), zip(*rows(page, "flow"), strict=True), strict=True):
        assert name not in drawn or drawn[name] == list(told)
    assert page.find("//canvas[@role='img' and contains(@aria-label, 'в таблице ниже')]")


def test_what_is_open_tells_its_age(visitor: Come, lived: None) -> None:
    page = visitor("regional_head").get(FLOW)
    whole = dict(zip(heads(page, "ageing"), rows(page, "ageing")[0], strict=True))
    assert (whole["Открыто сейчас"], whole["до месяца"]) == ("Случаи целиком", "2")


def test_exits_are_told_with_their_share(visitor: Come, lived: None) -> None:
    (row,) = rows(visitor("regional_head").get(FLOW), "exits")
    assert "100 %" in " ".join(row)


def test_the_workbook_holds_every_report(visitor: Come, lived: None) -> None:
    head = visitor("regional_head")
    book = openpyxl.load_workbook(io.BytesIO(head.client.get(f"{FLOW}&file=xlsx").data))
    assert len(book.sheetnames) == 4
    told = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    shown = rows(head.get(FLOW), "flow")
    numbers = [[str(cell) for cell in row[1:] if cell is not None] for row in told[-len(shown) :]]
    assert [row[0] for row in numbers] == [row[1] for row in shown]


def test_the_first_page_tells_for_whom_late_work_waits(visitor: Come, lived: None) -> None:
    page = visitor("regional_head").get("/deadlines/")
    waits = " ".join(page.find("//section[h2[@id='waits']]")[0].text_content().split())
    assert "Старший куратор никто не взял" in waits
    assert "дольше всего: Принять решение по сигналу" in waits
    assert "Ни у кого не больше нормативов" in page.text


@pytest.mark.parametrize("login", ["curator", "methodologist", "auditor", "programme_director"])
def test_whoever_watches_may_open_every_tab(visitor: Come, lived: None, login: str) -> None:
    person = visitor(login)
    for path in ("/deadlines/", FLOW, "/deadlines/loads/", "/deadlines/stages/", "/deadlines/norms/"):
        assert person.get(path).status == 200, path


def test_a_curator_flows_with_his_own_cases_only(visitor: Come, lived: None) -> None:
    page = visitor("curator").get(FLOW)
    assert all(set(row[1:]) <= {"0", ""} for row in rows(page, "ageing"))
