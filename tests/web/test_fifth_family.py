"""A fifth, tiny family proves that a method is data only: a folder is deployed and walked through real pages."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest
from flask import Flask

from engine.clock import ManualClock
from tests.persistence import garden
from tests.web.installation import MONDAY, Page, Visitor, app_of, case_of, settings
from web import commands
from web.services import NewAccount, Team

Come = Callable[[str], Visitor]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, sealed: str) -> Iterator[Flask]:
    """An installation that knows nothing but the garden: its roles, its diagrams, its forms."""
    home = tmp_path_factory.mktemp("garden")
    for name, text in garden.BUNDLE.files.items():
        path = home / ("forms" if "/" in name else "processes/garden") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (home / "processes" / "roles.toml").write_text(garden.ROLES, encoding="utf-8")
    chosen = replace(settings(home, demo=False), processes=home / "processes", forms=home / "forms")
    services = commands.prepare(chosen, ManualClock(MONDAY))
    people = [NewAccount(one.id, one.id, one.name, sealed, one.grants) for one in garden.EVERYBODY]
    teams = [Team("north", "Team north"), Team("south", "Team south")]
    services.keeper.settle(teams, people, services.clock.now())
    commands.deploy(services, home / "processes" / "garden")
    yield app_of(services)
    services.database.close()


@pytest.fixture(scope="module")
def come(app: Flask) -> Come:
    """Everybody signs in once."""
    return cache(lambda login: Visitor(app).come_in(login))


def sow(come: Come, plant: str) -> Page:
    """Anna opens a case and takes the gardener's place."""
    return come("anna").get("/open/garden").send("/open/garden", {"plant": plant, "gardener": "anna", "note": ""})


def task(visitor: Visitor, case: str) -> Page:
    """The first task a person may open from the case's page."""
    return visitor.get(visitor.get(case).find("//a[contains(@href, '/tasks/')]/@href")[0])


def test_a_case_of_any_family_is_opened_worked_on_and_ended(come: Come) -> None:
    opened = sow(come, "Tulip")
    case, head = f"/cases/{case_of(opened)}", come("head")
    assert "Water the plant" in opened.text
    watering = task(come("anna"), case)
    assert "Harvest" in watering.send(watering.path, {"is_ripe": "yes", "note": "Grows"}).text
    task(head, case).send("/claim")
    harvest = task(head, case)
    harvest.send(harvest.path, {"again": "no"})
    assert "Harvested" in head.get(case).text


def test_its_diagrams_blueprint_rules_and_norms_have_their_pages(come: Come) -> None:
    auditor = come("audit")
    version = auditor.get("/definitions/").link("Gardening")
    assert "Water the plant" in version.link("Блюпринт").text
    assert "Water the plant" in version.link("Словами").text
    assert version.link("Правила").status == 200
    assert "Roses a gardener can care for" in auditor.get("/deadlines/norms/").text


def test_a_norm_of_any_family_is_watched(come: Come) -> None:
    for _number in range(2):
        sow(come, "Rose")
    assert "2: больше нормы" in come("head").get("/deadlines/norms/").text
