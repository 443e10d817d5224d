"""Stage times on the page, in files and on the diagram: the same numbers, within reach."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from tests.web.installation import MONDAY, Page, Visitor
from web.services import Services

Come = Callable[[str], Visitor]
STAGES = "/deadlines/stages/?process=casework&days=30"


def lateness(services: Services) -> int:
    """Minutes of working time since a working day after the signal ended."""
    calendar = services.calendar()
    late = calendar.working_between(calendar.add_working_days(MONDAY, 1), services.clock.now())
    return int(late.total_seconds()) // 60


def told(page: Page, first: str) -> dict[str, str]:
    """A row of the page's table by its first words, as column → words."""
    heads = [" ".join(head.text_content().split()) for head in page.find("//table//thead//th")]
    for row in page.find("//table//tbody//tr"):
        words = [
            " ".join(" ".join(cell.xpath(".//text()[not(ancestor::small)]")).split()) for cell in row.xpath("./th|./td")
        ]
        if words[0] == first:
            return dict(zip(heads, words, strict=True))
    raise AssertionError(page.text)


def sheet(visitor: Visitor, path: str) -> tuple[dict[str, str], list[str], list[list[Any]]]:
    """What was chosen, the heads and the rows of a saved XLSX file."""
    answer = visitor.client.get(path)
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)]
    gap = next(place for place, row in enumerate(rows) if not any(row))
    above = {str(row[0]): str(row[1]) for row in rows[1:gap]}
    return above, [str(head) for head in rows[gap + 1]], rows[gap + 2 :]


def test_a_late_stage_tells_how_many_wait_and_for_whom(visitor: Come, weeks_later: str) -> None:
    page = visitor("regional_head").get(STAGES)
    row = told(page, "Т1. Получение сигнала")
    assert (row["Начато"], row["Открыто сейчас"], row["Просрочено сейчас"]) == ("1", "1", "1")
    assert "ждёт: Старший куратор (не взято) — 1" in page.text


def test_a_number_opens_the_cases_behind_it(visitor: Come, services: Services, weeks_later: str) -> None:
    page = visitor("regional_head").get(STAGES)
    link = next(a for a in page.find("//td//a") if "which=late_now" in a.get("href"))
    behind = page.visitor.get(link.get("href"))
    row = told(behind, "Берёзкины")
    assert row["Опоздание"] == f"{round(lateness(services) / 540)} дн"
    assert behind.link("Берёзкины").path == f"/cases/{weeks_later}"


def test_a_saved_table_is_the_table_on_the_page(visitor: Come, weeks_later: str) -> None:
    head = visitor("regional_head")
    page = head.get(STAGES)
    above, heads, rows = sheet(head, f"{STAGES}&file=xlsx")
    row = dict(zip(heads, next(row for row in rows if row[0] == "Т1. Получение сигнала"), strict=True))
    shown = told(page, "Т1. Получение сигнала")
    numbers = {name: value for name, value in shown.items() if value.isdecimal()}
    assert numbers and {name: row[name] for name in numbers} == {name: int(value) for name, value in numbers.items()}
    assert above["Вид помощи"] == "Технология работы со случаем"
    assert "2026" in above["Период"]


def test_saved_dates_are_dates_and_durations_are_hours(visitor: Come, services: Services, weeks_later: str) -> None:
    head = visitor("regional_head")
    path = "/deadlines/stages/cases?process=casework&days=30&node=T1&which=late_now&file=xlsx"
    _above, heads, rows = sheet(head, path)
    row = dict(zip(heads, rows[0], strict=True))
    opened = services.calendar().local(services.clock.now() - timedelta(days=21))
    assert row["Начат"] == opened.replace(tzinfo=None)
    assert row["Опоздание, рабочих часов"] == pytest.approx(lateness(services) / 60)


def test_what_looks_like_a_formula_stays_text(visitor: Come, services: Services) -> None:
    visitor("duty_specialist").register(family_name="=1+1")
    head = visitor("regional_head")
    path = "/deadlines/stages/cases?process=casework&days=30&node=T1&which=open"
    _above, _heads, rows = sheet(head, f"{path}&file=xlsx")
    assert rows[0][0] == "=1+1"
    assert "'=1+1" in head.client.get(f"{path}&file=csv").data.decode("utf-8-sig")


def test_the_heat_on_the_diagram_is_what_the_table_says(visitor: Come, weeks_later: str) -> None:
    page = visitor("regional_head").get(f"{STAGES}&heat=open")
    heat = json.loads(page.find("//*[@data-marks]")[0].get("data-marks"))["marks"]["heat"]
    row = told(page, "Т1. Получение сигнала")
    assert heat["T1"]["text"] == row["Открыто сейчас"]
    words = page.find("//ol[@class='heats']/li")
    assert {" ".join(one.text_content().split()) for one in words} >= {f"Т1. Получение сигнала {heat['T1']['text']}"}


def test_a_curator_sees_only_his_own_cases_in_the_numbers(visitor: Come, weeks_later: str) -> None:
    row = told(visitor("curator").get(STAGES), "Т1. Получение сигнала")
    assert row.get("Открыто сейчас", "0") == "0"


def test_a_methodologist_sees_numbers_but_no_families(visitor: Come, weeks_later: str) -> None:
    page = visitor("methodologist").get(STAGES)
    assert int(told(page, "Т1. Получение сигнала")["Просрочено сейчас"]) >= 1
    behind = page.visitor.get("/deadlines/stages/cases?process=casework&days=30&node=T1&which=late_now")
    assert "Берёзкины" not in behind.text


def test_who_answers_for_nobodys_work_is_not_let_in(visitor: Come) -> None:
    assert visitor("duty_specialist").get(STAGES).status == 403


@pytest.mark.parametrize(
    "given",
    ["since=2026-13-40", "since=2026-11-20&until=2026-11-01", "since=0001-01-01", "days=7777", "days=²",
     "process=nothing&version=x&team=y&lead=z&stage=q&heat=w", "since=&until="],
)  # fmt: skip
def test_a_choice_that_makes_no_sense_is_answered_with_the_usual_one(visitor: Come, given: str) -> None:
    assert visitor("regional_head").get(f"/deadlines/stages/?{given}").status == 200


def test_a_number_nobody_offered_is_not_found(visitor: Come) -> None:
    head = visitor("regional_head")
    assert head.get("/deadlines/stages/cases?process=casework&node=T1&which=nothing").status == 404
    assert head.get("/deadlines/stages/cases?process=casework&node=nowhere&which=late").status == 404
