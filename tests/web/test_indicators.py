"""Indicators on a page: numbers with formula, n of d, growth; the cases behind; files with the same numbers."""

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest

from engine import definitions
from engine.definitions import Bundle
from tests.web.installation import Page, Visitor, case_of
from web.services import Services
from web.worker import Worker

Come = Callable[[str], Visitor]
SCHOOLS = """
[[counted]]
key = "signals"
title = "Сигналы"
from = [{ form = "casework/02_signal_log", on = "signal_at" }]

[[counted]]
key = "school_signals"
title = "Сигналы из школ"
from = [{ form = "casework/02_signal_log", on = "signal_at", where = 'signal_source = "school"' }]

[[indicator]]
key = "schools"
title = "Доля сигналов из школ"
source = "T1"
unit = "percent"
formula = "Сигналы из школ ÷ все сигналы × 100 %"
top = { count = "rows", of = "school_signals" }
bottom = { count = "rows", of = "signals" }
"""
AUTUMN = "/indicators/?method=casework&kind=quarter&from=2026-10-01"


@pytest.fixture
def case_id(visitor: Come) -> str:
    """A case opened this autumn."""
    return case_of(visitor("duty_specialist").register(family_name="Берёзкины"))


def row(page: Page, title: str) -> str:
    """An indicator's line."""
    return " ".join(page.find(f"//tr[th[contains(., '{title}')]]")[0].text_content().split())


def test_a_number_stands_beside_its_formula_and_the_number_before(visitor: Come, case_id: str) -> None:
    told = row(visitor("project_head").get(AUTUMN), "Открыто случаев")
    assert "Случаи, открытые в периоде (T1)" in told
    assert "раньше был ноль: сравнить не с чем" in told


def test_where_nothing_was_recorded_there_is_no_number(visitor: Come, case_id: str) -> None:
    told = row(visitor("project_head").get(AUTUMN), "Доля сложных случаев")
    assert told.endswith("нет данных нет данных нет данных")


def test_a_number_opens_the_cases_behind_it(visitor: Come, case_id: str) -> None:
    page = visitor("project_head").get(AUTUMN.replace("?", "?team=smolensk&"))
    (link,) = page.find("//tr[th[contains(., 'Открыто случаев')]]//a")
    behind = page.visitor.get(link.get("href"))
    assert behind.find("//h1")[0].text_content() == "Открыто случаев"
    assert "4 кв. 26" in behind.find("//*[name()='svg'][@class='bars']")[0].text_content()
    assert [found.text_content() for found in behind.find(f"//a[@href='/cases/{case_id}']")] == ["Берёзкины"]


def test_who_may_count_but_not_open_cases_sees_no_names(visitor: Come, case_id: str) -> None:
    page = visitor("methodologist").get("/indicators/casework/opened?method=casework&kind=quarter&from=2026-10-01")
    assert "посчитан" in page.text
    assert "Берёзкины" not in page.text


def test_a_curator_counts_his_own_cases(visitor: Come, case_id: str) -> None:
    page = visitor("curator").get("/indicators/casework/opened?method=casework&kind=quarter&from=2026-10-01")
    assert "За этим числом нет ни одного случая" in page.text


def test_who_may_not_count_is_refused(visitor: Come) -> None:
    page = visitor("psychologist").get("/indicators/")
    assert page.status == 403


@pytest.mark.parametrize("place", ["team=vyazma", "region=Луна", "method=garden"])
def test_what_is_not_the_person_s_is_not_there(visitor: Come, place: str) -> None:
    assert visitor("regional_head").get(f"/indicators/?{place}").status == 404


def test_days_that_cannot_be_read_are_told_and_kept(visitor: Come) -> None:
    page = visitor("project_head").get("/indicators/?method=casework&kind=own&from=31.02.2026&to=завтра")
    assert page.status == 200
    assert "Напишите оба дня так" in page.text
    assert page.find("//input[@id='from']")[0].get("value") == "31.02.2026"
    backwards = visitor("project_head").get("/indicators/?method=casework&kind=own&from=02.10.2026&to=01.10.2026")
    assert "Первый день позже последнего" in backwards.text


def test_periods_follow_each_other(visitor: Come) -> None:
    page = visitor("project_head").get("/indicators/?method=casework&kind=half&from=2026-01-01")
    assert "1 полугодие 2026" in page.text
    assert "2 полугодие 2025" in page.link("2 полугодие 2025").find("//h2")[0].text_content()
    assert page.visitor.get("/indicators/?method=casework&kind=year&from=nonsense").status == 200


def numbers(page: Page) -> dict[str, str]:
    """What the page says of each indicator."""
    rows = page.find("//table[contains(@class, 'indicators')]/tbody/tr")
    return {row.xpath("th/text()")[0].strip(): row.xpath("td[1]/a/text()")[0] for row in rows}


def test_files_say_what_the_page_says(visitor: Come, case_id: str) -> None:
    head = visitor("project_head")
    shown = numbers(head.get(AUTUMN))
    table = AUTUMN.replace("/indicators/", "/indicators/table.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(head.client.get(table).data)).active
    assert sheet is not None
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    top = next(place for place, line in enumerate(lines) if "Показатель" in line)
    title, value, unit = (lines[top].index(name) for name in ("Показатель", "Значение", "Единица"))
    filed = {str(line[title]): plain(line[value], line[unit]) for line in lines[top + 1 :]}
    assert filed == {name: number.replace("\N{NO-BREAK SPACE}", " ") for name, number in shown.items()}
    assert float(shown["Открыто случаев"]) >= 1


def plain(value: object, unit: object) -> str:
    told = f"{value:g}".replace(".", ",") if isinstance(value, int | float) else str(value)
    return f"{told} %" if unit == "%" and told != "нет данных" else told


def test_the_text_file_opens_in_a_russian_spreadsheet(visitor: Come, case_id: str) -> None:
    head = visitor("project_head")
    answer = head.client.get(AUTUMN.replace("/indicators/", "/indicators/table.csv"))
    assert answer.data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert ["Период", "4 квартал 2026"] in lines
    top = next(place for place, line in enumerate(lines) if "Показатель" in line)
    title, value = (lines[top].index(name) for name in ("Показатель", "Значение"))
    filed = {line[title]: line[value] for line in lines[top + 1 :] if len(line) > value}
    shown = numbers(head.get(AUTUMN))
    assert {name: number.removesuffix("\N{NO-BREAK SPACE}%") for name, number in shown.items()} == filed


def test_the_menu_leads_there(visitor: Come) -> None:
    page = visitor("regional_head").get("/indicators/")
    assert "Показатели" in [found.text_content().strip() for found in page.find("//nav//a[@aria-current='page']")]


def test_a_methodologist_s_new_indicator_counts_what_was_written_before(
    visitor: Come, services: Services, case_id: str
) -> None:
    """Published as data, counted by a worker, shown with what is older than itself."""
    family = services.settings.processes / "casework"
    bundle = definitions.read(family, services.settings.forms)
    more = Bundle({**bundle.files, "process.toml": bundle.files["process.toml"] + SCHOOLS})
    services.store.publish(more, definitions.compile(more), services.clock.now(), None)
    assert Worker(services).once() >= 1
    (line,) = visitor("project_head").get(AUTUMN).find("//tr[th[contains(., 'Доля сигналов из школ')]]")
    value, _share = line.xpath("td[1]//text()")
    assert value == "100\N{NO-BREAK SPACE}%"
