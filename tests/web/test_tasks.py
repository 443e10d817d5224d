"""Tasks: what two people do at once, what is kept, what comes next."""

from collections.abc import Callable

import pytest

from tests.web.installation import Page, Visitor, case_of

Come = Callable[[str], Visitor]


def decision(come: Come, **answers: str) -> tuple[Visitor, Page]:
    """A senior curator before the form that decides on a fresh signal."""
    opened = come("duty_specialist").register(**answers)
    senior = come("senior_curator")
    return senior, senior.get(f"/cases/{case_of(opened)}").link("Открыть")


def test_the_second_to_send_sees_who_was_faster_and_keeps_the_text(visitor: Come) -> None:
    first, page = decision(visitor, family_name="Спешневы")
    other = visitor("senior_curator")
    late = other.get(page.path)
    done = page.send(page.path, {"signal_decision": "accept", "decided_at": "23.11.2026 09:50"})
    assert "Готово" in done.text, done.text
    answer = late.send(late.path, {"signal_decision": "refuse", "reasons": "Долгое объяснение отказа"})
    assert answer.status == 409
    assert "Эта задача уже выполнена" in answer.text
    assert "Долгое объяснение отказа" in answer.text


def test_two_on_one_form_choose_answer_by_answer_and_lose_nothing(visitor: Come) -> None:
    """Who comes second sees both answers in the form's words; his choice becomes a correction with a reason."""
    _first, page = decision(visitor, family_name="Двоины")
    late = visitor("senior_curator").get(page.path)
    page.send(page.path, {"signal_decision": "accept", "decided_at": "23.11.2026 09:50", "comment": "Первый"})
    answer = late.send(late.path, {"signal_decision": "accept", "comment": "Второй", "emergency_why": "Моё"})
    rivals = {one.find("legend").text: one.text_content() for one in answer.find("//fieldset[@class='rival']")}
    assert any("Первый" in told and "Второй" in told for told in rivals.values())
    assert "comment" not in answer.text
    chosen = answer.send("/correction/choice", {"keep-comment": "mine"})
    assert chosen.find("//textarea[@name='comment']")[0].text.strip() == "Второй"
    assert chosen.find("//input[@name='signal_decision'][@checked]/@value") == ["accept"]
    done = chosen.send("/correction", {"_reason": "Согласовали вдвоём"})
    assert "Согласовали вдвоём" in done.visitor.get(f"/cases/{case_of(page)}/timeline").text
    assert "Второй" in done.text


def test_what_was_typed_stands_under_the_words_of_the_form_when_a_page_is_refused(visitor: Come) -> None:
    _senior, page = decision(visitor, family_name="Отказкины")
    answer = visitor("senior_curator").post(page.path, [("csrf_token", "wrong"), ("signal_decision", "refuse")])
    assert answer.status == 400
    assert "signal_decision" not in answer.text
    assert "Отказываем" in answer.text


@pytest.mark.parametrize("typed", ["d" * 510_000, "д" * 600_000], ids=["a long draft", "more than the server reads"])
def test_an_oversized_draft_is_told_of(visitor: Come, typed: str) -> None:
    senior, page = decision(visitor, family_name="Длинновы")
    token = page.find("//input[@name='csrf_token']/@value")[0]
    answer = senior.client.post(f"{page.path}/draft", data={"csrf_token": token, "comment": typed})
    assert answer.status_code == 413
    assert "больше, чем принимает сервер" in answer.get_data(as_text=True)


def test_a_start_form_keeps_drafts_only_for_who_may_open_it(visitor: Come) -> None:
    worker = visitor("duty_specialist")
    token = worker.get("/open/casework").find("//input[@name='csrf_token']/@value")[0]
    for process, code in (("casework", 204), ("social_support", 403), ("nothing", 403)):
        answer = worker.client.post(f"/open/{process}/draft", data={"csrf_token": token, "family_name": "Х"})
        assert answer.status_code == code, process


