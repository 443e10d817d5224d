"""The curator's desk in a browser: on a bad line, on a phone, by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.browser.test_pages import Open, case_id, fits, serious

__all__ = ["case_id"]

KIB = 1024
FIRST_LOAD = 60 * KIB  # html, style sheet and scripts of a form page, as they are sent
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
SECONDS = 3.0


@pytest.mark.parametrize("width", [1280, 360])
def test_the_desk_is_accessible_and_fits_the_screen(served: Served, opened: Open, case_id: str, width: int) -> None:
    task = served.services.store.case(case_id).tasks
    token = next(iter(task))
    paths = (
        "/", "/day/filters?show=mine&late=1", "/emergency", f"/cases/{case_id}/overview", f"/cases/{case_id}/talk",
        f"/cases/{case_id}/talk?task={token}", f"/cases/{case_id}/tasks/{token}", f"/cases/{case_id}/transfer",
        f"/cases/{case_id}/plan", f"/cases/{case_id}/documents", "/me/password",
    )  # fmt: skip
    page = opened("curator", "/", width)
    problems = {}
    for path in paths:
        page.goto(served.home + path)
        if found := serious(page) + ([] if fits(page) else ["wider than the screen"]):
            problems[path] = found
    assert problems == {}


def sent(page: Page, address: str) -> dict[str, int]:
    """Bytes of everything a first visit loads, by kind, as they came over the line."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    client.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))

    def done(told: dict[str, object]) -> None:
        kind = kinds.get(str(told["requestId"]), "Other")
        sizes[kind] = sizes.get(kind, 0) + int(str(told["encodedDataLength"]).partition(".")[0])

    client.on("Network.loadingFinished", done)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return sizes


def test_a_form_page_is_light_enough_for_a_bad_line(served: Served, opened: Open, case_id: str) -> None:
    """Under 60 KiB, so that at 400 kbit/s and 300 ms there and back it can be used within 3 seconds."""
    token = next(iter(served.services.store.case(case_id).tasks))
    page = opened("curator", "/", 360)
    sizes = sent(page, f"{served.home}/cases/{case_id}/tasks/{token}")
    weight = sum(sizes.get(kind, 0) for kind in ("Document", "Stylesheet", "Script"))

    assert weight < FIRST_LOAD, sizes
    trips = 3 * SLOW["latency"] / 1000  # the connection, the page, then its style sheet and script together
    assert trips + weight / SLOW["downloadThroughput"] < SECONDS, sizes


def test_on_a_slow_line_the_form_is_there_and_what_is_typed_is_kept(served: Served, opened: Open) -> None:
    page = opened("duty_specialist", "/", 360)
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", SLOW)
    page.goto(f"{served.home}/open/casework")
    page.locator("[name=family_name]").fill("Медленновы")
    expect(page.locator("[data-saved]")).to_have_text("Черновик сохранён", timeout=15000)


def test_what_is_typed_without_a_connection_comes_back_on_this_device(served: Served, opened: Open) -> None:
    page = opened("duty_specialist", "/open/casework", 360)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no connection')); }")
    page.locator("[name=family_name]").fill("Безсвязины")
    page.locator("[name=urgent][value=no]").check()
    expect(page.locator("[data-saved]")).to_contain_text("хранится на этом устройстве")
    other = page.context.new_page()  # as after the phone has closed the page
    page.close()
    other.goto(f"{served.home}/open/casework")
    expect(other.locator("[name=family_name]")).to_have_value("Безсвязины")
    expect(other.locator("[name=urgent][value=no]")).to_be_checked()
    expect(other.locator("[data-saved]")).to_have_text("Черновик сохранён", timeout=15000)
    assert other.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('opora:')).length") == 0


def test_nothing_stays_on_the_device_of_who_signs_out(opened: Open) -> None:
    page = opened("duty_specialist", "/open/casework", 360)
    page.context.set_offline(True)
    page.locator("[name=family_name]").fill("Уходовы")
    expect(page.locator("[data-saved]")).to_contain_text("хранится на этом устройстве")
    page.context.set_offline(False)
    page.locator("details.person summary").click()
    page.locator("[data-sign-out] button").click()
    page.wait_for_url("**/sign-in**")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('opora:')).length") == 0


