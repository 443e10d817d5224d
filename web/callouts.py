"""Names that are called in a comment: "@Name Surname" in the text, or a tick beside it."""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from persistence.queries import talk
from persistence.queries.case_page import CaseHead
from persistence.queries.people import Person
from persistence.queries.talk import CommentRow
from web import desk

_CALL = re.compile(r"@(\w+(?:[ \u00a0]\w+)?)")


def circle(head: CaseHead) -> tuple[Person, ...]:
    """Whom one can call: the people of the case, and those of its team who may see it anyway."""
    return talk.circle(desk.viewer(), head)


def called(text: str, people: Sequence[Person]) -> set[str]:
    """The accounts whose names stand after an @, whole or the first word of a name that only one has."""
    meant = (_meant(match[1], people) for match in _CALL.finditer(text))
    return {found[0] for found in meant if found}


def told(row: CommentRow, people: Sequence[Person]) -> Markup:
    """A comment with the names in it made visible."""
    parts, at = [Markup()], 0
    for match in _CALL.finditer(row.text):
        if found := _meant(match[1], people):
            end = match.start(1) + len(found[1])
            marked = Markup('<b class="call">{}</b>').format(row.text[match.start() : end])
            parts += [escape(row.text[at : match.start()]), marked]
            at = end
    return Markup().join([*parts, escape(row.text[at:])])


def _meant(words: str, people: Sequence[Person]) -> tuple[str, str] | None:
    """Who is meant, and by which of the words: both of a name, or the first that only one has."""
    for spoken in (words, words.split(maxsplit=1)[0]):
        wanted = spoken.replace("\u00a0", " ").casefold()
        hits = [one.id for one in people if one.name.casefold().startswith(wanted)]
        if len(hits) == 1:
            return hits[0], spoken
    return None
