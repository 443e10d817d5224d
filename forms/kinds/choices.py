"""Answers offered: one of, any of, yes or no, agreed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from forms import attributes as a
from forms.fields import Field
from forms.kinds.kind import Fake, Kind
from forms.messages import N_, BadAnswer

STRANGE = N_("Choose one of the options offered.")
YES, NO = frozenset({"yes", "true", "on"}), frozenset({"no", "false", "off"})


class Choice(Kind):
    name = "choice"
    attributes: ClassVar[Mapping[str, a.Reader]] = {"options": a.options}
    needs = frozenset({"options"})
    required: ClassVar[str] = STRANGE

    def read(self, raw: Any, field: Field, now: datetime) -> Any:
        if not isinstance(raw, str) or field.option(raw.strip()) is None:
            raise BadAnswer(STRANGE)
        return raw.strip()

    def sample(self, field: Field, fake: Fake) -> Any:
        return field.options[fake.number(0, len(field.options) - 1)].value


class Select(Choice):
    name = "select"


class Choices(Kind):
    """Any of the options, kept in their order; `min` and `max` say how many."""

    name = "choices"
    attributes: ClassVar[Mapping[str, a.Reader]] = {
        "options": a.options,
        "min": a.whole(1, a.MOST_OPTIONS),
        "max": a.whole(1, a.MOST_OPTIONS),
    }
    needs = frozenset({"options"})
    required: ClassVar[str] = N_("Tick at least one.")

    def read(self, raw: Any, field: Field, now: datetime) -> list[str]:
        given = raw if isinstance(raw, list | tuple) else [raw]
        ticked = {value.strip() if isinstance(value, str) else value for value in given if _plain(value)}
        if not ticked <= {option.value for option in field.options}:
            raise BadAnswer(STRANGE)
        if field.min is not None and len(ticked) < field.min:
            raise BadAnswer(N_("Tick at least %(min)s."), min=field.min)
        if field.max is not None and len(ticked) > field.max:
            raise BadAnswer(N_("Tick at most %(max)s."), max=field.max)
        return [option.value for option in field.options if option.value in ticked]

    def sample(self, field: Field, fake: Fake) -> list[str]:
        count = max(field.min or 1, 1)
        first = fake.number(0, len(field.options) - count)
        return [option.value for option in field.options[first : first + count]]


class YesNo(Kind):
    name = "yesno"
    required: ClassVar[str] = N_("Answer yes or no.")

    def read(self, raw: Any, field: Field, now: datetime) -> bool:
        text = str(raw).strip().lower() if isinstance(raw, str | bool) else ""
        if text not in YES | NO:
            raise BadAnswer(self.required)
        return text in YES

    def shown(self, recorded: Any) -> str:
        text = str(recorded).strip().lower()
        if text in YES:
            return "yes"
        return "no" if text in NO else text

    def sample(self, field: Field, fake: Fake) -> str:
        return "yes" if fake.number(0, 1) else "no"


class Agree(YesNo):
    """One box: ticked is true, not ticked is no answer."""

    name = "agree"
    required = N_("Tick the box to go on.")

    def blank(self, raw: Any) -> bool:
        return super().blank(raw) or str(raw).strip().lower() in NO

    def sample(self, field: Field, fake: Fake) -> str:
        return "yes"


def _plain(value: Any) -> bool:
    """Something a set can hold; blanks are left out."""
    if not isinstance(value, str):
        raise BadAnswer(STRANGE)
    return bool(value.strip())
