"""A family that is known already: shown before a case is opened, never in the way; an ended case goes on in a new one."""

from collections.abc import Callable

from engine.roles import Actor, Grant
from engine.talk import PERMISSION
from tests.web.installation import SIGNAL, Page, Visitor, case_of
from web.services import Services

Come = Callable[[str], Visitor]
CHILD = {"children-0-name": "Тимофей", "children-0-birth_date": "03.02.2015"}


def register(come: Come, **answers: str) -> Page:
    return come("duty_specialist").get("/open/casework").send("/open/casework", {**SIGNAL, **answers})


def test_the_same_phone_is_shown_and_the_choice_is_remembered(visitor: Come, services: Services) -> None:
    first = case_of(register(visitor, family_name="Телефоновы", family_phone="8 (910) 555-11-22"))
    asked = register(visitor, family_name="Другие", family_phone="+7 910 555 11 22")
    assert "Возможно, эту семью уже знают" in asked.text
    assert "тот же телефон" in asked.text
    assert asked.find("//section[@role='alert']//a[text()='Телефоновы']")
    assert asked.find("//input[@name='family_name']/@value") == ["Другие"]
    opened = asked.send("/open/casework")
    assert "Готово" in opened.text
    told = [event for event in services.store.history(case_of(opened)) if event.kind == "case.compared"]
    assert [(event.data["choice"], event.data["seen"]) for event in told] == [("different", [first])]


def test_a_child_with_the_same_name_and_birthday_is_shown_to_another_team_without_a_name(visitor: Come) -> None:
    register(visitor, family_name="Детины", **CHILD)
    asked = (
        visitor("duty_specialist.vyazma")
        .get("/open/casework")
        .send("/open/casework", {**SIGNAL, "family_name": "Взрослые", **CHILD})
    )
    assert "Похожий случай есть у команды: Смоленская команда" in asked.text
    assert "Детины" not in asked.text


def test_a_surname_alone_asks_nothing(visitor: Come) -> None:
    register(visitor, family_name="Однофамильцевы")
    assert "Готово" in register(visitor, family_name="Однофамильцевы").text


def test_no_mark_can_be_read(visitor: Come, services: Services) -> None:
    register(visitor, family_name="Скрытовы", family_phone="8 (910) 555-77-88")
    with services.database.reading() as reader:
        kept = str(reader.exec_driver_sql("SELECT * FROM person_mark").all())
    assert "5557788" not in kept
    assert "скрытов" not in kept.casefold()


def test_an_ended_case_goes_on_in_a_new_one_that_inherits_and_links_both_ways(
    visitor: Come, services: Services
) -> None:
    worker = visitor("duty_specialist")
    before = case_of(register(visitor, family_name="Возвратовы"))
    head = Actor("demo-project_head", "", (Grant("project_head", None),))
    services.operating.cancel(head, before, "Семья уехала")
    ended = worker.get(f"/cases/{before}")
    start = ended.link("в продолжение")
    assert start.find("//input[@name='family_name']/@value") == ["Возвратовы"]
    after = case_of(start.send("/open/casework"))
    assert "ТРС" in worker.get(f"/cases/{after}").find("//section[@aria-labelledby='kin']")[0].text_content()
    assert "Унаследовано" in worker.get(f"/cases/{after}/records").text
    assert after in str(worker.get(f"/cases/{before}").find("//section[@aria-labelledby='kin']//a/@href"))


def test_everybody_who_works_may_talk(services: Services) -> None:
    assert all(
        any(name == PERMISSION for name, _reach in role.permissions)
        for role in services.roles
        if any(name == "task.work" for name, _reach in role.permissions)
    )
