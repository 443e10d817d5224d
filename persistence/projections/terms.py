"""Words by which a case is found: those of its title and its number, without case and accents."""

import re
import unicodedata
from collections.abc import Iterator

import snowballstemmer
from sqlalchemy import Column, Index, Table

from engine.case import Case
from engine.definitions import Definition
from persistence.prepared import Row
from persistence.projections.projection import Diffed
from persistence.tables import Key, metadata

WORD = re.compile(r"\w+")
SHORTEST = 4  # letters of a word that has endings

table = Table(
    "term",
    metadata,
    Column("word", Key, primary_key=True),
    Column("case_id", Key, primary_key=True, index=True),
    Column("team", Key, nullable=False),
    Index("term_team", "team", "word", "case_id"),
    sqlite_with_rowid=False,
)


def fold(text: str) -> str:
    """Letters people do not tell apart when they search, made one."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def sought(text: str) -> list[str]:
    """What to look for: of every word what all its forms begin with, so that a name is found in every case."""
    russian = snowballstemmer.stemmer("russian")
    stems = (
        russian.stemWord(word) if len(word) >= SHORTEST and word.isalpha() else word for word in text.casefold().split()
    )
    return [fold(stem) for stem in stems]


def words(text: str) -> set[str]:
    """The folded words of a text, and its unbroken parts such as a whole number."""
    folded = fold(text)
    return set(WORD.findall(folded)) | set(folded.split())


def _rows(case: Case, definition: Definition) -> Iterator[Row]:
    for word in words(f"{case.number} {definition.name_of(case.state.values)}"):
        yield {"word": word, "case_id": case.id, "team": case.team}


terms = Diffed(table, _rows, lambda case: (case.number, case.team, case.state.values))
