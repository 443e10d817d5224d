"""Definitions and pages are read from a folder, with limits."""

from pathlib import Path

import pytest

from forms import catalog
from forms.errors import BadForm


def test_forms_and_pages_are_found_by_key(tmp_path: Path) -> None:
    family = tmp_path / "family"
    family.mkdir()
    (family / "05_report.form.json").write_text('{"title": "x"}', "utf-8")
    (family / "01_script.md").write_text("# Script", "utf-8")
    (tmp_path / "README.md").write_text("# not a page", "utf-8")
    assert catalog.load(tmp_path) == {"family/05_report": {"title": "x"}}
    assert catalog.pages(tmp_path) == {"family/01_script": "# Script"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "is not JSON"),
        ("[]", "must be an object"),
        ('{"title": 1, "title": 2}', "the key 'title' is given twice"),
        ('{"min": NaN}', "NaN is no number"),
        ("[" * 100_000, "is not JSON"),
        ('"' + "x" * 300_000 + '"', "is larger than 262144 bytes"),
    ],
)
def test_a_file_that_is_no_definition_says_why(text: str, reason: str) -> None:
    with pytest.raises(BadForm, match=reason):
        catalog.read("family/form", text)


def test_a_file_too_large_or_not_in_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.form.json").write_bytes(b"\xff\xfe")
    with pytest.raises(BadForm, match="a: is not written in UTF-8"):
        catalog.load(tmp_path)
    (tmp_path / "a.form.json").write_bytes(b" " * (catalog.LARGEST + 1))
    with pytest.raises(BadForm, match="a: is larger than"):
        catalog.load(tmp_path)
