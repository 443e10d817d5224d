"""A template may look into the data and nothing else; what it brings along is looked over first."""

import io
import zipfile
from typing import Any

import pytest
from docx import Document

from forms.errors import BadForm
from forms.papers import index
from forms.papers.merge import LARGEST, BadTemplate, merge
from forms.papers.typeset import source

DATA: dict[str, Any] = {"case": {"title": "Ivanov & <Sons>", "items": "in the data"}, "rows": [{"a": "1"}, {"a": "2"}]}


def template(*paragraphs: str) -> bytes:
    paper = Document()
    for words in paragraphs:
        paper.add_paragraph(words)
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def words(document: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(document)).paragraphs]


def with_part(name: str, content: bytes) -> bytes:
    made = io.BytesIO(template("words"))
    with zipfile.ZipFile(made, "a") as parts:
        parts.writestr(name, content)
    return made.getvalue()


def test_a_template_says_what_is_known() -> None:
    made = merge(
        template("{{ case.title }}", "{%p for row in rows %}", "{{ loop.index }}: {{ row.a }}", "{%p endfor %}"), DATA
    )
    assert words(made) == ["Ivanov & <Sons>", "1: 1", "2: 2"]


def test_names_look_into_the_data_never_at_objects() -> None:
    assert words(merge(template("{{ case.items }}"), DATA)) == ["in the data"]


def test_answers_are_never_read_as_template() -> None:
    made = merge(template("{{ case.title }}"), {"case": {"title": "{{ rows }} {% if x %}"}})
    assert words(made) == ["{{ rows }} {% if x %}"]


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ case.nothing }}",
        "{{ nothing }}",
        "{{ case.__class__ }}",
        "{{ case.keys }}",
        "{{ rows.append }}",
        "{{ rows[0].__init__ }}",
        "{{ ''.join }}",
        "{{ case.title.format }}",
        "{{ case.keys() }}",
        "{{ range(9999999) }}",
        "{{ cycler.__init__.__globals__ }}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% macro m() %}{% endmacro %}",
        "{{ 'a' * 99999999 }}",
        "{{ 9 ** 999999 }}",
        "{{ case.title | attr('x') }}",
        "{{ rows | map(attribute='__class__') | join }}",
        "{% for a in rows %}{% for b in rows %}{% for c in rows %}{% for d in rows %}{% for e in rows %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ case.title ",
        "{% if %}",
    ],
)
def test_everything_else_is_refused(hostile: str) -> None:
    with pytest.raises(BadTemplate):
        merge(template(hostile), DATA)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/vbaProject.bin", b"code"),
        ("word/embeddings/oleObject1.bin", b"object"),
        ("word/_rels/settings.xml.rels", b'<Relationship TargetMode="External" Target="http://far.example/t.dotm"/>'),
        ("word/more.xml", b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'),
        ("word/bomb.xml", b" " * (17 * 1024 * 1024)),
    ],
)
def test_a_template_brings_no_code_and_fetches_nothing(name: str, content: bytes) -> None:
    with pytest.raises(BadTemplate):
        merge(with_part(name, content), DATA)


def test_what_is_no_template_is_refused() -> None:
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04", b"0" * (LARGEST + 1)):
        with pytest.raises(BadTemplate):
            merge(content, DATA)


def test_words_on_a_page_are_never_commands_of_the_typesetter() -> None:
    text = source(
        merge(template("{{ case.title }}"), {"case": {"title": '#read("/etc/passwd") $x$ "quoted" \\ \x07'}}), "T"
    )
    assert '"#read(\\"/etc/passwd\\") $x$ \\"quoted\\" \\\\ "' in text


@pytest.mark.parametrize(
    "wrong",
    ['[[document]]\nkey = "a"\n', "[[document]", '[[document]]\nkey="a"\ntitle="A"\ntemplate="../a.docx"\nforms={}\n'],
)
def test_an_index_that_cannot_be_is_refused(wrong: str, tmp_path: Any) -> None:
    (tmp_path / "documents.toml").write_text(wrong)
    with pytest.raises(BadForm):
        index.load(tmp_path)


def test_a_family_without_documents_has_none(tmp_path: Any) -> None:
    assert index.load(tmp_path) == ()
