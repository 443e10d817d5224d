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
