"""Free text: one line, several lines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from forms import attributes as a
from forms.fields import Field
from forms.kinds.kind import Fake, Kind
from forms.messages import N_, BadAnswer
from forms.text import LINE, TEXT, clean


class Line(Kind):
    name = "line"
    attributes: ClassVar[Mapping[str, a.Reader]] = {"min": a.whole(1, LINE), "max": a.whole(1, LINE)}
    longest: ClassVar[int] = LINE
    lines: ClassVar[bool] = False

    def read(self, raw: Any, field: Field, now: datetime) -> str:
        text = clean(raw, field.max or self.longest, self.lines)
        if field.min and len(text) < field.min:
            raise BadAnswer(N_("Too short: at least %(min)s characters."), min=field.min)
        return text

    def sample(self, field: Field, fake: Fake) -> str:
        return fake.make("sentence")[: field.max or self.longest]


class Pick(Line):
    """One of what was written earlier in the case, such as a step of its plan; kept in its own words."""

    name = "pick"
    attributes: ClassVar[Mapping[str, a.Reader]] = {"of": a.many(a.offer), "other": a.flag}
    needs = frozenset({"of"})
    required: ClassVar[str] = N_("Choose one of those written earlier.")


class Text(Line):
    name = "text"
    attributes: ClassVar[Mapping[str, a.Reader]] = {
        "rows": a.whole(2, 40),
        "min": a.whole(1, TEXT),
        "max": a.whole(1, TEXT),
    }
    longest = TEXT
    lines = True

    def sample(self, field: Field, fake: Fake) -> str:
        return fake.make("paragraph")[: field.max or self.longest]
