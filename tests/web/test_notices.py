"""The bell, the list behind it, letters, quiet hours, and deadlines in one's own calendar."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import icalendar
import pytest
from flask import Flask

from engine.clock import ManualClock
from tests.web.installation import MONDAY, MOSCOW, Visitor, app_of, build, case_of
from web.mail import FolderPost, NoPost, SmtpPost, post
from web.services import Services
from web.worker import Worker

Come = Callable[[str], Visitor]


class Letters(list[EmailMessage]):
    """A post that keeps what it is given."""

    goes = True

    def send(self, message: EmailMessage) -> None:
        self.append(message)


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
def here(tmp_path: Path, sealed: str, letters: Letters) -> Iterator[Services]:
    built = replace(build(tmp_path, sealed), post=letters)
    yield built
    built.database.close()


@pytest.fixture
def house(here: Services) -> Flask:
    return app_of(here)


def wind(services: Services, moment: datetime) -> None:
    """Let the clock go to a moment and the worker do what is due by then."""
    assert isinstance(services.clock, ManualClock)
    services.clock.wind_to(moment)
    worker = Worker(services)
    worker._begin()
    while worker.once():
        continue


def words(page_text: str) -> str:
    return " ".join(page_text.split())


def bell(visitor: Visitor) -> str:
    return words(visitor.get("/notices/").find("//a[@class='bell']")[0].text_content())


def test_the_bell_counts_and_a_notice_leads_to_its_place(visitor: Come) -> None:
    case_id = case_of(visitor("duty_specialist").register(family_name="Колокольчиковы"))
    senior = visitor("senior_curator")
    assert "1" in bell(senior)
    page = senior.get("/notices/")
    assert "Может взять ваша роль" in page.text
    assert "Колокольчиковы" in page.text
    there = page.send(page.find("//form[.//button[contains(@class, 'row-title')]]/@action")[0])
    assert there.path.startswith(f"/cases/{case_id}/tasks/")
    assert "1" not in bell(senior)
    assert "Может взять" in senior.get("/notices/?show=all").text


def test_a_notice_of_another_person_is_not_found(visitor: Come) -> None:
    visitor("duty_specialist").register(family_name="Чужаковы")
    page = visitor("senior_curator").get("/notices/")
    action = page.find("//form[.//button[contains(@class, 'row-title')]]/@action")[0]
    assert visitor("auditor").get("/notices/").text.startswith("Уведомления")
    token = visitor("auditor").get("/notices/").find("//input[@name='csrf_token']/@value")
    other = visitor("senior_curator.vyazma")
    token = other.get("/").find("//input[@name='csrf_token']/@value")
    assert other.post(action, [("csrf_token", token[0])]).status == 404


def test_all_are_read_at_once(visitor: Come) -> None:
    for name in ("Первые", "Вторые"):
        visitor("duty_specialist").register(family_name=name)
    senior = visitor("senior_curator")
    assert "Всё прочитано" in senior.get("/notices/").send("/read").text


def test_an_address_that_is_none_is_refused_and_what_was_typed_stays(visitor: Come) -> None:
    curator = visitor("curator")
    page = curator.get("/me/settings").send("/settings", {"email": "не адрес", "quiet_from": "21"})
    assert page.status == 422
    assert page.find("//input[@id='email']/@value") == ["не адрес"]
    assert page.find("//select[@id='quiet_from']/option[@selected]/@value") == ["21"]
    kept = curator.get("/me/settings").send(
        "/settings", {"email": "a@example.org", "quiet_from": "21", "days_off": "yes"}
    )
    assert "Настройки сохранены" in kept.text
    assert kept.find("//select[@id='quiet_from']/option[@selected]/@value") == ["21"]


def test_what_cannot_wait_is_mailed_at_once_and_names_no_family(house: Flask, here: Services, letters: Letters) -> None:
    senior = Visitor(house).come_in("senior_curator")
    senior.get("/me/settings").send("/settings", {"email": "s@example.org", "way_offered": "now", "digest_hour": ""})
    case_id = case_of(Visitor(house).come_in("duty_specialist").register(family_name="Тайновы"))
    wind(here, here.clock.now() + timedelta(minutes=1))
    (letter,) = letters
    text = letter.get_content()
    assert letter["To"] == "s@example.org"
    assert "Может взять ваша роль" in letter["Subject"]
    assert f"/cases/{case_id}/tasks/" in text
    assert "/me/settings" in text
    assert "Тайновы" not in text + letter["Subject"]
    wind(here, here.clock.now() + timedelta(hours=2))
    assert len(letters) == 1


def test_at_night_letters_wait_for_the_morning_and_come_as_one(house: Flask, here: Services, letters: Letters) -> None:
    senior = Visitor(house).come_in("senior_curator")
    senior.get("/me/settings").send("/settings", {"email": "s@example.org", "way_offered": "now", "digest_hour": ""})
    wind(here, MONDAY.replace(hour=21))
    for name in ("Первые", "Вторые"):
        Visitor(house).come_in("duty_specialist").register(family_name=name)
    wind(here, MONDAY.replace(hour=23))
    assert letters == []
    wind(here, MONDAY.replace(hour=8) + timedelta(days=1))
    assert [letter["Subject"] for letter in letters] == ["Опора: новых уведомлений 2"]


def test_the_daily_letter_tells_the_day_in_numbers_on_working_days(
    house: Flask, here: Services, letters: Letters
) -> None:
    senior = Visitor(house).come_in("senior_curator")
    senior.get("/me/settings").send(
        "/settings", {"email": "s@example.org", "way_offered": "digest", "digest_hour": "9"}
    )
    Visitor(house).come_in("duty_specialist").register(family_name="Тайновы")
    for day in range(1, 7):  # to Sunday
        wind(here, MONDAY.replace(hour=9, minute=5) + timedelta(days=day))
    assert [letter["Date"].datetime.astimezone(MOSCOW).isoweekday() for letter in letters] == [2, 3, 4, 5]
    text = letters[0].get_content()
    assert "Можно взять вашим ролям: 1" in text
    assert "Тайновы" not in text
    assert len({letter["Message-ID"] for letter in letters}) == 4


def test_a_letter_that_could_not_be_sent_is_tried_again_under_the_same_name(
    house: Flask, here: Services, tmp_path: Path
) -> None:
    tried: list[str] = []

    class Broken(FolderPost):
        def send(self, message: EmailMessage) -> None:
            tried.append(message["Message-ID"])
            if len(tried) == 1:
                raise ConnectionRefusedError
            super().send(message)

    there = replace(here, post=Broken(tmp_path / "mail"))
    senior = Visitor(house).come_in("senior_curator")
    senior.get("/me/settings").send("/settings", {"email": "s@example.org", "way_offered": "now", "digest_hour": ""})
    Visitor(house).come_in("duty_specialist").register()
    for minutes in (1, 2, 3):
        wind(there, here.clock.now() + timedelta(minutes=minutes))
    (path,) = (tmp_path / "mail").iterdir()
    assert len(tried) == 2
    assert len(set(tried)) == 1
    assert message_from_bytes(path.read_bytes(), policy=default)["Message-ID"] == tried[0]


def test_mail_goes_by_server_or_folder_or_not_at_all(services: Services) -> None:
    chosen = services.settings
    assert isinstance(post(chosen), NoPost)
    assert isinstance(post(replace(chosen, mail="letters")), FolderPost)
    assert isinstance(post(replace(chosen, mail="smtps://me:secret@mail.example.org")), SmtpPost)
    with pytest.raises(ValueError, match="OPORA_MAIL"):
        post(replace(chosen, mail="pigeon://roof"))


def mine(visitor: Visitor, family: str) -> str:
    """A case whose first task the senior curator took."""
    case_id = case_of(Visitor(visitor.app).come_in("duty_specialist").register(family_name=family))
    page = visitor.get("/?show=offered")
    number = page.find(f"//li[starts-with(@id, 'task-{case_id}-')]//form/@action")[0]
    page.send(number)
    return case_id


def test_a_calendar_of_deadlines_is_read_by_its_secret_address_alone(visitor: Come, services: Services) -> None:
    senior = visitor("senior_curator")
    case_id = mine(senior, "Календаревы")
    address = senior.get("/me/calendar").send("/me/calendar").find("//input[@id='address']/@value")[0]
    path = "/" + address.split("/", 3)[3]
    stranger = Visitor(senior.app).client
    answer = stranger.get(path)
    found = icalendar.Calendar.from_ical(answer.data)
    assert answer.mimetype == "text/calendar"
    (event,) = [event for event in found.walk("VEVENT") if case_id in str(event["UID"])]
    (task,) = [task for task in services.store.case(case_id).tasks.values() if task.due]
    start = event.decoded("DTSTART")
    assert task.due
    assert start in (task.due.astimezone(MOSCOW).date(), task.due)
    assert event.walk("VALARM")
    assert "Календаревы" not in answer.get_data(as_text=True)
    assert services.store.case(case_id).number in str(event["SUMMARY"])
    again = stranger.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with services.database.reading() as reader:
        kept = reader.exec_driver_sql("SELECT feed FROM preference WHERE account_id = 'demo-senior_curator'").scalar()
    assert kept not in path
    senior.get("/me/calendar").send("/close")
    assert stranger.get(path).status_code == 404