def test_a_draft_is_there_when_one_comes_back(visitor: Come) -> None:
    senior, page = decision(visitor, family_name="Черновы")
    saved = page.send(page.path, {"signal_decision": "refuse", "reasons": "Начало объяснения"}, button="_draft=1")
    assert "Черновик сохранён" in saved.text
    again = senior.get(page.path)
    assert again.find("//input[@name='signal_decision'][@checked]/@value") == ["refuse"]


def test_a_draft_sent_by_the_script_is_kept_too(visitor: Come) -> None:
    senior, page = decision(visitor, family_name="Скриптовы")
    token = page.find("//input[@name='csrf_token']/@value")[0]
    answer = senior.client.post(f"{page.path}/draft", data={"csrf_token": token, "signal_decision": "redirect"})
    assert answer.status_code == 204
    assert senior.get(page.path).find("//input[@name='signal_decision'][@checked]/@value") == ["redirect"]


def test_nobody_sees_the_draft_of_another(visitor: Come) -> None:
    _senior, page = decision(visitor, family_name="Тайновы")
    page.send(page.path, {"signal_decision": "refuse", "reasons": "Только моё"}, button="_draft=1")
    assert "Только моё" not in visitor("duty_specialist").get(page.path).answer.get_data(as_text=True)


def test_who_may_not_fill_in_the_form_sees_whom_it_waits_for(visitor: Come) -> None:
    _senior, page = decision(visitor, family_name="Ждановы")
    seen = visitor("duty_specialist").get(page.path)
    assert seen.status == 200
    assert "Эту задачу ждут от: Старший куратор" in seen.text
    assert not seen.find("//form[@id='form']")


def test_a_row_of_the_list_changes_in_place_for_a_script(visitor: Come) -> None:
    senior, page = decision(visitor, family_name="Строчкины")
    token = page.find("//input[@name='csrf_token']/@value")[0]
    answer = senior.client.post(f"{page.path}/claim", data={"csrf_token": token}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).lstrip().startswith("<li")
    assert "Вернуть" in answer.get_data(as_text=True)


def test_a_closed_task_leads_to_a_page_in_words(visitor: Come) -> None:
    senior, page = decision(visitor, family_name="Закрытовы")
    page.send(page.path, {"signal_decision": "accept", "decided_at": "23.11.2026 09:50"})
    gone = senior.get(page.path)
    assert gone.status == 410
    assert "Эта задача уже выполнена" in gone.text


@pytest.mark.parametrize("path", ["", "/diagram", "/timeline", "/records", "/people"])
def test_every_side_of_a_case_opens(visitor: Come, path: str) -> None:
    senior, page = decision(visitor, family_name="Сторонины")
    side = senior.get(f"/cases/{case_of(page)}{path}")
    assert side.status == 200
    assert "Сторонины" in side.text


def test_a_manager_sees_what_is_late_by_stage(visitor: Come) -> None:
    decision(visitor, family_name="Срочновы")
    board = visitor("regional_head").get("/deadlines/")
    assert board.status == 200
    assert "По этапам" in board.text
    assert "T1" in board.text or "Т1" in board.text


def test_an_auditor_sees_the_chain_verified(visitor: Come) -> None:
    _senior, page = decision(visitor, family_name="Проверкины")
    history = visitor("auditor").get(f"/cases/{case_of(page)}/history")
    assert history.status == 200
    assert "Цепочка цела" in history.text
    assert "case.opened" in history.text


def test_a_methodologist_sees_diagrams_with_their_deadlines(visitor: Come) -> None:
    page = visitor("methodologist").get("/definitions/").link("Технология")
    assert page.status == 200
    stage = page.link("Первичный выезд")
    assert "3 рабочих дня от ответа «Когда поступил сигнал»" in stage.text
    drawing = stage.find("//*[@data-drawing]/@data-source")[0]
    assert b"definitions" in stage.visitor.client.get(drawing).data


def test_an_administrator_sees_who_can_sign_in(visitor: Come) -> None:
    assert "curator" in visitor("administrator").get("/people/").text


def test_the_language_is_switched_on_every_page(visitor: Come) -> None:
    page = visitor("curator").get("/deadlines/").send("/language", button="language=en")
    assert page.path == "/deadlines/"
    assert "Late and soon late" in page.text
    assert page.find("/html/@lang") == ["en"]
