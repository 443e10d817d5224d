"""A book of sections as PDF/A: headings, pairs and tables, typeset by Typst. Words stay strings: nothing is code."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import typst

from forms.papers.typeset import CONTROL

START = """#set document(title: {title})
#set page(paper: "a4", margin: (x: 20mm, y: 18mm), footer: context {{ set text(size: 8pt, fill: luma(90))
  grid(columns: (1fr, auto), {foot}, counter(page).display() + " / " + str(counter(page).final().first())) }})
#set text(font: "Libertinus Serif", size: 10pt, lang: {language})
#set par(leading: 0.55em, justify: false)
#set table(stroke: 0.4pt + luma(170), inset: 4pt)
#show heading.where(level: 1): set text(size: 18pt)
#show heading.where(level: 2): it => block(above: 1.4em, below: 0.7em, text(size: 13pt, it.body))
#show heading.where(level: 3): it => block(above: 1em, below: 0.5em, text(size: 10.5pt, it.body))
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs: what is asked, what is said."""

    pairs: Sequence[tuple[str, str]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `widths` are shares of the page."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


Block = Facts | Grid | Words


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the book."""

    key: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Book:
    """What is bound: its title, a line for every foot of a page, the chapters."""

    title: str
    foot: str
    sections: Sequence[Section]
    language: str = "ru"


def bind(book: Book, at: datetime) -> bytes:
    """The pages: the same bytes for the same book and moment."""
    made = typst.compile(
        source(book).encode(), format="pdf", font_paths=[], ignore_system_fonts=True, pdf_standards="a-2b",
        timestamp=int(at.timestamp()),
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def source(book: Book) -> str:
    """The Typst text of a book."""
    parts = [START.format(title=_text(book.title), foot=_text(book.foot), language=_text(book.language))]
    parts.append(f"#heading(level: 1, {_text(book.title)})")
    for section in book.sections:
        parts.append(f"#heading(level: 2, {_text(section.title)})")
        parts += [part for block in section.blocks for part in _block(block)]
    return "\n".join(parts)


def _block(block: Block) -> Iterable[str]:
    match block:
        case Words(text):
            yield f"#par({_text(text)})"
        case Facts(pairs, title):
            if title:
                yield f"#heading(level: 3, {_text(title)})"
            cells = ", ".join(f"text(fill: luma(70), {_text(one)}), {_cell(two)}" for one, two in pairs)
            yield f"#grid(columns: (35%, 1fr), row-gutter: 0.6em, column-gutter: 1em, {cells})"
        case Grid(headings, rows, widths):
            columns = ", ".join(f"{share}fr" for share in widths or [1] * len(headings))
            head = ", ".join(f"strong({_text(one)})" for one in headings)
            body = ", ".join(_cell(one) for row in rows for one in row)
            yield f"#text(size: 8.5pt, table(columns: ({columns},), table.header({head}), {body}))"


def _cell(words: str) -> str:
    """Long words without spaces, such as hashes, may break anywhere."""
    loose = " ".join(_loose(word) for word in words.split(" "))
    return f"text({_text(loose)})"


def _loose(word: str) -> str:
    return "\u200b".join(word[at : at + 16] for at in range(0, len(word), 16)) if len(word) > 40 else word


def _text(words: str) -> str:
    return json.dumps(CONTROL.sub("", words), ensure_ascii=False)
