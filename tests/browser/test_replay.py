"""A case step by step with scripts: by keyboard, by itself, with the diagram of the moment; clean for everybody."""

from playwright.sync_api import Page, expect

from tests.browser.test_pages import Open, case_id, fits, serious

__all__ = ["case_id"]  # fixtures
AUDITOR = "auditor"


def step(page: Page) -> str:
    return page.locator(".moment-head .num").inner_text().split("·")[0].strip()


def test_an_auditor_walks_through_a_case_by_keyboard(opened: Open, case_id: str) -> None:
    page = opened(AUDITOR, f"/cases/{case_id}/steps")
    expect(page.locator("[data-drawn='yes']")).to_be_visible()
    last = step(page)
    page.keyboard.press("Home")
    expect(page.locator(".moment-head .num")).to_contain_text("Шаг 1 из")
    assert "at=1" in page.url
    page.keyboard.press("ArrowRight")
    expect(page.locator(".moment-head .num")).to_contain_text("Шаг 2 из")
    expect(page.locator("[aria-current='step']")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".moment-head .num")).to_contain_text("Шаг 1 из")
    page.keyboard.press("End")
    expect(page.locator(".moment-head .num")).to_contain_text(last)
    assert page.locator("[data-slider]").input_value() == last.split()[1]
    page.reload()
    expect(page.locator(".moment-head .num")).to_contain_text(last)
    assert serious(page) == []


def test_it_plays_by_itself_and_stops_when_asked(opened: Open, case_id: str) -> None:
    page = opened(AUDITOR, f"/cases/{case_id}/steps?step=1")
    page.emulate_media(reduced_motion="reduce")
    page.get_by_role("button", name="Пуск").click()
    expect(page.locator(".moment-head .num")).to_contain_text("Шаг 2 из")
    page.get_by_role("button", name="Пауза").click()
    expect(page.get_by_role("button", name="Пуск")).to_have_attribute("aria-pressed", "false")


def test_the_auditor_s_pages_fit_a_phone_and_everybody(opened: Open, case_id: str) -> None:
    paths = ("/audit/", "/audit/departures", "/audit/looks", "/audit/checkpoints", "/audit/event-logs")
    own = ("steps", "check", "departures", "looks", "export", "export/book", "history")
    for path in (*paths, *(f"/cases/{case_id}/{name}" for name in own)):
        page = opened(AUDITOR, path, 360)
        assert fits(page), path
        assert serious(page) == [], path
