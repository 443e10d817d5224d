"""A published version as a whole: its service blueprint and all its diagrams in words."""

from collections.abc import Callable

import pytest

from tests.web.installation import Page, Visitor

Come = Callable[[str], Visitor]


@pytest.fixture
def version(visitor: Come) -> Page:
    """The version in force, as a methodologist opens it."""
    return visitor("methodologist").get("/definitions/").link("Технология работы со случаем")


def test_the_blueprint_has_a_column_for_every_stage(version: Page) -> None:
    page = version.link("Блюпринт")
    titles = [found.text_content() for found in page.find("//section[@class='stage']/h2")]
    assert titles[0] == "Т1. Получение сигнала"
    assert titles[-3:] == ["Т9. Пост-сопровождение", "Согласования после помощи", "В любое время"]


def test_equal_numbers_tie_what_the_family_does_to_what_staff_do(version: Page) -> None:
    page = version.link("Блюпринт")
    visit = page.find("//li[contains(., 'Выехать в семью')]/span[@class='no']")[0].text
    family = page.find(f"//div[contains(@class, 'family')]//li[span[1] = '{visit}']")[0]
    assert "Принимает специалистов у себя" in family.text_content()


def test_decisions_lie_behind_the_line_of_visibility(version: Page) -> None:
    page = version.link("Блюпринт")
    unseen = " ".join(found.text_content() for found in page.find("//div[contains(@class, 'unseen')]"))
    assert "Обсудить решение о взятии случая" in unseen
    assert "Выехать в семью" not in unseen


def test_every_diagram_is_told_in_words(version: Page) -> None:
    page = version.link("Словами")
    assert "Т7. Корректировка шагов плана" in [found.text_content() for found in page.find("//section/h2")]
    told = page.find("//li[strong = 'Составить отчёт о выезде']")[0].text_content()
    assert "Кто: Куратор случая" in told
    assert "Срок: 24 часа" in told
    assert "Дальше: Обсудить решение о взятии случая" in told


def test_who_may_not_see_diagrams_sees_no_blueprint(visitor: Come, version: Page) -> None:
    assert visitor("invited_expert").get(version.path + "/blueprint").status == 403


def test_a_rule_leads_to_its_steps_forms_deadlines_and_scenarios(version: Page) -> None:
    page = version.link("Правила")
    rule = page.find("//details[@id='T2.2r']")[0].text_content()
    assert "Отчёт о первичном выезде: 24 часа после выезда" in rule
    assert "Составить отчёт о выезде: 24 часа" in rule
    assert "Сценарии, которые его проверяют" in rule


def test_a_step_of_a_rule_is_found_on_its_diagram(version: Page) -> None:
    step = version.link("Правила").link("Составить отчёт о выезде")
    assert "Т2. Первичный выезд" in step.text
    assert step.find("//tr[@id='T2_2r_report']")


def test_norms_stand_with_the_rule_they_come_from(version: Page) -> None:
    rule = version.link("Правила").find("//details[@id='T.13']")[0].text_content()
    assert "Случаев у одного куратора" in rule


def test_a_task_tells_the_wording_of_the_rule_it_comes_from(visitor: Come) -> None:
    case = visitor("duty_specialist").register(family_name="Тропинины").path.split("/")[2]
    page = visitor("senior_curator").get(f"/cases/{case}").link("Открыть")
    assert "T1 Получение сигнала: сигнал записан" in page.text
