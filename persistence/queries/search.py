"""One search over what a person may see: cases, open tasks and issued documents, by words in any of their forms."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import and_, or_, select

from persistence.projections.papers import table as paper
from persistence.projections.register import table as register
from persistence.projections.terms import WORD, fold, sought, words
from persistence.projections.worklist import table as open_task
from persistence.queries import register as register_query
from persistence.queries import worklist
from persistence.queries.page import Page
from persistence.queries.register import CaseRow, Filters
from persistence.queries.scope import Condition, Viewer, within
from persistence.queries.worklist import TaskRow

MOST = 10  # results of a kind
LONGEST, WORDS = 200, 8
_EDGES = re.compile(r"^\W+|\W+$")
_SPACES = re.compile(r"(\s+)")
_LETTERS = re.compile(f"({WORD.pattern})")


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: `text` without the signs around its words; every word has to be found."""

    text: str

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """What the found words begin with."""
        return tuple(sought(self.text))

    def fits(self, known: Collection[str]) -> bool:
        """Whether every word is among the folded words of a text."""
        return all(any(word.startswith(stem) for word in known) for stem in self.stems)

    def pieces(self, text: str) -> Iterator[tuple[str, bool]]:
        """The text piece by piece, with whether the piece is a found word."""
        for part in _SPACES.split(text):
            core = _EDGES.sub("", part)
            before, _core, after = part.partition(core) if core else (part, "", "")
            whole = _hits(self, fold(core))
            yield before, False
            yield from ((core, True),) if whole else ((one, _hits(self, fold(one))) for one in _LETTERS.split(core))
            yield after, False


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """An issued document and the case it is from."""

    case_id: str
    case_title: str
    case_number: str
    seq: int
    document: str
    number: str
    process: str
    at: datetime


def wanted(typed: str) -> Wanted:
    """What was typed, as what to look for; without words where nothing was."""
    parts = (_EDGES.sub("", part) for part in typed[:LONGEST].split())
    return Wanted(" ".join([part for part in parts if part][:WORDS]))


def cases(viewer: Viewer, what: Wanted) -> Page[CaseRow]:
    """Cases of every kind and age in reach of `register.read`."""
    return register_query.page(viewer, Filters(status="all", text=what.text), size=MOST)


def tasks(viewer: Viewer, what: Wanted) -> Page[TaskRow]:
    """Open tasks whose step is called so, the most urgent first.

    The names in reach are few, each many times; word forms are matched over them, alike on both databases.
    """
    reach = within(viewer, "case.read", open_task.c.case_id, open_task.c.team)
    named = viewer.reader.execute(select(open_task.c.name).where(reach).distinct()).scalars()
    fitting = sorted(name for name in named if what.fits(words(name)))
    if not fitting:
        return Page((), None)
    return worklist.read(viewer, and_(reach, open_task.c.name.in_(fitting)), size=MOST)


def papers(viewer: Viewer, what: Wanted) -> tuple[tuple[FoundPaper, ...], bool]:
    """Documents with these parts in their number, the newest first, and whether there are more."""
    if not any(letter.isdigit() for letter in what.text):
        return (), False
    query = (
        select(paper.c.case_id, register.c.title, register.c.number, paper.c.seq, paper.c.document)
        .add_columns(paper.c.number.label("own"), register.c.process, paper.c.at)
        .join(register, register.c.case_id == paper.c.case_id)
        .where(paper.c.signs.is_(None), within(viewer, "case.read", paper.c.case_id, register.c.team))
        .where(*(_has(word) for word in what.text.split()))
        .order_by(paper.c.at.desc(), paper.c.case_id, paper.c.seq.desc())
    )
    found = [FoundPaper(*row) for row in viewer.reader.execute(query.limit(MOST + 1))]
    return tuple(found[:MOST]), len(found) > MOST


def _has(word: str) -> Condition:
    """The number holds the word; databases know no capital letters beyond the Latin ones."""
    forms = sorted({word, word.upper(), word.lower()})
    return or_(*(paper.c.number.contains(form, autoescape=True) for form in forms))


def _hits(what: Wanted, word: str) -> bool:
    return bool(word) and any(word.startswith(stem) for stem in what.stems)


def text_words(text: str) -> frozenset[str]:
    """The folded words of a text, to be kept and asked of `Wanted.fits`."""
    return frozenset(words(text))
