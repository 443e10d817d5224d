"""Norms watched: number, limit, who is in breach, and the cases behind."""

from collections.abc import Callable

from tests.web.installation import Page, Visitor
from web import commands
from web.services import Services

Come = Callable[[str], Visitor]


def section(page: Page, title: str) -> str:
    """A norm's part of the page."""
    return " ".join(page.find(f"//section[h2 = '{title}']")[0].text_content().split())


def test_every_norm_tells_its_limit(visitor: Come) -> None:
    page = visitor("regional_head").get("/deadlines/").link("Нормы")
    assert "Предел: 10–15 случаев, лучше 12" in section(page, "Случаев у одного куратора")
    assert "Предел: не больше 14 дней" in section(page, "Дней между действиями по плану")


def test_every_norm_is_measured(visitor: Come) -> None:
    assert "не измеряется" not in visitor("regional_head").get("/deadlines/norms/").text


def test_a_breach_leads_to_its_case(visitor: Come, weeks_later: str) -> None:
    page = visitor("regional_head").get("/deadlines/norms/")
    told = section(page, "Дней задержки сроков на случай, всего")
    assert "нарушают: 1 из 1" in told
    assert "больше нормы" in told
    assert page.link("Берёзкины").path == f"/cases/{weeks_later}"


def test_norms_are_read_within_reach(visitor: Come, weeks_later: str) -> None:
    assert "Берёзкины" not in visitor("curator").get("/deadlines/norms/").text


def test_who_may_not_see_deadlines_sees_no_norms(visitor: Come) -> None:
    assert visitor("duty_specialist").get("/deadlines/norms/").status == 403


def test_the_menu_keeps_its_place(visitor: Come) -> None:
    page = visitor("regional_head").get("/deadlines/norms/")
    assert [found.text_content().strip() for found in page.find("//nav//a[@aria-current='page']")] == [
        "Работа команды",
        "Нормы",
    ]


def test_people_are_measured_with_what_their_records_add_up_to(visitor: Come, services: Services) -> None:
    """Nobody has learned anything yet: everybody is told, nobody is in breach in the first year."""
    commands.deploy(services, services.settings.processes / "staff")
    told = section(visitor("regional_head").get("/deadlines/norms/"), "Часов обучения у специалиста за год")
    assert "Предел: не меньше 10 часов" in told
    assert "соблюдают все" in told
