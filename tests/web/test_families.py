"""Once there are several kinds of help, lists tell which is which and can be narrowed to one."""

from collections.abc import Callable

import pytest

from tests.web.installation import Visitor
from web import commands
from web.services import Services

Come = Callable[[str], Visitor]
OTHER = "family_help"


@pytest.fixture(scope="module")
def services(services: Services) -> Services:
    """An installation with a second kind of help."""
    commands.deploy(services, services.settings.processes / OTHER)
    return services


def test_a_list_is_narrowed_to_one_kind_of_help(visitor: Come) -> None:
    visitor("duty_specialist").register(family_name="Видовы")
    head = visitor("regional_head")
    page = head.get("/cases/")
    assert len(page.find("//select[@name='process']/option")) == 3
    assert page.find("//tr[contains(., 'Видовы')]//small[contains(., 'Технология работы со случаем')]")
    assert "Видовы" in head.get("/cases/?process=casework").text
    none = head.get(f"/cases/?process={OTHER}")
    assert "Видовы" not in none.text
    assert none.link("Показать все случаи").find("//tr[contains(., 'Видовы')]")


def test_the_day_and_the_deadlines_are_narrowed_too(visitor: Come) -> None:
    visitor("duty_specialist").register(family_name="Срочновы", signal_at="19.11.2026 09:30")
    senior = visitor("senior_curator")
    assert "Срочновы" in senior.get("/").text
    assert "Срочновы" not in senior.get(f"/?process={OTHER}").text
    assert "Срочновы" in senior.get("/deadlines/?family=casework").text
    assert "Срочновы" not in senior.get(f"/deadlines/?family={OTHER}").text


def test_the_page_of_filters_offers_every_kind_of_help_and_team(visitor: Come) -> None:
    page = visitor("coordinator").get("/day/filters")
    assert page.status == 200
    assert {one.get("value") for one in page.find("//select[@name='process']/option")} == {"", "casework", OTHER}
    assert "Смоленская команда" in [one.text for one in page.find("//select[@name='team']/option")]


def test_late_tasks_of_another_team_are_left_out(visitor: Come) -> None:
    visitor("duty_specialist").register(family_name="Командины", signal_at="19.11.2026 09:30")
    auditor = visitor("auditor")
    assert "Командины" in auditor.get("/deadlines/?team=smolensk").text
    assert "Командины" not in auditor.get("/deadlines/?team=vyazma").text


@pytest.mark.parametrize(("login", "place"), [("auditor", "/cases/"), ("administrator", "/definitions/")])
def test_who_does_no_tasks_begins_elsewhere(visitor: Come, login: str, place: str) -> None:
    page = visitor(login).get("/")
    assert page.path == place
    assert not page.find("//nav[@class='nav']//a[@href='/']")
