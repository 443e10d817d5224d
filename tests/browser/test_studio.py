"""The editors of drafts, driven as a methodologist drives them: a diagram, a table, two people, publication."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from engine.simulation import Walk, parse
from engine.studio import Draft
from tests.browser.conftest import Served
from tests.browser.walker import Desk
from web import blank

CAMP, DIAGRAM = "camp", "camp.bpmn"
WIDE = {"width": 1400, "height": 900}
WALK = """
title = "Новый шаг"
process = "camp"
clock = 2026-03-02T10:15:00+03:00
[open]
[[step]]
at = 2026-03-03T12:00:00+03:00
complete = "first_step"
answers = { outcome = "helped" }
[[step]]
complete = "%s"
answers = { outcome = "helped" }
[end]
exit = "helped"
"""
Come = Callable[..., Page]


@dataclass
class Studio:
    """A draft, and people at it."""

    served: Served
    draft: Draft
    come: Come

    def open(self, place: str, role: str = "methodologist") -> Page:
        page = self.come(role, f"/studio/{self.draft.id}/{place}")
        if place.startswith(("diagrams/", "tables/")):
            expect(page.locator("[data-editor]")).to_have_attribute("data-editor", "ready")
        return page

    def text(self, name: str) -> str:
        return self.served.services.studio.store.draft(self.draft.id).files[name]


@pytest.fixture
def come(chromium: Browser, served: Served) -> Iterator[Come]:
    desks: list[Desk] = []

    def go(role: str, path: str) -> Page:
        desk = Desk(chromium, served.home, viewport=WIDE)
        desks.append(desk)
        return desk.open(served.people[role], path)

    yield go
    for desk in desks:
        desk.close()


@pytest.fixture
def studio(served: Served, come: Come) -> Studio:
    """A method begun from the template."""
    template = blank.files(served.services.settings.processes)
    writer = served.people["methodologist"]
    return Studio(served, served.services.studio.begin_new(writer, CAMP, "Семейный лагерь", template), come)


@pytest.fixture
def casework(served: Served, come: Come) -> Studio:
    """A draft of a real method."""
    return Studio(served, served.services.studio.begin(served.people["methodologist"], "casework"), come)


def element(page: Page, key: str) -> Locator:
    return page.locator(f".djs-element[data-element-id='{key}']")


def group(page: Page, title: str) -> Locator:
    """A group of the panel, open."""
    found = page.locator(
        ".bio-properties-panel-group", has=page.locator(".bio-properties-panel-group-header", has_text=title)
    ).first
    header = found.locator(".bio-properties-panel-group-header")
    if "open" not in (header.get_attribute("class") or "").split():
        header.click()
    return found


def draw_a_task(page: Page, flow: str, name: str) -> str:
    """Take a task from the palette, put it on a flow, and write its name; its id."""
    page.locator(".djs-palette [data-action='create.task']").click()
    box = element(page, flow).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 40, y - 40)
    page.mouse.move(x, y, steps=5)
    page.mouse.click(x, y)
    expect(page.locator(".djs-direct-editing-content")).to_be_visible()
    page.keyboard.type(name)
    page.locator("#canvas").click(position={"x": 400, "y": 420})
    key = page.evaluate(
        "name => window.modeler.get('elementRegistry').find((e) => e.businessObject && e.businessObject.name === name && e.type !== 'label').id",
        name,
    )
    return str(key)


def choose(page: Page, key: str) -> None:
    """Select an element, also where others cover it."""
    page.evaluate("key => window.modeler.get('selection').select(window.modeler.get('elementRegistry').get(key))", key)


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("Сохранено в"))


def fill_in(page: Page, task: str) -> None:
    """Make it a task for a person, with a role, a form and a deadline."""
    choose(page, task)
    page.locator(".djs-context-pad [data-action='replace']").click()
    page.locator(".djs-popup [data-id='replace-with-user-task']").click()
    who = group(page, "Кто и по какой форме")
    who.locator("[data-entry-id='opora:Task-role'] select").select_option("curator")
    who.locator("[data-entry-id='opora:Task-form'] select").select_option(f"{CAMP}/02_step")
    when = group(page, "Срок")
    when.locator("[data-entry-id='opora:Deadline-amount'] input").fill("3")
    when.locator("[data-entry-id='opora:Deadline-unit'] select").select_option("working_days")
    when.locator("[data-entry-id='opora:Deadline-anchor'] select").select_option("task:first_step")
    expect(page.locator(".told")).to_have_text("3 рабочих дня после шага «Сделать первый шаг»")


def test_a_task_that_was_drawn_is_published_by_two_and_worked_on(studio: Studio, served: Served) -> None:
    page = studio.open(f"diagrams/{DIAGRAM}")
    task = draw_a_task(page, "first_step__how", "Позвонить через неделю")
    fill_in(page, task)
    saved(page)
    page.reload()
    expect(page.locator("[data-editor]")).to_have_attribute("data-editor", "ready")
    choose(page, task)
    expect(group(page, "Кто и по какой форме").locator("[data-entry-id='opora:Task-role'] select")).to_have_value(
        "curator"
    )
    asking = studio.open("publish")
    expect(asking.locator("main")).to_contain_text("Ошибок нет")
    for box in asking.locator("[name=astray]").all():
        box.check()
    asking.locator("[name=note]").fill("Семье звонят через неделю")
    asking.get_by_role("button", name="Запросить утверждение").click()
    expect(asking.locator("main")).to_contain_text("Ждёт утверждения")
    approving = studio.open("publish", "project_head")
    approving.get_by_role("button", name="Утвердить").click()
    expect(approving.locator("main")).to_contain_text("Опубликовано")
    walk = Walk(served.stage, parse(WALK % task), "smolensk")
    walk.run()


def test_who_saves_second_sees_both_pictures_and_chooses(studio: Studio) -> None:
    first, second = studio.open(f"diagrams/{DIAGRAM}"), studio.open(f"diagrams/{DIAGRAM}")
    for page, name in ((first, "Первый"), (second, "Второй")):
        element(page, "first_step").dblclick()
        page.keyboard.press("Control+A")
        page.keyboard.type(name)
        page.locator("#canvas").click(position={"x": 400, "y": 420})
    saved(first)
    dialog = second.locator("dialog")
    expect(dialog.locator(".frame-box svg text", has_text="Первый").first).to_be_visible()
    expect(dialog.locator(".frame-box svg text", has_text="Второй").first).to_be_visible()
    assert 'name="Первый"' in studio.text(DIAGRAM)
    second.get_by_role("button", name="Сохранить моё поверх").click()
    saved(second)
    assert 'name="Второй"' in studio.text(DIAGRAM)


def test_the_panel_is_filled_in_by_keyboard_alone(studio: Studio) -> None:
    page = studio.open(f"diagrams/{DIAGRAM}")
    choose(page, "first_step")
    group(page, "Кто и по какой форме").locator("[data-entry-id='opora:Task-role'] select").focus()
    for name in ("opora:Task-seat", "opora:Task-form"):
        page.keyboard.press("Tab")
        inside = "document.activeElement.closest('[data-entry-id]')?.dataset.entryId"
        assert page.evaluate(inside) == name
    assert page.locator(".bio-properties-panel [title*='section']").count() == 0


def test_a_mistake_is_listed_marked_and_led_to(studio: Studio) -> None:
    page = studio.open(f"diagrams/{DIAGRAM}")
    element(page, "first_step").click()
    group(page, "Кто и по какой форме").locator("[data-entry-id='opora:Task-role'] select").select_option("")
    saved(page)
    line = page.locator("[data-findings] .error", has_text="first_step")
    expect(line).to_be_visible()
    expect(element(page, "first_step")).to_have_class(re.compile("has-error"))
    page.locator("#canvas").click(position={"x": 400, "y": 420})
    line.get_by_role("button").click()
    expect(element(page, "first_step")).to_have_class(re.compile("selected"))
    page.locator("[data-act=undo]").click()
    expect(page.locator("[data-findings-count]")).to_have_text("0")


def test_a_file_that_does_not_execute_is_refused_with_element_and_reason(studio: Studio, tmp_path: Path) -> None:
    page = studio.open(f"diagrams/{DIAGRAM}")
    foreign = tmp_path / "foreign.bpmn"
    foreign.write_text(studio.text(DIAGRAM).replace("exclusiveGateway", "complexGateway"), encoding="utf-8")
    with page.expect_file_chooser() as chosen:
        page.locator("[data-act=import]").click()
    chosen.value.set_files(foreign)
    expect(page.locator("dialog")).to_contain_text("how")
    page.get_by_role("button", name="Закрыть").click()
    assert "complexGateway" not in studio.text(DIAGRAM)
    with page.expect_download() as taken:
        page.locator("[data-act=export-png]").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"\x89PNG")


def test_a_stage_opens_by_a_double_click(casework: Studio) -> None:
    page = casework.open("diagrams/casework.bpmn")
    page.locator(".djs-element.djs-shape", has_text="Получение сигнала").first.dblclick()
    page.wait_for_url(re.compile(r"/diagrams/T1_signal\.bpmn"))
    page.go_back()
    page.wait_for_url(re.compile(r"/diagrams/casework\.bpmn"))


def test_a_table_is_changed_and_its_overlap_shown_at_the_row(casework: Studio) -> None:
    page = casework.open("tables/complexity.dmn")
    cell = page.locator(".tjs-table [data-element-id='distance_1_in']")
    cell.dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type("<= 90")
    page.locator(".tjs-table [data-element-id='distance_2_out']").click()
    saved(page)
    assert "&lt;= 90" in casework.text("complexity.dmn")
    expect(page.locator("[data-findings]")).to_contain_text("строка 1")
    assert "distance_2" in (page.locator("#marks").text_content() or "")


@pytest.mark.parametrize("place", ["diagrams/casework.bpmn", "diagrams/T5_T7_support.bpmn", "tables/complexity.dmn"])
def test_no_word_of_the_editors_is_left_in_english(casework: Studio, place: str) -> None:
    page = casework.open(place)
    page.evaluate(EVERYTHING)
    assert page.evaluate("[...window.untranslated]") == []


EVERYTHING = """async () => {
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  const modeler = window.modeler;
  if (modeler.getViews) {
    for (const view of modeler.getViews()) { await modeler.open(view); await wait(60); }
    return;
  }
  const menu = modeler.get('popupMenu'), seen = new Set();
  for (const element of modeler.get('elementRegistry').getAll()) {
    const kind = element.type + (element.businessObject.eventDefinitions || []).map((found) => found.$type);
    if (element.labelTarget || seen.has(kind)) continue;
    seen.add(kind);
    modeler.get('selection').select(element);
    await wait(40);
    for (const header of document.querySelectorAll('.bio-properties-panel-group-header:not(.open)')) header.click();
    for (const name of ['bpmn-replace', 'bpmn-append', 'bpmn-create']) {
      if (!menu.isEmpty(element, name)) { menu.open(element, name, { x: 100, y: 100 }); await wait(20); menu.close(); }
    }
  }
}"""


@pytest.mark.parametrize(
    "place", ["", "publish", "texts/process.toml", "diagrams/casework.bpmn", "tables/complexity.dmn"]
)
def test_our_own_part_of_the_editors_is_accessible(casework: Studio, place: str) -> None:
    page = casework.open(place)
    if place.startswith("diagrams/"):
        choose(page, "T1")
        for title in ("Этап", "Метод"):
            group(page, title)
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
