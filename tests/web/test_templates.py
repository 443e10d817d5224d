"""Templates of documents in the browser: sent in, judged, tried, put in force, and back."""

import io
from collections.abc import Callable

import pytest
from docx import Document
from flask import Flask

from forms.papers import index
from tests.forms.test_merging import template, with_part
from tests.web.installation import Page, Visitor
from web.settings import HOUSE

Come = Callable[[str], Visitor]
PLACE = "/templates/casework/02_refusal"
GOOD = (
    "Новое письмо",
    "{{ refusal.told_to }}",
    "{%p for line in refusal.reasons | lines %}",
    "{{ line }}",
    "{%p endfor %}",
)


@pytest.fixture(scope="module")
def methodologist(app: Flask) -> Visitor:
    return Visitor(app).come_in("methodologist")


def send(visitor: Visitor, content: bytes, note: str = "Другие слова") -> Page:
    form = visitor.get(PLACE).form("/02_refusal")
    data = {**dict(form.form_values()), "note": note, "template": (io.BytesIO(content), "letter.docx")}
    return Page(visitor, visitor.client.post(PLACE, data=data, follow_redirects=True))


def test_every_document_of_every_method_is_listed(methodologist: Visitor) -> None:
    page = methodologist.get("/templates/")
    for document in index.load(HOUSE / "forms" / "casework"):
        assert document.title in page.text
    assert "Как установлен" in page.text


def test_a_new_version_is_kept_tried_put_in_force_and_taken_back(methodologist: Visitor) -> None:
    page = send(methodologist, template(*GOOD))
    assert "Версия 1 сохранена" in page.text
    assert methodologist.client.get(f"{PLACE}/1.pdf").data.startswith(b"%PDF-")
    taken = methodologist.client.get(f"{PLACE}/1.docx").data
    assert Document(io.BytesIO(taken)).paragraphs[0].text == "Новое письмо"
    page = page.send("/1/choose")
    assert "Версия 1" in methodologist.get("/templates/").text
    assert "введите в действие" in methodologist.get("/templates/").text
    page = page.send("/0/choose")
    assert "Версия 1" not in methodologist.get("/templates/").text
    assert "Версия 1" in page.text


def test_names_that_nobody_is_asked_are_told_with_their_place(methodologist: Visitor) -> None:
    page = send(methodologist, template("Здравствуйте, {{ refusal.nickname }}!"), "Прозвище")
    assert page.status == 422
    assert "refusal.nickname" in page.text
    assert "Здравствуйте" in page.text
    assert page.find("//input[@name='note']/@value") == ["Прозвище"]
    assert "{{ refusal.reasons }}" in page.text


@pytest.mark.parametrize(
    "content", [b"", b"MZ", with_part("word/vbaProject.bin", b"code"), template("{{ case.title() }}"), b"PK" * 1000]
)
def test_a_hostile_file_is_not_taken(methodologist: Visitor, content: bytes) -> None:
    page = send(methodologist, content)
    assert page.status == 422
    assert "Шаблон не принят" in page.text


def test_a_version_says_what_has_changed(methodologist: Visitor) -> None:
    assert "Напишите, что изменилось" in send(methodologist, template(*GOOD), " ").text


def test_what_is_not_there_is_not_found(methodologist: Visitor) -> None:
    for path in ("/templates/casework/nothing", "/templates/nothing/02_refusal", f"{PLACE}/99.docx", f"{PLACE}/0.exe"):
        assert methodologist.client.get(path).status_code == 404


@pytest.mark.parametrize("document", index.load(HOUSE / "forms" / "casework"), ids=lambda one: one.key)
def test_every_installed_template_can_be_tried(methodologist: Visitor, document: index.Document) -> None:
    """Sent back unchanged it is taken: it says nothing unknown, and makes a paper of made-up answers."""
    place = f"/templates/casework/{document.key}"
    form = methodologist.get(place).form(f"/{document.key}")
    data = {**dict(form.form_values()), "note": "=", "template": (io.BytesIO(document.template.read_bytes()), "a.docx")}
    answer = methodologist.client.post(place, data=data)
    assert answer.status_code == 303, Page(methodologist, answer).text[:800]


def test_only_who_may_replaces_templates(visitor: Come, app: Flask) -> None:
    for login in ("curator.smolensk", "regional_head", "auditor", "administrator"):
        assert visitor(login).get("/templates/").status == 403
    assert "/sign-in" in Visitor(app).get("/templates/").path
