"""What pages do with scripts, and whether everybody can use them."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from engine.simulation import Walk
from tests.browser.conftest import Served

TEAM = "smolensk"
UNTIL = 13  # steps of the scenario: support has begun
Open = Callable[..., Page]


@pytest.fixture
def case_id(served: Served) -> str:
    """A case in support, walked by the engine."""
    walk = Walk(served.stage, served.scenario, TEAM)
    steps = iter(walk)
    for _ in range(UNTIL):
        next(steps)
    return walk.case_id


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in {"serious", "critical"}
    ]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_are_accessible_and_fit_the_screen(served: Served, opened: Open, case_id: str, width: int) -> None:
    pages = {
        "curator": ["/", "/cases/", f"/cases/{case_id}", f"/cases/{case_id}/diagram", f"/cases/{case_id}/timeline",
                    f"/cases/{case_id}/records", f"/cases/{case_id}/people", "/deadlines/",
                    "/notices/?show=all", "/me/settings", "/me/calendar", "/substitutions/", "/search"],
        "duty_specialist": ["/open/casework"],
        "auditor": [f"/cases/{case_id}/history"],
        "methodologist": ["/definitions/"],
        "regional_head": [f"/cases/{case_id}/people", f"/cases/{case_id}/records/1/correction"],
        "project_head": ["/indicators/?method=casework", "/indicators/casework/opened?method=casework",
                         f"/cases/{case_id}/operate"],
        "administrator": ["/people/", "/people/new", "/people/demo-curator"],
    }  # fmt: skip
    problems = {}
    for role, paths in pages.items():
        page = opened(role, paths[0], width)
        for path in paths:
            page.goto(served.home + path)
            if found := serious(page) + ([] if fits(page) else ["wider than the screen"]):
                problems[path] = found
    assert problems == {}


def test_a_page_made_wrong_on_purpose_is_found(opened: Open) -> None:
    page = opened("curator", "/")
    page.evaluate("document.querySelector('main').innerHTML = '<img src=\"/x.png\"><button></button>'")
    assert serious(page) != []


def test_the_sign_in_page_is_accessible(chromium: Browser, served: Served) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{served.home}/sign-in")
    assert serious(page) == []
    assert fits(page)
    page.close()


def test_after_a_wrong_form_the_summary_has_the_focus_and_leads_to_the_field(opened: Open) -> None:
    page = opened("duty_specialist", "/open/casework", 360)
    page.locator(".submit .button.main").click()
    expect(page.locator("[data-summary]")).to_be_focused()
    assert serious(page) == []
    page.locator("[data-summary] a").first.click()
    expect(page.locator("#f-signal_at")).to_be_focused()


def test_a_field_appears_when_its_condition_holds(opened: Open) -> None:
    page = opened("duty_specialist", "/open/casework")
    why = page.locator("[name=urgent_why]")
    expect(why).to_be_hidden()
    page.locator("[name=urgent][value=yes]").check()
    expect(why).to_be_visible()
    page.locator("[name=urgent][value=no]").check()
    expect(why).to_be_hidden()


def test_what_is_typed_is_kept_as_a_draft_by_itself(opened: Open) -> None:
    page = opened("duty_specialist", "/open/casework")
    page.locator("[name=family_name]").fill("Черновиковы")
    expect(page.locator("[data-saved]")).to_have_text("Черновик сохранён")
    page.reload()
    expect(page.locator("[name=family_name]")).to_have_value("Черновиковы")


def test_a_row_is_added_and_removed_in_place_and_the_hand_stays_there(opened: Open) -> None:
    page = opened("duty_specialist", "/open/casework")
    page.locator("[name=family_name]").fill("Рядовы")
    page.evaluate("window.stayed = true")
    page.locator("button[name=_add][value=children]").click()
    expect(page.locator("[name=children-0-name]")).to_be_focused()
    page.keyboard.type("Аня")
    page.locator("button[name=_add][value=children]").click()
    expect(page.locator("[name=children-1-name]")).to_be_focused()
    expect(page.locator("[name=children-0-name]")).to_have_value("Аня")
    page.locator("button[name=_remove]").last.click()
    expect(page.locator("button[name=_add][value=children]")).to_be_focused()
    expect(page.locator(".entry")).to_have_count(1)
    expect(page.locator("[name=family_name]")).to_have_value("Рядовы")
    assert page.evaluate("window.stayed")


def test_on_a_phone_the_tab_one_is_on_is_in_view(opened: Open, case_id: str) -> None:
    page = opened("curator", f"/cases/{case_id}/people", 360)
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)


def test_a_case_is_opened_by_keyboard_alone(opened: Open) -> None:
    page = opened("duty_specialist", "/open/casework")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        kind = page.evaluate("document.activeElement.type + ' ' + document.activeElement.name")
        if kind.startswith("radio"):
            page.keyboard.press("Space")
        elif kind == "text signal_at":
            page.keyboard.type("01.03.2024 10:00")
        elif kind.endswith(("family_name", "what_happened", "urgent_why")):
            page.keyboard.type("Клавиатуровы")
        elif kind == "submit " and page.evaluate("document.activeElement.matches('.submit .main')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".next")).to_be_visible()


def test_without_a_connection_the_page_says_that_the_draft_is_not_saved(opened: Open) -> None:
    page = opened("duty_specialist", "/open/casework")
    page.context.set_offline(True)
    page.locator("[name=family_name]").fill("Связи нет")
    expect(page.locator("[data-saved]")).to_contain_text("Нет связи")
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_text("Черновик сохранён", timeout=15000)


def test_a_task_is_taken_in_place(served: Served, opened: Open) -> None:
    steps = iter(Walk(served.stage, served.scenario, TEAM))
    next(steps)
    page = opened("senior_curator", "/")
    page.get_by_role("button", name="Взять").first.click()
    expect(page.get_by_role("button", name="Вернуть")).to_be_visible()
    assert page.url == f"{served.home}/"


def test_the_diagram_shows_where_the_case_stands_and_a_stage_opens_by_a_click(opened: Open, case_id: str) -> None:
    page = opened("curator", f"/cases/{case_id}/diagram")
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    expect(page.locator("[data-drawn=yes]")).to_be_visible()
    assert page.locator(".djs-element.is-here").count() >= 1
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    page.locator(".djs-element.is-here.opens").first.click()
    page.wait_for_url("**stage=**")
    expect(page.locator("[data-drawn=yes]")).to_be_visible()
    assert problems == []


def test_no_page_asks_anybody_else_for_anything(served: Served, opened: Open, case_id: str) -> None:
    page = opened("curator", "/")
    foreign: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(served.home) else foreign.append(request.url))
    for path in ("/", f"/cases/{case_id}", f"/cases/{case_id}/diagram"):
        page.goto(served.home + path)
        page.wait_for_load_state("networkidle")
    assert [url for url in foreign if not url.startswith(("data:", "blob:"))] == []
