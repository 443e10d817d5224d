"""A superior hands tasks on and moves deadlines, with a reason."""

from collections.abc import Callable

from tests.web.installation import Page, Visitor, case_of

Come = Callable[[str], Visitor]


def waiting(come: Come, login: str) -> Page:
    """A task that waits for the senior curator, as somebody else sees it."""
    case_id = case_of(come("duty_specialist").register(family_name="Ручьёвы"))
    return come(login).get(f"/cases/{case_id}").link("Открыть")


def test_a_deadline_is_extended_with_a_reason_that_is_told(visitor: Come) -> None:
    page = waiting(visitor, "regional_head")
    assert "Срок: завтра, 18:00" in page.text
    changed = page.send("/deadline", {"amount": "2", "reason": "Дороги размыло"}, button="kind=deadline.extended")
    assert "Срок изменён" in changed.text
    assert "чт, 26 ноября, 18:00" in changed.text
    assert "Продлено на 2 рабочих дня: Дороги размыло" in changed.text


def test_a_deadline_is_not_moved_without_a_reason(visitor: Come) -> None:
    page = waiting(visitor, "regional_head").send("/deadline", {"reason": " "}, button="kind=deadline.extended")
    assert "Напишите причину" in page.text
    assert "Срок: завтра, 18:00" in page.text


def test_a_paused_deadline_counts_on_when_it_is_resumed(visitor: Come) -> None:
    page = waiting(visitor, "regional_head")
    paused = page.send("/deadline", {"reason": "Семья в больнице"}, button="kind=deadline.paused")
    assert "Срок приостановлен" in paused.text
    again = paused.send("/deadline", {"reason": "Вернулись домой"}, button="kind=deadline.resumed")
    assert "Срок: завтра, 18:00" in again.text


def test_a_task_is_handed_to_somebody_with_its_role(visitor: Come) -> None:
    page = waiting(visitor, "regional_head")
    handed = page.send("/assign", {"to": "demo-senior_curator"})
    assert "Задача поручена" in handed.text


def test_a_task_is_not_handed_to_somebody_without_its_role(visitor: Come) -> None:
    page = waiting(visitor, "regional_head").send("/assign", {"to": "demo-auditor"})
    assert "Выберите человека" in page.text


def test_who_may_not_steer_sees_no_such_buttons(visitor: Come) -> None:
    page = waiting(visitor, "duty_specialist")
    assert not page.find("//form[contains(@action, '/assign') or contains(@action, '/deadline')]")
