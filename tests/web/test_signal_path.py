"""The first steps of a case, by hand and without scripts."""

from collections.abc import Callable

from tests.web.installation import Visitor, case_of

Come = Callable[[str], Visitor]


def test_a_registered_signal_shows_what_opened_for_whom_and_by_when(visitor: Come) -> None:
    page = visitor("duty_specialist").register()
    assert page.status == 200
    assert "Готово. Что дальше" in page.text
    assert "Старший куратор" in page.text
    assert "Срок: завтра, 18:00" in page.text


def test_missing_answers_are_named_in_a_summary_that_links_to_the_fields(visitor: Come) -> None:
    page = visitor("duty_specialist").register(family_name="", signal_at="30.02.2026 10:00")
    assert page.status == 422
    links = {link.get("href"): link.text_content() for link in page.find("//*[@data-summary]//a")}
    assert links["#f-family_name"] == "Фамилия семьи: Заполните это поле."
    assert links["#f-signal_at"] == "Когда поступил сигнал: Такого дня нет в календаре."
    for target in links:
        assert page.find(f"//*[@id='{target[1:]}']"), target
    assert page.find("//*[@id='f-family_name']/@aria-describedby") == ["f-family_name-hint f-family_name-problem"]


def test_what_was_typed_is_shown_again_beside_the_problem(visitor: Come) -> None:
    page = visitor("duty_specialist").register(family_name="", what_happened="Важный рассказ <b>")
    assert page.find("//textarea[@name='what_happened']")[0].text.strip() == "Важный рассказ <b>"


def test_a_row_is_added_and_removed_without_scripts(visitor: Come) -> None:
    duty = visitor("duty_specialist")
    page = duty.get("/open/casework").send("/open/casework", {"family_name": "Рядовы"}, button="_add=children")
    assert page.find("//input[@name='children-0-name']")
    page = page.send("/open/casework", {"children-0-name": "Аня"}, button="_add=children")
    page = page.send("/open/casework", {"children-1-name": "Боря"}, button="_remove=children-0")
    assert page.find("//input[@name='children-0-name']/@value") == ["Боря"]
    assert not page.find("//input[@name='children-1-name']")
    assert page.find("//input[@name='family_name']/@value") == ["Рядовы"]


def test_the_same_form_sent_twice_opens_one_case(visitor: Come) -> None:
    duty = visitor("duty_specialist")
    form = duty.get("/open/casework")
    first = form.send("/open/casework", {"signal_at": "23.11.2026 09:00", "channel": "oral", "signal_source": "family",
                                         "family_name": "Дважды", "what_happened": "Раз", "urgent": "no"})  # fmt: skip
    again = form.send("/open/casework", {"signal_at": "23.11.2026 09:00", "channel": "oral", "signal_source": "family",
                                         "family_name": "Дважды", "what_happened": "Раз", "urgent": "no"})  # fmt: skip
    assert case_of(first) == case_of(again)


def test_an_answer_hidden_by_its_condition_is_not_kept(visitor: Come) -> None:
    page = visitor("duty_specialist").register(urgent_why="осталось от прежнего ответа")
    records = page.visitor.get(f"/cases/{case_of(page)}/records")
    assert "осталось от прежнего ответа" not in records.text
    assert "Ивановы" in records.text


def test_a_task_is_taken_given_back_and_done_by_its_role(visitor: Come) -> None:
    case_id = case_of(visitor("duty_specialist").register(family_name="Петровы"))
    senior = visitor("senior_curator")
    day = senior.get("/")
    row = day.find(f"//li[starts-with(@id, 'task-{case_id}')]")[0]
    claim = row.xpath(".//form/@action")[0]
    day = day.send(claim)
    assert "Моя" in day.find(f"//li[starts-with(@id, 'task-{case_id}')]")[0].text_content()
    day = day.send(claim.replace("claim", "release"))
    assert "Взять" in day.find(f"//li[starts-with(@id, 'task-{case_id}')]")[0].text_content()
    task = senior.get(claim.removesuffix("/claim"))
    done = task.send(task.path, {"signal_decision": "accept"})
    assert done.status in {200, 422}, done.text


def test_the_sum_of_a_deadline_is_told_step_by_step(visitor: Come) -> None:
    case_id = case_of(visitor("duty_specialist").register())
    page = visitor("senior_curator").get(f"/cases/{case_id}")
    sentences = [li.text_content() for li in page.find("//ol[@class='sum']/li")]
    assert sentences[0].startswith("Отсчёт начался: пн, 23 ноября")
    assert sentences[-1] == "Срок: вт, 24 ноября, 18:00."
