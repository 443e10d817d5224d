"""A template is examined before it is kept: names nobody knows are told with their place."""

import io
import zipfile

import pytest

from forms.papers.examine import examine
from forms.papers.merge import BadTemplate
from tests.forms.test_merging import template, with_part

SHAPE = {
    "case": {"title": "", "lead": ""},
    "plan": {"goal": "", "steps": [{"what": "", "parts": [{"name": ""}]}]},
}


def names(*paragraphs: str) -> list[str]:
    return [one.name for one in examine(template(*paragraphs), SHAPE)]


@pytest.mark.parametrize(
    "known",
    [
        ("{{ case.title }}",),
        ("{% if plan.goal %}{{ plan.goal | upper }}{% else %}{{ case.lead }}{% endif %}",),
        ("{%p for step in plan.steps %}", "{{ loop.index }} {{ step.what }}", "{%p endfor %}"),
        ("{% for step in plan.steps %}{% for part in step.parts %}{{ part.name }}{% endfor %}{% endfor %}",),
        ("{% for line in plan.goal | lines %}{{ line }}{% endfor %}",),
        ('{{ plan["goal"] or "nothing" }}',),
    ],
)
def test_what_is_known_is_no_finding(known: tuple[str, ...]) -> None:
    assert names(*known) == []


@pytest.mark.parametrize(
    ("paragraphs", "unknown"),
    [
        (("{{ nothing }}",), ["nothing"]),
        (("{{ case.nothing }}",), ["case.nothing"]),
        (("{% if false %}{{ case.nothing }}{% endif %}",), ["case.nothing"]),
        (("{% for step in plan.steps %}{{ step.nothing }}{% endfor %}",), ["step.nothing"]),
        (("{% for step in plan.deeds %}{{ step.what }}{% endfor %}",), ["plan.deeds"]),
        (("{{ case.title.first }}",), ["case.title.first"]),
        (("{{ step.what }}",), ["step"]),
        (("{{ loop.index }}",), ["loop"]),
        (("{{ case.a }}", "{{ case.b }}"), ["case.a", "case.b"]),
    ],
)
def test_what_nobody_is_asked_is_named(paragraphs: tuple[str, ...], unknown: list[str]) -> None:
    assert names(*paragraphs) == unknown


def test_a_finding_names_the_words_around_it() -> None:
    (found,) = examine(template("Dear reader", "Your curator is {{ case.curator }}, call her."), SHAPE)
    assert found.place == "Your curator is {{ case.curator }}, call her."


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"MZ a program",
        b"PK\x03\x04 broken",
        template("{{ case.title() }}"),
        template("{% set x = 1 %}"),
        template("{% for a in plan.steps %}"),
        with_part("word/vbaProject.bin", b"code"),
        with_part("word/bomb.xml", b"0" * (17 * 1024 * 1024)),
        with_part("word/entity.xml", b'<!DOCTYPE x [<!ENTITY a "b">]>'),
    ],
)
def test_a_hostile_file_is_refused(hostile: bytes) -> None:
    with pytest.raises(BadTemplate):
        examine(hostile, SHAPE)


def test_a_zip_that_is_no_document_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("readme.txt", "hello")
    with pytest.raises(BadTemplate):
        examine(made.getvalue(), SHAPE)
