"""An earlier record is corrected in its own form; who changed what, when, is told beside it."""

from collections.abc import Callable

from tests.web.installation import Page, Visitor, case_of

Come = Callable[[str], Visitor]


def written(come: Come, family: str = "Опечаткины") -> Page:
    """The records of a fresh case, before somebody who may correct them."""
    case_id = case_of(come("duty_specialist").register(family_name=family))
    return come("senior_curator").get(f"/cases/{case_id}/records")


def test_a_correction_says_what_was_and_what_is_and_who_wrote_it(visitor: Come) -> None:
    page = written(visitor)
    form = page.link("Исправить")
    assert form.find("//input[@name='family_name']/@value") == ["Опечаткины"]
    done = form.send("/correction", {"_reason": "Описка", "family_name": "Опечатины", "channel": "messenger"})
    assert "Запись исправлена" in done.text
    assert [found.text for found in done.find("//del")] == ["Звонок", "Опечаткины"]
    assert "Опечатины" in done.find("//ins")[1].text
    assert "Исправлено: сегодня, 10:00" in done.text
    assert done.find("//a[text()='Посмотреть исправление']")


def test_the_corrected_record_counts_from_now_on(visitor: Come) -> None:
    done = (
        written(visitor, "Былины").link("Исправить").send("/correction", {"_reason": "Описка", "family_name": "Новины"})
    )
    assert done.find("//h1")[0].text == "Новины"


def test_a_wrong_correction_changes_nothing_and_keeps_what_was_typed(visitor: Come) -> None:
    form = written(visitor).link("Исправить")
    wrong = form.send("/correction", {"_reason": "Описка", "family_name": "", "what_happened": "Другой рассказ"})
    assert wrong.status == 422
    assert wrong.find("//textarea[@name='what_happened']")[0].text.strip() == "Другой рассказ"
    assert not wrong.visitor.get(form.path.removesuffix("/1/correction")).find("//del")


def test_a_correction_without_a_reason_says_so_above_the_form(visitor: Come) -> None:
    wrong = written(visitor).link("Исправить").send("/correction", {"_reason": " ", "family_name": "Причинины"})
    assert wrong.find("//*[@data-summary]//a[@href='#f-_reason']")
    assert wrong.find("//textarea[@id='f-_reason']")


def test_a_row_is_added_to_a_record_without_scripts(visitor: Come) -> None:
    form = written(visitor).link("Исправить")
    longer = form.send("/correction", {}, button="_add=children")
    assert longer.find("//input[@name='children-0-name']")


def test_a_record_is_corrected_once_then_its_correction_is(visitor: Come) -> None:
    page = written(visitor)
    form = page.link("Исправить")
    form.send("/correction", {"_reason": "Описка", "family_name": "Первые"})
    again = form.send("/correction", {"_reason": "Описка", "family_name": "Вторые", "command": "another"})
    assert again.status == 409
    assert len(page.visitor.get(page.path).find("//a[starts-with(normalize-space(.), 'Исправить')]")) == 1


def test_who_may_not_correct_sees_no_such_button(visitor: Come) -> None:
    page = written(visitor)
    reader = visitor("auditor").get(page.path)
    assert "Опечаткины" in reader.text
    assert not reader.find("//a[contains(@href, '/correction')]")
    assert visitor("auditor").get(f"{page.path}/1/correction").status == 403
    assert visitor("curator.vyazma").get(f"{page.path}/1/correction").status == 404
    assert page.visitor.get(f"{page.path}/999/correction").status == 404


def test_a_correction_needs_a_reason_and_the_history_tells_it(visitor: Come) -> None:
    form = written(visitor, "Причинины").link("Исправить")
    wrong = form.send("/correction", {"family_name": "Причинские"})
    assert wrong.status == 422
    assert "Напишите причину" in wrong.text
    assert wrong.find("//input[@name='family_name']/@value") == ["Причинские"]
    case = form.path.removesuffix("/records/1/correction")
    wrong.send("/correction", {"_reason": "Уточнили в школе"})
    assert "Уточнили в школе" in wrong.visitor.get(f"{case}/timeline").text
