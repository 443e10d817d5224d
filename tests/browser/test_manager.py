"""A manager's day in a browser: what is late, how stages take, loads, flow, indicators, plans; by keyboard, on a phone."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.browser.test_pages import Open, case_id, fits, serious

__all__ = ["case_id"]

DAY = (
    "/deadlines/", "/deadlines/stages/", "/deadlines/loads/", "/deadlines/flow/", "/deadlines/norms/",
    "/indicators/?method=casework", "/indicators/casework/opened?method=casework",
)  # fmt: skip
ENTER, TAB = "Enter", "Tab"


@pytest.mark.parametrize("width", [1280, 360])
def test_a_manager_s_pages_are_accessible_and_fit_the_screen(
    served: Served, opened: Open, case_id: str, width: int
) -> None:
    page = opened("regional_head", "/", width)
    problems = {}
    for path in (
        *DAY,
        f"/cases/{case_id}/plan",
        f"/cases/{case_id}/plan/plan",
        "/deadlines/loads/reassign/?process=casework&holder=demo-curator",
    ):
        answer = page.goto(served.home + path)
        found = serious(page) + ([] if fits(page) else ["wider than the screen"])
        if found or not answer or answer.status != 200:
            problems[path] = found or [str(answer and answer.status)]
    assert problems == {}


def reach(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until the link of that name has the focus."""
    for _ in range(most):
        page.keyboard.press(TAB)
        told = page.evaluate("document.activeElement.matches('a') ? document.activeElement.textContent : ''")
        if name in str(told):
            return
    raise AssertionError(f"{name} is not reached by keyboard")


def test_a_head_goes_from_what_is_late_to_a_stage_by_keyboard_alone(opened: Open, case_id: str) -> None:
    page = opened("regional_head", "/deadlines/")
    reach(page, "Сроки этапов")
    page.keyboard.press(ENTER)
    page.wait_for_url("**/deadlines/stages/**")
    reach(page, "Т4. Разработка плана")
    page.keyboard.press(ENTER)
    page.wait_for_url("**stage=**")
    assert page.locator("th a, th", has_text="Составить план вместе с семьёй").count()


def test_every_chart_has_a_table_that_says_the_same(opened: Open, case_id: str) -> None:
    page = opened("regional_head", "/deadlines/flow/")
    charts = page.locator(".report:has(canvas)")
    assert charts.count()
    for number in range(charts.count()):
        report = charts.nth(number)
        told = report.locator("canvas").get_attribute("aria-label") or ""
        assert report.locator("h2").inner_text() in told
        assert report.locator("table tbody tr").count()
        drawn = report.locator("canvas").evaluate("canvas => canvas.width > 0 && canvas.height > 0")
        assert drawn


@pytest.mark.parametrize(
    "path", ["/deadlines/stages/", "/deadlines/loads/", "/deadlines/flow/", "/indicators/?method=casework"]
)
def test_a_table_taken_home_says_what_the_page_says(opened: Open, case_id: str, path: str) -> None:
    page = opened("regional_head", path)
    told = page.locator("main table").first.locator("thead th").nth(1).inner_text()
    with page.expect_download() as taken:
        page.get_by_role("link", name="XLSX").first.click()
    book = openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes()))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert taken.value.suggested_filename.endswith(".xlsx")
    assert any(told.casefold() in cell.casefold() for cell in cells)


def test_a_method_s_indicators_are_chosen_without_a_button(opened: Open, case_id: str) -> None:
    page = opened("project_head", "/indicators/")
    expect(page.get_by_label("Метод")).to_have_value("casework")
    page.get_by_label("Период").select_option(label="Год")
    page.wait_for_url("**kind=year**")
    expect(page.get_by_text("Сложность случаев, в среднем баллов")).to_be_visible()


def test_the_sheet_of_a_plan_for_the_family_can_be_taken_home(opened: Open, case_id: str) -> None:
    page = opened("curator", f"/cases/{case_id}/plan", 360)
    page.get_by_role("link", name="Лист для семьи").first.click()
    expect(page.get_by_role("heading", name="Семья")).to_be_visible()
    assert fits(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Скачать PDF").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
