"""Two versions side by side and the move of open cases, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engine import definitions
from engine.definitions import Bundle
from tests.browser.conftest import Served
from tests.browser.test_pages import fits, serious
from tests.web.command_line import CASEWORK
from tests.web.installation import Visitor, app_of
from tests.web.test_comparing import edited
from web.settings import HOUSE
from web.worker import Worker

Open = Callable[..., Page]
OLD, NEW = "T1_decide", "T1_decision"


@pytest.fixture
def versions(served: Served) -> tuple[str, str]:
    """Two cases stand on the first version's step; the second calls it otherwise, and differs in every way."""
    visitor = Visitor(app_of(served.services)).come_in("duty_specialist")
    for family in ("Лесные", "Ручьёвы"):
        visitor.register(family_name=family, signal_at=f"{served.services.clock.now():%d.%m.%Y} 00:30")
    old = definitions.read(CASEWORK, HOUSE / "forms")
    new = Bundle({name: text.replace(OLD, NEW) for name, text in edited(old.files).items()})
    services = served.services
    services.store.publish(new, definitions.compile(new), services.clock.now(), None)
    return old.checksum, new.checksum


@pytest.mark.parametrize("width", [1280, 360])
def test_two_versions_stand_side_by_side_and_a_change_shows_its_place(
    width: int, opened: Open, versions: tuple[str, str]
) -> None:
    page = opened("methodologist", f"/definitions/compare/?old={versions[0]}&new={versions[1]}", width)
    expect(page.locator("[data-side][data-drawn=yes]")).to_have_count(2)
    expect(page.locator(f".diff-removed[data-element-id={OLD}]")).to_have_count(1)
    expect(page.locator(f".diff-added[data-element-id={NEW}]")).to_have_count(1)
    page.locator(f"[data-pick={NEW}]").press("Enter")
    expect(page.locator(f".diff-picked[data-element-id={NEW}]")).to_have_count(1)
    boxes = page.evaluate(
        "[...document.querySelectorAll('.sides .viewport')].map((one) => one.getAttribute('transform'))"
    )
    assert boxes[0] == boxes[1], "both pictures show the same place"
    page.locator("[data-walk='1']").press("Enter")
    expect(page.locator(f".diff-picked[data-element-id={NEW}]")).to_have_count(0)
    assert serious(page) == []
    assert fits(page)


@pytest.mark.parametrize("width", [1280, 360])
def test_open_cases_are_moved_while_one_watches(
    width: int, served: Served, opened: Open, versions: tuple[str, str]
) -> None:
    page = opened("project_head", f"/definitions/{versions[1]}/move", width)
    assert (serious(page), fits(page)) == ([], True)
    page.get_by_role("button", name="Проверить, что будет").click()
    expect(page.get_by_role("status")).to_contain_text("0 из 2")
    assert (serious(page), fits(page)) == ([], True)
    Worker(served.services).once()
    expect(page.get_by_role("heading", name="2 случая могут перейти")).to_be_visible()
    page.get_by_label("Почему").fill("Новый порядок")
    page.get_by_role("button", name="Перевести", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("0 из 2")
    Worker(served.services).once()
    expect(page.get_by_text("Случаи: переведены")).to_be_visible()
    assert (serious(page), fits(page)) == ([], True)
