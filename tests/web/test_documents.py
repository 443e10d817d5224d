"""Documents in the browser: issued with a number, downloaded, sent back signed."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from docx import Document
from flask import Flask

from engine.cast import Troupe
from engine.clock import ManualClock
from engine.roles import Actor
from engine.simulation import Scenario, Stage, Walk, parse
from tests.web.installation import MOSCOW, Page, Visitor, app_of, build
from web import demo
from web.services import Services
from web.settings import HOUSE

Come = Callable[[str], Visitor]
TEAM, LOGIN = "smolensk", "regional_head"
PDF = b"%PDF-1.7 a scan"


def lived() -> Scenario:
    path = HOUSE / "processes" / "casework" / "scenarios" / "08_planned_with_post_support.toml"
    return parse(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory, sealed: str) -> Iterator[Services]:
    built = build(tmp_path_factory.mktemp("papers"), sealed, lived().clock)
    yield built
    built.database.close()


@pytest.fixture(scope="module")
def app(services: Services) -> Flask:
    return app_of(services)


@pytest.fixture(scope="module")
def case(services: Services) -> str:
    """A case that was led from its signal to its end."""
    clock = services.clock
    assert isinstance(clock, ManualClock)
    accounts = demo.people(demo.read(services.settings.processes / "demo.toml"), "")
    actors = [Actor(one.id, one.name, one.grants) for one in accounts]
    found = Walk(Stage(services.cases, clock, Troupe(actors, clock, services.calendar())), lived(), TEAM).run()
    assert clock.now() > datetime(2025, 1, 1, tzinfo=MOSCOW)
    return found


@pytest.fixture
def head(visitor: Come) -> Visitor:
    return visitor(LOGIN)


def issue(head: Visitor, case: str, key: str) -> Page:
    return head.get(f"/cases/{case}/documents").send(f"/{key}/issue")


def newest(page: Page) -> str:
    return str(page.find("//li[starts-with(@id, 'paper-')]/@id")[0]).removeprefix("paper-")


def send(page: Page, content: bytes) -> Page:
    form = page.form("/signed")
    data = {**dict(form.form_values()), "copy": (io.BytesIO(content), "photo.exe")}
    answer = page.visitor.client.post(form.get("action"), data=data, follow_redirects=True)
    return Page(page.visitor, answer)


def test_a_document_is_issued_with_its_number_and_downloaded(head: Visitor, case: str) -> None:
    page = issue(head, case, "14_plan")
    assert "Документ выдан" in page.text
    docx = head.client.get(f"/cases/{case}/documents/{newest(page)}.docx")
    paper = Document(io.BytesIO(docx.data))
    written = "\n".join(cell.text for table in paper.tables for cell in table._cells)
    assert "ТРС-" in written
    assert "/14-1" in written
    pdf = head.client.get(f"/cases/{case}/documents/{newest(page)}.pdf")
    assert pdf.data.startswith(b"%PDF-")
    assert "attachment" in pdf.headers["Content-Disposition"]
    assert issue(head, case, "14_plan").text.count("/14-2") == 1


def test_every_document_that_is_ready_can_be_issued(head: Visitor, case: str) -> None:
    page = head.get(f"/cases/{case}/documents")
    keys = [action.split("/")[-2] for action in page.find("//form[contains(@action, '/issue')]/@action")]
    assert len(keys) >= 8
    for key in keys:
        assert "Документ выдан" in issue(head, case, key).text, key


def test_a_signed_copy_comes_back(head: Visitor, case: str) -> None:
    page = send(issue(head, case, "16_family_card"), PDF)
    assert "Подписанный экземпляр приложен" in page.text
    (copy,) = page.find(f"//li[@id='paper-{newest(page)}']//a[contains(., 'Подписанный')]/@href")
    assert head.client.get(copy).data == PDF


@pytest.mark.parametrize("content", [b"", b"MZ a program", b"<html>", b"%PDF-" + b"0" * (12 * 1024 * 1024 + 1)])
def test_only_scans_and_photos_are_taken(head: Visitor, case: str, content: bytes) -> None:
    assert "не больше 12 МБ" in send(issue(head, case, "16_family_card"), content).text


def test_what_is_not_ready_or_not_there_is_not_issued(head: Visitor, case: str) -> None:
    page = head.get(f"/cases/{case}/documents")
    token = page.find("//input[@name='csrf_token']/@value")[0]
    for key in ("nothing", "10_assessment/../x"):
        assert head.post(f"/cases/{case}/documents/{key}/issue", [("csrf_token", token)]).status == 404
    for path in ("1.pdf", "999999.pdf", "records/999999.pdf"):
        assert head.client.get(f"/cases/{case}/documents/{path}").status_code == 404


def test_any_record_can_be_printed(head: Visitor, case: str) -> None:
    links = head.get(f"/cases/{case}/records").find("//a[contains(., 'Распечатать')]/@href")
    assert links
    assert head.client.get(links[0]).data.startswith(b"%PDF-")


def test_who_only_reads_sees_documents_and_issues_none(visitor: Come, case: str) -> None:
    reader = visitor("auditor")
    page = reader.get(f"/cases/{case}/documents")
    assert page.find("//form[contains(@action, '/issue')]") == []
    token = page.find("//input[@name='csrf_token']/@value")[0]
    assert reader.post(f"/cases/{case}/documents/14_plan/issue", [("csrf_token", token)]).status == 403


def test_documents_of_a_case_are_for_its_people_only(visitor: Come, case: str) -> None:
    assert visitor("regional_head.vyazma").get(f"/cases/{case}/documents").status == 404


def test_a_plan_shows_its_steps_by_side_with_words_and_its_versions(head: Visitor, case: str) -> None:
    page = head.get(f"/cases/{case}/plan")
    assert "Индивидуальный план помощи семье" in page.text
    sides = [heading.text_content().split()[0] for heading in page.find("//h3[starts-with(@id, 'side-')]")]
    assert sides[:2] == ["Фонд", "Семья"]
    states = [chip.text_content().strip() for chip in page.find("//li[contains(@class, 'step')]/span[last()]")]
    assert states
    assert all(states)
    assert len(page.find("//ol[contains(@class, 'versions')]/li")) >= 2
    assert "Подписано:" in page.text


def test_a_version_tells_the_papers_issued_while_it_was_in_force(head: Visitor, case: str) -> None:
    signed = send(issue(head, case, "14_plan"), PDF)
    number = signed.find("//li[starts-with(@id, 'paper-')]//span[@class='num']")[0].text_content().split()[-1]
    page = head.get(f"/cases/{case}/plan")
    newest_version = page.find("//ol[contains(@class, 'versions')]/li")[0].text_content()
    assert number in newest_version
    assert "Подписанный экземпляр" in newest_version


def test_a_family_gets_its_plan_as_a_sheet(head: Visitor, case: str) -> None:
    page = head.get(f"/cases/{case}/plan").link("Лист для семьи")
    assert page.find("//article//h1")[0].text_content() == "Наш план"
    assert page.find("//article//li//*[name()='svg']")
    assert page.find("//article//h2")[0].text_content() == "Семья"
    for ending, start in (("pdf", b"%PDF-"), ("docx", b"PK")):
        (link,) = page.find(f"//a[contains(@href, '.{ending}')]/@href")
        assert head.client.get(link).data.startswith(start)
    for path in ("plan/nothing", "plan/nothing.pdf", "plan/plan.exe"):
        assert head.client.get(f"/cases/{case}/{path}").status_code == 404


def test_a_plan_is_for_the_people_of_its_case_only(visitor: Come, case: str) -> None:
    for path in ("plan", "plan/plan", "plan/plan.pdf"):
        assert visitor("regional_head.vyazma").client.get(f"/cases/{case}/{path}").status_code == 404


def test_an_issued_document_can_be_made_again_word_for_word(head: Visitor, case: str) -> None:
    for key in ("14_plan", "14_plan_family", "11_contract"):
        page = issue(head, case, key)
        assert "слово в слово то же" in page.send(f"/{newest(page)}/again").text