def test_the_last_words_before_signing_out_are_kept(served: Served, opened: Open) -> None:
    page = opened("duty_specialist", "/open/casework", 360)
    page.locator("details.person summary").click()
    page.locator("[name=what_happened]").evaluate(
        "(field) => { field.value = 'Недописанное'; field.dispatchEvent(new Event('input', { bubbles: true })); "
        "document.querySelector('[data-sign-out] button').click(); }"
    )
    page.wait_for_url("**/sign-in**")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('opora:')).length") == 0
    page.locator(f"button[name=account][value='{served.people['duty_specialist'].id}']").click()
    page.goto(f"{served.home}/open/casework")
    expect(page.locator("[name=what_happened]")).to_have_value("Недописанное")


def test_a_sent_form_leaves_no_copy(opened: Open) -> None:
    page = opened("duty_specialist", "/open/casework")
    page.locator("[name=signal_at]").fill("01.03.2024 10:00")
    page.locator("[name=family_name]").fill("Отправленины")
    page.locator("[name=what_happened]").fill("Разговор")
    for name, value in (("channel", "call"), ("signal_source", "school"), ("urgent", "no")):
        page.locator(f"[name={name}][value={value}]").check()
    page.locator(".submit .button.main").click()
    expect(page.locator(".next")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('opora:')).length") == 0


def test_a_question_about_a_known_family_keeps_its_answer(served: Served, opened: Open) -> None:
    """The copy on the device is older than the page that asks: it is not brought back over it."""
    page = opened("duty_specialist", "/open/casework", 360)
    for _time in range(2):
        page.goto(f"{served.home}/open/casework")
        page.locator("[name=signal_at]").fill("01.03.2024 10:00")
        page.locator("[name=family_name]").fill("Двойниковы")
        page.locator("[name=family_phone]").fill("+7 910 555-44-33")
        page.locator("[name=what_happened]").fill("Проверка")
        for name, value in (("channel", "call"), ("signal_source", "school"), ("urgent", "no")):
            page.locator(f"[name={name}][value={value}]").check()
        page.locator(".submit .button.main").click()
        page.wait_for_load_state()
    expect(page.locator(".alike")).to_be_visible()
    expect(page.locator("[name=alike][value=different]")).to_be_checked()
    expect(page.locator("[data-saved]")).not_to_contain_text("Вернули")
    page.locator(".submit .button.main").click()
    expect(page.locator(".next")).to_be_visible()


def test_a_colleague_is_called_by_keyboard_alone(served: Served, opened: Open, case_id: str) -> None:
    page = opened("curator", f"/cases/{case_id}/talk")
    name = page.locator("[data-name]").first.get_attribute("data-name")
    assert name
    page.locator("#text").focus()
    page.keyboard.type(f"Посмотрите, @{name[:3]}")
    expect(page.locator(".offers button").first).to_have_text(name)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value(f"Посмотрите, @{name} ")
    page.locator(".compose .button.main").click()
    expect(page.locator(".call")).to_have_text(f"@{name}")


def test_a_photo_from_a_phone_is_laid_beside_the_case(served: Served, opened: Open, case_id: str) -> None:
    page = opened("curator", f"/cases/{case_id}/talk", 360)
    shot = page.screenshot()
    page.locator("input[type=file]").set_input_files({"name": "IMG_1.png", "mimeType": "image/png", "buffer": shot})
    page.get_by_role("button", name="Добавить", exact=True).click()
    page.get_by_role("link", name="IMG_1.png").click()
    expect(page.locator("img.preview")).to_be_visible()
    assert page.evaluate("document.querySelector('img.preview').naturalWidth") > 0
    assert fits(page)
    assert serious(page) == []


def test_a_long_instruction_is_fetched_when_it_is_opened(served: Served, opened: Open, case_id: str) -> None:
    token = next(iter(served.services.store.case(case_id).tasks))
    page = opened("curator", f"/cases/{case_id}/tasks/{token}")
    title = page.locator("details.reference", has=page.locator("[data-fetch]")).first.locator("summary").inner_text()
    beside = page.locator("details.reference", has_text=title).first
    beside.locator("summary").click()
    expect(beside.locator("article")).to_be_visible()
    expect(beside.locator("article p").first).not_to_be_empty()
