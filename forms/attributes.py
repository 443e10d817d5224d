"""Reading the attributes of a definition: each reader returns a checked value or raises BadAnswer."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from forms.fields import Option
from forms.messages import N_, BadAnswer
from forms.text import clean

Reader = Callable[[Any], Any]
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_VALUE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_PREFILL = re.compile(r"case:[a-z][a-z0-9_]*|record:[\w/.-]+:[a-z][a-z0-9_]*")
_OFFER = re.compile(r"record:[\w/.-]+:[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
MOST_OPTIONS = 200
MADE_UP = frozenset(
    {
        *("family_name", "case_person", "full_name", "first_name", "child_name", "address", "town"),
        *("organisation", "position", "phone", "email", "sentence", "paragraph"),
        *("adult_birth_date", "child_birth_date", "today", "coming_date"),
    }
)


def words(raw: Any) -> str:
    """Text that is not empty."""
    text = clean(raw, 4000, lines=True)
    if not text:
        raise BadAnswer(N_("is empty"))
    return text


def hint(raw: Any) -> str:
    return clean(raw, 4000, lines=True)


def name(raw: Any) -> str:
    if not isinstance(raw, str) or not NAME.fullmatch(raw):
        raise BadAnswer(N_("must be a name of small Latin letters, digits and _, with a letter first"))
    return raw


def flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise BadAnswer(N_("must be true or false"))
    return raw


def whole(lowest: int, highest: int) -> Reader:
    """A whole number within limits."""

    def read(raw: Any) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int) or not lowest <= raw <= highest:
            raise BadAnswer(N_("must be a whole number from %(min)s to %(max)s"), min=lowest, max=highest)
        return raw

    return read


def number(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise BadAnswer(N_("must be a number"))
    return Decimal(str(raw))


def day(raw: Any) -> date:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError) as error:
        raise BadAnswer(N_("must be a date such as 2026-12-31")) from error


def many(reader: Reader) -> Reader:
    """A list of what `reader` reads."""

    def read(raw: Any) -> tuple[Any, ...]:
        if not isinstance(raw, list) or not raw:
            raise BadAnswer(N_("must be a list that is not empty"))
        return tuple(reader(item) for item in raw)

    return read


def listed(reader: Reader) -> Reader:
    """A list that may be empty."""
    several = many(reader)
    return lambda raw: () if raw == [] else several(raw)


def one_or_many(reader: Reader) -> Reader:
    """A list, or a single one for short."""
    several = many(reader)
    return lambda raw: several(raw if isinstance(raw, list) else [raw])


def prefill(raw: Any) -> str:
    if not isinstance(raw, str) or not _PREFILL.fullmatch(raw):
        raise BadAnswer(N_("must be case:NAME or record:FORM:FIELD"))
    return raw


def offer(raw: Any) -> tuple[str, ...]:
    """Where options come from: `record:FORM:FIELD` or `record:FORM:GROUP.FIELD`; of several the first that has any."""
    found = raw if isinstance(raw, list) else [raw]
    if not found or any(not isinstance(one, str) or not _OFFER.fullmatch(one) for one in found):
        raise BadAnswer(N_("must be record:FORM:FIELD or record:FORM:GROUP.FIELD"))
    return tuple(found)


def sample(raw: Any) -> str:
    """A literal example, or `@` and the name of something to make up."""
    text = words(raw)
    if text.startswith("@") and text[1:] not in MADE_UP:
        raise BadAnswer(N_("knows no %(sample)s"), sample=text)
    return text


def options(raw: Any) -> tuple[Option, ...]:
    """Options with values that differ."""
    found: tuple[Option, ...] = many(_option)(raw)
    if len(found) > MOST_OPTIONS:
        raise BadAnswer(N_("has more than %(max)s options"), max=MOST_OPTIONS)
    values = [option.value for option in found]
    if twice := next((value for value in values if values.count(value) > 1), None):
        raise BadAnswer(N_("has the option %(value)s twice"), value=twice)
    return found


def _option(raw: Any) -> Option:
    if not isinstance(raw, Mapping) or not {"value", "label"} <= set(raw) <= {"value", "label", "hint"}:
        raise BadAnswer(N_("must hold options of value, label and perhaps hint"))
    if not isinstance(raw["value"], str) or not _VALUE.fullmatch(raw["value"]):
        raise BadAnswer(N_("has an option whose value is not of small Latin letters, digits, _ and -"))
    return Option(raw["value"], words(raw["label"]), hint(raw.get("hint", "")))
