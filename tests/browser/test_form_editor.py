"""The form editor with scripts: saves by itself, shows the form on a phone, works by keyboard, fits the screen."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.browser.test_pages import Open, fits, serious


def begun(page: Page) -> str:
    """A draft with a new, empty form; the address of the form."""
    page.locator("#process").select_option("casework")
    page.get_by_role("button", name="Начать черновик").click()
    page.get_by_text("Добавить файл").click()
    page.locator("#kind").select_option("form")
    page.locator("#stem").fill("98_browser")
    page.get_by_role("button", name="Добавить", exact=True).click()
    page.wait_for_url("**/forms/**")
    return page.url


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("Сохранено")


def test_a_form_is_made_in_the_browser_and_seen_on_a_phone(served: Served, opened: Open) -> None:
    page = opened("methodologist", "/studio/")
    home = begun(page)
    phone = page.frame_locator("#preview")
    page.locator("button[value='go:s0.f0']").click()
    page.locator("#p-label").fill("Что сделали сегодня")
    expect(phone.get_by_label("Что сделали сегодня")).to_be_visible()
    saved(page)
    page.locator("#new-kind").select_option("yesno")
    page.locator("button[value='add:s0']").click()
    expect(page.locator("#panel-title")).to_be_focused()
    page.locator("#p-label").fill("Нужна помощь")
    expect(phone.get_by_text("Нужна помощь")).to_be_visible()
    page.locator("summary", has_text="Условие").click()
    page.locator("#p-when").fill("note = ")
    expect(page.locator("#told .problem")).to_contain_text("знак")
    expect(page.locator("#condition-problem")).to_contain_text("^")
    page.locator("#p-when").fill("note != null")
    expect(page.locator("#condition-problem")).to_have_count(0)
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[aria-current=true] >> text=Нужна помощь")).to_be_visible()
    expect(page.locator("#checks .error")).to_contain_text("note")
    page.locator("button[value=undo]").click()
    expect(page.locator("#checks .error")).to_have_count(0)
    assert serious(page) == []
    page.goto(f"{home}?at=s0.f1")
    expect(page.locator("#p-when")).to_have_value("note != null")


def test_the_editor_can_be_used_on_a_phone(served: Served, opened: Open) -> None:
    page = opened("methodologist", "/studio/", width=360)
    begun(page)
    page.locator("button[value='go:s0.f0']").click()
    assert fits(page)
    assert serious(page) == []


def test_a_question_that_was_added_is_asked_when_the_draft_is_tried(served: Served, opened: Open) -> None:
    page = opened("methodologist", "/studio/")
    page.locator("#process").select_option("casework")
    page.get_by_role("button", name="Начать черновик").click()
    draft = page.url
    page.goto(f"{draft}/forms/casework/02_signal_log.form.json?at=s0")
    page.locator("#new-kind").select_option("line")
    page.locator("button[value='add:s0']").click()
    page.locator("#p-label").fill("Какая погода за окном")
    page.locator("button[value=save].main").click()
    saved(page)
    page.goto(f"{draft}/try")
    page.get_by_role("button", name="Заполнить правдоподобно").click()
    page.get_by_label("Какая погода за окном").fill("Снег")
    assert serious(page) == []
    page.get_by_role("button", name="Начать пробу").click()
    page.locator("input[name=signal_decision][value=accept]").check()
    page.get_by_role("button", name="Готово, за роль").click()
    expect(page.get_by_role("heading", name="Пройденные шаги")).to_be_visible()
    expect(page.locator("[data-drawn=yes]")).to_be_visible()
    assert serious(page) == []
