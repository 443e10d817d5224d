"""An operator stops a case, lets it go on, skips a step, ends it: always with a reason."""

from collections.abc import Callable

from tests.web.installation import Page, Visitor, case_of

Come = Callable[[str], Visitor]


def operated(come: Come) -> Page:
    case_id = case_of(come("duty_specialist").register(family_name="Стояновы"))
    return come("project_head").get(f"/cases/{case_id}/operate")


def press(page: Page, verb: str, reason: str = "Семья переехала") -> Page:
    form = page.find(f"//form[.//button[@value='{verb}']]")[0]
    pairs = [(name, value) for name, value in form.form_values() if name != "reason"]
    return page.visitor.post(form.get("action"), [*pairs, ("reason", reason), ("verb", verb)])


def test_a_suspended_case_tells_so_and_its_tasks_cannot_be_done(visitor: Come) -> None:
    stopped = press(operated(visitor), "suspend")
    assert "Случай приостановлен" in stopped.text
    senior = visitor("senior_curator")
    now = senior.get(stopped.path.removesuffix("/operate"))
    assert "его задачи нельзя делать" in now.text
    task = now.link("Открыть")
    refused = task.send(task.path, {"signal_decision": "accept"})
    assert refused.status == 409
    assert "приостановлен" in refused.text
    assert "Случай продолжен" in press(stopped, "resume").text
    assert "Готово" in task.send(task.path, {"signal_decision": "accept"}).text


def test_a_step_is_skipped_and_the_history_says_why(visitor: Come) -> None:
    page = operated(visitor)
    assert "Пропустить: Принять решение по сигналу" in page.text
    skipped = press(page, "skip", "Решено устно")
    assert skipped.status in {200, 409}
    told = page.visitor.get(page.path.replace("/operate", "/timeline")).text
    assert ("Решено устно" in told) == (skipped.status == 200)


def test_a_cancelled_case_has_ended(visitor: Come) -> None:
    page = operated(visitor)
    ended = press(page, "cancel", "Заведён дважды")
    assert "Случай прекращён" in ended.text
    assert "Прекращён оператором" in ended.find("//header[@class='case-head']")[0].text_content()
    assert not ended.find("//button[@name='verb']")
    assert press(page, "suspend").status == 410


def test_nothing_is_done_without_a_reason(visitor: Come) -> None:
    page = press(operated(visitor), "cancel", " ")
    assert page.status == 422
    assert "Напишите причину" in page.text
    assert page.find("//button[@value='cancel']")


def test_who_does_not_operate_sees_no_such_tab(visitor: Come) -> None:
    page = operated(visitor)
    head = visitor("regional_head")
    assert not head.get(page.path.removesuffix("/operate")).find("//a[contains(@href, '/operate')]")
    assert head.get(page.path).status == 403


def moved(page: Page, verb: str, to: str, reason: str = "Ошиблись шагом") -> Page:
    form = page.find("//form[.//button[@value='place']]")[0]
    pairs = [(name, value) for name, value in form.form_values() if name not in {"reason", "to"}]
    return page.visitor.post(form.get("action"), [*pairs, ("to", to), ("reason", reason), ("verb", verb)])


def targets(page: Page) -> dict[str, str]:
    options = page.find("//select[@name='to']")[0].xpath("option")
    return {" ".join(option.text_content().split()): option.get("value") for option in options}


def test_a_case_is_put_on_another_step_of_its_stage(visitor: Come) -> None:
    page = operated(visitor)
    (refusal,) = [value for words, value in targets(page).items() if "отказ" in words.lower() and "Задача" in words]
    there = moved(page, "place", refusal)
    assert there.status == 200
    assert "Случай теперь стоит там" in there.text
    assert page.visitor.get(page.path.replace("/operate", "/timeline")).text.count("Ошиблись шагом") == 1


def test_nothing_is_moved_nowhere_and_the_reason_stays_typed(visitor: Come) -> None:
    page = moved(operated(visitor), "place", "", "Не туда")
    assert page.status == 422
    assert "Выберите шаг" in page.text
    assert "Не туда" in page.text
    assert moved(operated(visitor), "place", "no such element").status in {400, 409, 422}


def test_no_case_waits_for_an_operator_until_something_fails(visitor: Come) -> None:
    assert "Ни один случай не ждёт оператора" in visitor("project_head").get("/incidents/").text
    assert visitor("curator").get("/incidents/").status == 403
