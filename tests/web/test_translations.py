"""Nothing on a page stays untranslated."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from web.translations.gather import HERE, HOUSE, gather

TEMPLATES = sorted((HOUSE / "web" / "templates").rglob("*.html"))
TAGS = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<script.*?</script>|<!doctype[^>]*>", re.DOTALL)
SPOKEN = re.compile(r"""\s(?:aria-label|title|placeholder|alt|data-label)=(["'])(.*?)\1""", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    return gather()


def catalogue(language: str) -> Catalog:
    with (HERE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_sentence_is_translated(language: str, wanted: Catalog) -> None:
    known = catalogue(language)
    missing = [message.id for message in wanted if message.id and not _translated(known, message.id)]
    assert missing == []


def test_no_sentence_is_its_own_translation() -> None:
    """Sentences without words of their own, such as "%(day)s, %(time)s", may be."""
    words = re.compile(r"%\(\w+\)s|[^A-Za-z]")
    echoed = [m.id for m in catalogue("ru") if isinstance(m.id, str) and m.id == m.string and words.sub("", m.id)]
    assert echoed == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_places_in_a_sentence_are_kept(language: str) -> None:
    places = re.compile(r"%\((\w+)\)")
    wrong = [
        message.id
        for message in catalogue(language)
        if isinstance(message.id, str) and set(places.findall(message.id)) != set(places.findall(str(message.string)))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(HOUSE / "web" / "templates").as_posix())
def test_no_template_holds_raw_text(path: Path) -> None:
    source = TAGS.sub(" ", path.read_text(encoding="utf-8"))
    spoken = [found[2] for found in SPOKEN.finditer(source)]
    bare = re.sub(r"<[^>]*>", " ", source)
    assert [words for text in (bare, *spoken) for words in LETTERS.findall(text)] == []


def _translated(known: Catalog, message: str | tuple[str, ...] | list[str]) -> bool:
    found = known.get(message if isinstance(message, str) else message[0])
    if found is None or not found.string:
        return False
    return all(found.string) if isinstance(found.string, tuple | list) else True
