"""The form editor as a person without scripts uses it: nobody loses what was typed, and what would break is told."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.installation import Page, Visitor

Come = Callable[[str], Visitor]
FORM = "casework/02_signal_decision.form.json"
REASONS = "s1.f0"


@pytest.fixture
def anna(visitor: Come) -> Visitor:
    return visitor("methodologist")


@pytest.fixture
def draft(anna: Visitor) -> str:
    return anna.get("/studio/").send("/studio/begin", {"process": "casework"}).path


def opened(visitor: Visitor, draft: str, at: str = "", name: str = FORM) -> Page:
    return visitor.get(f"{draft}/forms/{name}?at={at}")


def press(page: Page, act: str = "save", **typed: Any) -> Page:
    return page.send("form.json", {name.replace("_", "-", 1): value for name, value in typed.items()}, f"_act={act}")


def stored(visitor: Visitor, draft: str, name: str = FORM) -> Any:
    return json.loads(visitor.client.get(f"{draft}/files/{name}").get_json()["text"])


def field(visitor: Visitor, draft: str, section: int, number: int) -> Any:
    return stored(visitor, draft)["sections"][section]["fields"][number]


def value(page: Page, name: str) -> str:
    found = page.find(f"//*[@name='{name}']")[0]
    return str(found.get("value") if found.tag == "input" else found.text_content().strip())


def test_a_question_gets_other_words_and_nothing_else_changes(anna: Visitor, draft: str) -> None:
    before = stored(anna, draft)
    page = press(opened(anna, draft, REASONS), p_label="Почему отказываем")
    assert page.status == 200
    before["sections"][1]["fields"][0]["label"] = "Почему отказываем"
    assert stored(anna, draft) == before


def test_looking_at_every_piece_changes_nothing(anna: Visitor, draft: str) -> None:
    page = opened(anna, draft)
    for act in page.find("//button[@class='piece']/@value"):
        page = press(page, act)
    assert anna.client.get(f"{draft}/files/{FORM}").get_json()["revision"] == 0


def test_what_was_typed_is_saved_before_another_piece_opens(anna: Visitor, draft: str) -> None:
    page = press(opened(anna, draft, REASONS), "go:s2.f0", p_hint="Новая подсказка")
    assert value(page, "p-name") == "redirect_to"
    assert field(anna, draft, 1, 0)["hint"] == "Новая подсказка"


def test_a_condition_is_checked_with_its_place_and_kept_as_typed(anna: Visitor, draft: str) -> None:
    page = press(opened(anna, draft, REASONS), **{"p_when": 'signal_decision = "refuse'})
    assert page.find("//*[@id='condition-problem']")
    assert "знак 19" in page.text
    assert value(page, "p-when") == 'signal_decision = "refuse'


def test_a_condition_on_a_later_question_is_a_mistake(anna: Visitor, draft: str) -> None:
    page = press(opened(anna, draft, REASONS), p_when="redirect_to != null")
    assert any("redirect_to" in problem.text_content() for problem in page.find("//*[@class='problem']"))


def test_a_condition_is_put_together_from_an_answer(anna: Visitor, draft: str) -> None:
    page = opened(anna, draft, "s4.f0")
    wanted = 'signal_decision = "accept"'
    assert page.find(f"//select[@name='add-when']//option[@value='{wanted}']")
    press(page, add_when=wanted)
    assert field(anna, draft, 4, 0)["when"] == wanted


def test_two_questions_of_one_name_are_a_mistake(anna: Visitor, draft: str) -> None:
    page = press(opened(anna, draft, "s2.f0"), p_name="reasons")
    assert page.find("//*[@id='checks']//li[@class='error']")


def test_a_kind_that_needs_answers_gets_them_and_undo_takes_them_back(anna: Visitor, draft: str) -> None:
    page = press(opened(anna, draft, "s4.f0"), p_kind="choice")
    assert [option["value"] for option in field(anna, draft, 4, 0)["options"]] == ["option_1", "option_2"]
    assert "rows" not in field(anna, draft, 4, 0)
    page = press(page, "undo")
    assert field(anna, draft, 4, 0) == {"name": "comment", "kind": "text", "rows": 3, "label": "Комментарий"}
    press(page, "redo")
    assert field(anna, draft, 4, 0)["kind"] == "choice"


def test_undo_goes_back_step_by_step_to_the_beginning(anna: Visitor, draft: str) -> None:
    page = opened(anna, draft, "s4.f0")
    for label in ("Раз", "Два"):
        page = press(page, p_label=label)
    page = press(page, "undo")
    assert field(anna, draft, 4, 0)["label"] == "Раз"
    page = press(page, "undo")
    assert field(anna, draft, 4, 0)["label"] == "Комментарий"
    assert page.find("//button[@value='undo'][@disabled]")


def test_an_answer_is_added_in_the_last_row_and_gets_a_key(anna: Visitor, draft: str) -> None:
    page = press(opened(anna, draft, "s0.f0"), **{"o_5-label": "Подумаем ещё"})
    assert field(anna, draft, 0, 0)["options"][5] == {"value": "option_1", "label": "Подумаем ещё"}
    press(page, "option-up:5")
    assert field(anna, draft, 0, 0)["options"][4]["value"] == "option_1"


def test_pieces_are_added_moved_copied_and_taken_away(anna: Visitor, draft: str) -> None:
    page = press(opened(anna, draft, "s0"), "add:s0", new_kind="date")
    assert field(anna, draft, 0, 1)["kind"] == "date"
    page = press(page, "up:s0.f1", p_label="Когда решили")
    assert field(anna, draft, 0, 0)["label"] == "Когда решили"
    page = press(page, "copy:s0.f0")
    page = press(page, "remove:s0.f0")
    left = [one["name"] for one in stored(anna, draft)["sections"][0]["fields"]]
    assert left == ["date_2", "signal_decision"]


def test_what_leans_on_a_question_is_told_before_and_after_it_goes(anna: Visitor, draft: str) -> None:
    page = opened(anna, draft, REASONS)
    assert "Сообщение об отказе" in page.find("//*[@id='leaning']")[0].text_content()
    page = press(page, f"remove:{REASONS}")
    assert "Сообщение об отказе" in page.text
    assert "Другая форма берёт отсюда ответ reasons" in page.text


def test_a_question_that_a_printed_document_speaks_of_says_so(anna: Visitor, draft: str) -> None:
    name = "casework/05_first_visit_report.form.json"
    page = opened(anna, draft, name=name)
    assert "Документы, которые из неё составляются" in page.text
    fields = page.find("//li[contains(@class, 'is-field')]/button/@value")
    told = [press(page, act).text for act in fields]
    assert 0 < sum("о нём говорит печатный документ" in text for text in told) <= len(told)


def test_steps_that_show_the_form_are_named(anna: Visitor, draft: str) -> None:
    assert opened(anna, draft).find("//a[contains(., 'Принять решение по сигналу')]")


def test_who_comes_second_sees_both_and_loses_nothing(anna: Visitor, draft: str, visitor: Come) -> None:
    boris = visitor("methodologist2")
    theirs, mine = opened(boris, draft, REASONS), opened(anna, draft, REASONS)
    press(theirs, p_label="Слова Бориса")
    page = press(mine, p_label="Слова Анны")
    assert page.status == 409
    assert field(anna, draft, 1, 0)["label"] == "Слова Бориса"
    assert value(page, "p-label") == "Слова Анны"
    press(page)
    assert field(anna, draft, 1, 0)["label"] == "Слова Анны"


def test_a_question_that_a_colleague_took_away_is_shown_as_typed(anna: Visitor, draft: str, visitor: Come) -> None:
    boris = visitor("methodologist2")
    mine = opened(anna, draft, REASONS)
    press(opened(boris, draft, REASONS), f"remove:{REASONS}")
    page = press(mine, p_label="Слова Анны")
    assert page.status == 409
    assert "Слова Анны" in page.find("//pre")[0].text_content()


def test_an_attribute_nobody_knows_is_shown_and_can_go(anna: Visitor, draft: str) -> None:
    raw = stored(anna, draft)
    raw["sections"][4]["fields"][0]["colour"] = "red"
    token = anna.get("/studio/").find("//input[@name='csrf_token']/@value")[0]
    body = {"revision": 0, "text": json.dumps(raw)}
    anna.client.post(f"{draft}/files/{FORM}", json=body, headers={"X-CSRFToken": token})
    page = opened(anna, draft, "s4.f0")
    assert page.find("//button[@value='drop:colour']")
    press(page, "drop:colour")
    assert "colour" not in field(anna, draft, 4, 0)


def test_limits_of_any_sort_are_kept_and_judged(anna: Visitor, draft: str) -> None:
    page = press(opened(anna, draft, "s2.f0"), p_max="сто")
    assert field(anna, draft, 2, 0)["max"] == "сто"
    assert page.find("//*[@id='told']//*[@class='problem']")
    press(page, p_max="100")
    assert field(anna, draft, 2, 0)["max"] == 100


def test_a_form_from_nothing_is_made_and_seen_as_people_will_see_it(anna: Visitor, draft: str) -> None:
    page = anna.get(draft).send("/add", {"kind": "form", "stem": "99_new"})
    assert page.path.endswith("forms/casework/99_new.form.json")
    page = press(press(page, p_title="Совсем новая"), "go:s0.f0")
    press(page, p_label="Что сделали", p_required="1")
    preview = anna.get(f"{draft}/form-preview/casework/99_new.form.json")
    assert "Что сделали" in preview.text
    assert preview.answer.headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert preview.send("form.json").find("//*[@class='problem']")
    assert "были бы приняты" in preview.send("form.json", {"note": "Съездили"}).text


def test_the_preview_shows_the_last_form_without_mistakes(anna: Visitor, draft: str) -> None:
    press(opened(anna, draft, REASONS), p_when="nonsense (")
    preview = anna.get(f"{draft}/form-preview/{FORM}")
    assert "так она выглядела" in preview.text
    assert "Причины отказа" in preview.text


@pytest.mark.parametrize("name", ["casework/02_signal_decision.form.json", "casework/05_first_visit_report.form.json"])
def test_the_preview_fills_a_form_plausibly(anna: Visitor, draft: str, name: str) -> None:
    page = anna.get(f"{draft}/form-preview/{name}").send("form.json", button="_fill=1")
    assert "были бы приняты" in page.send("form.json").text


def test_who_may_only_read_changes_nothing(anna: Visitor, draft: str, visitor: Come) -> None:
    auditor = visitor("auditor")
    page = opened(auditor, draft, REASONS)
    assert page.status == 200
    assert not page.find("//button[@value='save']")
    assert auditor.client.post(f"{draft}/forms/{FORM}").status_code in {400, 403}


@pytest.mark.parametrize("at", ["s99", "x", "s0.f0.f9", "../", "r7"])
def test_an_address_that_leads_nowhere_shows_the_form(anna: Visitor, draft: str, at: str) -> None:
    assert opened(anna, draft, at).status == 200


@pytest.mark.parametrize("act", ["up:s99", "add:s77", "option-up:99", "remove:", "drop:title2", "undo", "strange"])
def test_a_button_that_makes_no_sense_does_no_harm(anna: Visitor, draft: str, act: str) -> None:
    assert press(opened(anna, draft, REASONS), act).status in {200, 404}
    assert stored(anna, draft)["sections"][1]["fields"][0]["name"] == "reasons"


def test_a_form_that_is_no_form_is_shown_as_text(anna: Visitor, draft: str) -> None:
    token = anna.get("/studio/").find("//input[@name='csrf_token']/@value")[0]
    body = {"revision": 0, "text": "{broken"}
    anna.client.post(f"{draft}/files/{FORM}", json=body, headers={"X-CSRFToken": token})
    assert opened(anna, draft).find("//textarea[@name='text']")
