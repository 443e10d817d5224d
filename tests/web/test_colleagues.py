"""Colleagues: asking one another to do a task, talking over a case, laying files beside it, passing it on."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from engine.clock import ManualClock
from tests.web.installation import Page, Visitor, app_of, build, case_of
from web import uploads

Come = Callable[[str], Visitor]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def fresh(come: Come, family: str) -> tuple[Visitor, Page]:
    """A senior curator who has taken the first task of a fresh case."""
    case_id = case_of(come("duty_specialist").register(family_name=family))
    senior = come("senior_curator")
    page = senior.get(f"/cases/{case_id}").link("Открыть")
    return senior, page.send("/claim")


def attach(page: Page, name: str, content: bytes) -> Page:
    """Send a file by the form of the page."""
    form = page.form("/files")
    data = {key: value for key, value in form.form_values() if key != "file"}
    data["file"] = (io.BytesIO(content), name)
    answer = page.visitor.client.post(form.get("action"), data=data, follow_redirects=True)
    return Page(page.visitor, answer)


def test_a_task_put_off_leaves_the_top_of_the_day_and_keeps_its_deadline(visitor: Come) -> None:
    senior, page = fresh(visitor, "Отложины")
    due = page.find("//aside//*[contains(@class, 'status')]")[0].text_content().strip()
    day = page.send("/later", button="days=7")
    assert "Отложено: вернётесь к задаче" in day.text
    assert "Отложины" not in senior.get("/?show=mine").text
    later = senior.get("/?show=later")
    assert "Отложины" in later.text
    assert due in senior.get(page.path).find("//aside//*[contains(@class, 'status')]")[0].text_content()
    senior.get(page.path).send("/later", button="days=0")
    assert "Отложины" in senior.get("/?show=mine").text


@pytest.mark.parametrize("typed", ["вчера", "01.01.2020", "99.99.2026"])
def test_a_day_that_is_none_or_over_is_refused_in_words(visitor: Come, typed: str) -> None:
    _senior, page = fresh(visitor, f"Датины {typed}")
    again = page.send("/later", {"date": typed})
    assert again.find("//*[contains(@class, 'note late')]")


def test_a_task_is_not_handed_to_somebody_without_its_role(visitor: Come) -> None:
    _senior, page = fresh(visitor, "Неспособные")
    assert not page.find("//select[@id='colleague']/option[@value='demo-curator']")
    answer = page.visitor.post(
        page.path + "/delegate",
        [("csrf_token", page.find("//input[@name='csrf_token']/@value")[0]), ("to", "demo-curator")],
    )
    assert "Выберите коллегу" in answer.text


def test_who_is_called_finds_the_comment_in_his_day_until_he_has_read_it(visitor: Come) -> None:
    senior, page = fresh(visitor, "Позванские")
    talk = senior.get(page.path.rpartition("/tasks")[0] + "/talk")
    head = visitor("regional_head")
    name = talk.find("//label[input[@value='demo-regional_head']]")[0].text_content().strip()
    done = talk.send("/talk", {"text": f"@{name}, посмотрите риски"})
    assert done.find("//b[@class='call']")[0].text == f"@{name}"
    day = head.get("/")
    assert "посмотрите риски" in day.text
    read = day.send("/read")
    assert "посмотрите риски" not in read.text


def test_only_the_name_that_is_called_is_marked(visitor: Come) -> None:
    senior, page = fresh(visitor, "Отмеченины")
    talk = senior.get(page.path.rpartition("/tasks")[0] + "/talk")
    name = talk.find("//label[input[@value='demo-regional_head']]")[0].text_content().split()[0]
    done = talk.send("/talk", {"text": f"@{name} посмотрите риски"})
    assert done.find("//b[@class='call']")[0].text == f"@{name}"


def test_a_comment_is_put_in_other_words_and_the_history_has_both(visitor: Come) -> None:
    senior, page = fresh(visitor, "Словины")
    case = page.path.rpartition("/tasks")[0]
    talk = senior.get(case + "/talk").send("/talk", {"text": "Первое слово"})
    editing = talk.link("Изменить")
    changed = editing.send(editing.path, {"text": "Второе слово"})
    assert "Второе слово" in changed.text
    assert "Первое слово" not in changed.text
    timeline = senior.get(case + "/timeline").text
    assert "Первое слово" in timeline
    assert "Второе слово" in timeline


def test_an_empty_comment_is_told_so(visitor: Come) -> None:
    senior, page = fresh(visitor, "Пустины")
    wrong = senior.get(page.path.rpartition("/tasks")[0] + "/talk").send("/talk", {"text": "  "})
    assert wrong.status == 422
    assert "Сначала напишите что-нибудь" in wrong.text


def test_who_only_reads_sees_the_talk_and_cannot_write(visitor: Come) -> None:
    _senior, page = fresh(visitor, "Читаевы")
    path = page.path.rpartition("/tasks")[0] + "/talk"
    seen = visitor("auditor").get(path)
    assert seen.status == 200
    assert not seen.find("//textarea")
    assert visitor("curator.vyazma").get(path).status == 404


def test_a_photo_is_looked_at_downloaded_and_taken_away_with_a_reason(visitor: Come) -> None:
    senior, page = fresh(visitor, "Фотины")
    case = page.path.rpartition("/tasks")[0]
    there = attach(senior.get(case + "/talk"), "../../Кухня.png", PNG)
    assert "Файл добавлен" in there.text
    look = there.link("Кухня.png")
    source = look.find("//img[@class='preview']/@src")[0]
    answer = senior.client.get(source)
    assert (answer.data, answer.mimetype) == (PNG, "image/png")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert senior.client.get(source + "?download=1").headers["Content-Disposition"].startswith("attachment")
    gone = senior.get(case + "/talk").send("/remove", {"reason": "Не та семья"})
    assert "Файл убран" in gone.text
    assert "Не та семья" in gone.text
    assert senior.client.get(source).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("letter.pdf", b"<html><script>alert(1)</script></html>"),
        ("run.jpg", b"MZ\x90\x00"),
        ("empty.txt", b""),
    ],
)
def test_what_could_run_is_not_taken_whatever_it_is_called(visitor: Come, name: str, content: bytes) -> None:
    senior, page = fresh(visitor, f"Опасины {name}")
    refused = attach(senior.get(page.path.rpartition("/tasks")[0] + "/talk"), name, content)
    assert "не принят" in refused.text
    assert "Файлов пока нет" in refused.text


def test_files_too_large_together_lead_back_to_where_they_were_chosen(visitor: Come) -> None:
    curator = visitor("senior_curator")
    case_id = case_of(visitor("duty_specialist").register(family_name="Тяжёловы"))
    talk = f"/cases/{case_id}/talk"
    came_from = {"Referer": f"http://localhost{talk}", "Content-Type": "multipart/form-data; boundary=x"}
    answer = curator.client.post(f"/cases/{case_id}/files", data=b"0" * 13 * 1024 * 1024, headers=came_from)
    page = Page(curator, answer)
    assert page.status == 413
    assert curator.get(page.find("//main//a[@class='button main']/@href")[0]).path == talk


def test_files_are_known_by_what_they_hold() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert uploads.sniff(packed.getvalue()) is not None
    assert uploads.sniff(packed.getvalue())[0] == "docx"  # type: ignore[index]
    assert uploads.sniff(b"\x00\x00\x00\x18ftypheic0000") == ("heic", "image/heic")
    assert uploads.sniff("Просто текст".encode()) == ("txt", "text/plain")
    assert uploads.sniff(b"PK\x03\x04broken") is None


def test_a_filter_is_kept_by_name_and_shared_by_its_address(visitor: Come) -> None:
    senior, _page = fresh(visitor, "Фильтровы")
    chosen = senior.get("/day/filters?show=mine&process=casework")
    kept = chosen.send("/filters", {"name": "Мои ТРС"})
    assert kept.path == "/?show=mine&process=casework"
    assert kept.find("//a[@class='chip'][contains(., 'Мои ТРС')]")
    assert "Мои ТРС" not in visitor("regional_head").get("/").text
    gone = senior.get("/day/filters").send("/remove")
    assert "Мои ТРС" not in gone.text


def test_the_day_is_narrowed_to_a_case_by_its_number(visitor: Come) -> None:
    senior, page = fresh(visitor, "Номеровы")
    fresh(visitor, "Прочие")
    number = page.find("//span[@class='num']")[0].text
    narrowed = senior.get(f"/?case={number}")
    assert "Номеровы" in narrowed.text
    assert "Прочие" not in narrowed.text


def test_late_tasks_are_never_hidden_by_a_day_to_come_back(tmp_path: Path, sealed: str) -> None:
    services = build(tmp_path, sealed)
    app = app_of(services)
    come: Come = lambda login: Visitor(app).come_in(login)  # noqa: E731
    _senior, page = fresh(come, "Опоздавшие")
    page.send("/later", button="days=30")
    clock = services.clock
    assert isinstance(clock, ManualClock)
    clock.advance(timedelta(days=5))
    assert "Опоздавшие" in come("senior_curator").get("/?show=mine").text
    services.database.close()
