"""The calendar bench: every deadline of a method from any moment, on a calendar and in words."""

from collections.abc import Callable

import pytest

from tests.web.installation import Page, Visitor

Come = Callable[[str], Visitor]


@pytest.fixture
def anna(visitor: Come) -> Visitor:
    return visitor("methodologist")


@pytest.fixture
def draft(anna: Visitor) -> str:
    return anna.get("/studio/").send("/studio/begin", {"process": "casework"}).path


def promise(page: Page, name: str) -> str:
    found = page.find(f"//li[starts-with(@id, 'promise-')][.//h3[normalize-space()='{name}']]")
    assert found, page.text[:400]
    return " ".join(found[0].text_content().split())


def day(page: Page, month: str, number: int) -> str:
    cell = f"//table[caption='{month}']//td[span[@class='day' and .='{number}']]"
    return str(page.find(cell)[0].get("class"))


def test_a_signal_on_a_friday_evening_counts_from_monday(anna: Visitor, draft: str) -> None:
    page = anna.get(f"{draft}/bench?at=20.11.2026 18:30")
    assert page.status == 200
    told = promise(page, "Принять решение по сигналу")
    assert "24 ноября 2026, 18:00" in told
    assert "1-й рабочий день: вт, 24 ноября" in told


def test_holidays_transfers_and_short_days_stand_on_the_calendar(anna: Visitor, draft: str) -> None:
    page = anna.get(f"{draft}/bench?at=03.11.2026 10:00")
    assert day(page, "ноябрь 2026", 3).startswith("short")
    assert day(page, "ноябрь 2026", 3).endswith("start")
    assert day(page, "ноябрь 2026", 4) == "off"
    assert day(page, "ноябрь 2026", 5) == "work"
    assert "День народного единства" in page.text


def test_every_deadline_of_the_list_is_marked_on_the_calendar(anna: Visitor, draft: str) -> None:
    page = anna.get(f"{draft}/bench?at=20.11.2026 12:00")
    listed = page.find("//li[starts-with(@id, 'promise-')]/@id")
    marked = page.find("//a[@class='mark']/@href")
    assert len(listed) > 10
    assert {f"#{one}" for one in listed} >= set(marked)
    assert len(set(marked)) > 10


def test_what_hangs_on_another_step_counts_from_an_assumed_moment_that_can_be_changed(
    anna: Visitor, draft: str
) -> None:
    page = anna.get(f"{draft}/bench?at=20.11.2026 12:00")
    names = page.find("//input[starts-with(@name, 'since-')]/@name")
    assert names
    item = page.find(f"//li[.//input[@name='{names[0]}']]")[0]
    before = " ".join(item.text_content().split())
    moved = anna.get(f"{draft}/bench?at=20.11.2026 12:00&{names[0]}=15.12.2026 10:00")
    after = " ".join(moved.find(f"//li[.//input[@name='{names[0]}']]")[0].text_content().split())
    assert before != after
    assert "15 декабря" in after or "15.12" in after or "15 дек" in after


@pytest.mark.parametrize("at", ["вчера", "31.02.2026 10:00", "20.11.2099 10:00", "20.11.2026"])
def test_a_moment_that_cannot_be_is_said_and_kept(anna: Visitor, draft: str, at: str) -> None:
    page = anna.get(f"{draft}/bench?at={at}")
    assert page.status == 422
    assert page.find(f"//input[@name='at'][@value='{at}']")
    assert page.find("//*[@id='at-problem']")


def test_who_may_not_see_methods_sees_no_deadlines(draft: str, visitor: Come) -> None:
    assert visitor("invited_expert.smolensk").get(f"{draft}/bench").status in {403, 404}
