"""Fields that hold others, or nothing but words."""

from collections.abc import Mapping
from typing import ClassVar

from forms import attributes as a
from forms.fields import Field
from forms.kinds.kind import Kind
from forms.messages import N_, Message

MOST_ROWS = 200
USUAL_ROWS = 50


class Group(Kind):
    """Rows of the same fields; read by `forms.schema`, row by row."""

    name = "group"
    attributes: ClassVar[Mapping[str, a.Reader]] = {
        "fields": lambda raw: raw,
        "min": a.whole(0, MOST_ROWS),
        "max": a.whole(1, MOST_ROWS),
        "row": a.words,
    }
    needs = frozenset({"fields"})
    required: ClassVar[str] = N_("Add at least one.")

    def problems(self, field: Field) -> list[Message]:
        empty = [] if field.fields else [Message(N_("has no fields"))]
        return super().problems(field) + empty


class Note(Kind):
    """Words between questions."""

    name = "note"
    answered = False
