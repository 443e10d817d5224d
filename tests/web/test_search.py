"""One search over what a person may see: word forms, marks, scope, and no word in an address."""

from collections.abc import Callable

import pytest

from tests.web.installation import Page, Visitor, case_of
from tests.web.test_budgets import Counter, counter  # noqa: F401

Come = Callable[[str], Visitor]
MOST = 18  # statements of a search, sign-in included


def look_for(visitor: Visitor, words: str) -> Page:
    return visitor.get("/search").send("/search", {"words": words})


def marked(page: Page) -> list[str]:
    return [found.text_content() for found in page.find("//main//mark")]


def links(page: Page, group: str) -> list[str]:
    return [found.get("href") for found in page.find(f"//section[@aria-labelledby='{group}']//li/a")]


def test_a_family_is_found_in_every_case_and_stands_in_no_address(visitor: Come) -> None:
    visitor("duty_specialist").register(family_name="Пеструхины")
    page = look_for(visitor("regional_head"), "Пеструхиным")
    assert (page.status, page.path) == (200, "/search")
    assert "Пеструхины" in marked(page) and len(links(page, "cases")) == 1
    assert page.visitor.get(links(page, "cases")[0]).status == 200


def test_the_field_stands_on_every_page_with_its_label(visitor: Come) -> None:
    page = visitor("curator").get("/").send("/search", {"words": "отобрание"})
    assert (page.status, page.path) == (200, "/search")
    assert page.find("//input[@id='find']")[0].get("value") == "отобрание"
    assert len(page.find("//label[@for='find']")) == 1


@pytest.mark.parametrize("words", ["отобрание", "Отобрания", "отобранием"])
def test_the_method_is_found_by_any_form_of_a_word(visitor: Come, words: str) -> None:
    page = look_for(visitor("curator"), words)
    assert links(page, "pages") and links(page, "steps")
    assert all("отобран" in found.lower() for found in marked(page))
    for address in links(page, "pages") + links(page, "steps"):
        assert page.visitor.get(address).status == 200


def test_a_step_leads_to_its_place_on_the_diagram(visitor: Come) -> None:
    page = look_for(visitor("curator"), "решений по сигналу")
    address = links(page, "steps")[0]
    place = address.partition("#")[2]
    assert page.visitor.get(address).find(f"//tr[@id='{place}']")


def test_an_open_task_is_found_by_a_form_of_a_word_of_its_step(visitor: Come) -> None:
    case_id = case_of(visitor("duty_specialist").register(family_name="Пеструхины"))
    page = look_for(visitor("senior_curator"), "решением по сигналам")
    assert any(case_id in address for address in links(page, "tasks"))
    assert {"решение", "сигналу"} <= set(marked(page))


def test_a_curator_finds_no_case_that_is_not_hers(visitor: Come) -> None:
    visitor("duty_specialist").register(family_name="Пеструхины")
    page = look_for(visitor("curator"), "Пеструхины")
    assert "ничего не нашлось" in page.text and "Пеструхины" not in page.text


def test_nothing_typed_and_no_word_typed_are_said_kindly(visitor: Come) -> None:
    curator = visitor("curator")
    assert "ничего не нашлось" not in look_for(curator, "  ").text
    assert "Искать нечего" in look_for(curator, "«…»").text


def test_what_was_typed_is_text_and_never_markup(visitor: Come) -> None:
    page = look_for(visitor("curator"), "<b>отобрание</b>")
    assert not page.find("//main//b") and page.find("//input[@id='find']")[0].get("value") == "<b>отобрание</b>"


def test_an_address_with_a_word_in_it_searches_for_nothing(visitor: Come) -> None:
    assert not marked(visitor("curator").get("/search?words=отобрание"))


def test_more_results_cost_no_more_statements(visitor: Come, counter: Counter) -> None:  # noqa: F811
    senior, duty, costs = visitor("senior_curator"), visitor("duty_specialist"), []
    for number in range(1, 4):
        duty.register(family_name=f"Счётчиковы {number}")
        page = senior.get("/search")
        page.send("/search", {"words": "счётчиковых"})
        counter.statements.clear()
        assert len(links(page.send("/search", {"words": "счётчиковых"}), "cases")) == number
        costs.append(len(counter.statements))
    assert len(set(costs)) == 1 and costs[0] <= MOST
