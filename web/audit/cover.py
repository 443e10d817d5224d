"""What a reader of a redacted book does not see: names, contacts and free text, covered the same way everywhere."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from engine.definitions import Definition
from engine.replay import Turn
from forms.definition import Field

CODED = frozenset({"choice", "select", "choices", "yesno", "agree", "date", "datetime", "integer", "decimal", "money"})
"""Kinds of answers that come from the method, or are counts and days; everything else is a person's own words."""

BLACK = "\u2588" * 8
SHORTEST = 4  # letters: shorter words are everybody's


class Cover:
    """Covers what is personal of one case. `on` False covers nothing: the full book is made by the same hands."""

    def __init__(self, on: bool, turns: Sequence[Turn], accounts: Mapping[str, str]) -> None:
        self.on, self._people = on, dict[str, str]()
        self._hidden = _longest(_personal(turns), _vocabulary(turns)) if on else []
        self.names = {key: self.person(name) for key, name in accounts.items()}
        words = [re.escape(word) for word in [*accounts.values(), *self._hidden] if len(word) >= SHORTEST]
        every = "|".join(sorted(set(words), key=len, reverse=True))
        self._pattern = re.compile(rf"(?<!\w)(?:{every})(?!\w)", re.IGNORECASE) if words else None

    def person(self, name: str) -> str:
        """A name, or the same number for the same name."""
        if not self.on or not name:
            return name
        if name not in self._people:
            self._people[name] = _("Person %(number)s", number=len(self._people) + 1)
        return self._people[name]

    def words(self, text: str) -> str:
        """A person's own words."""
        return BLACK if self.on and text else text

    def answer(self, field: Field | None, text: str, value: Any) -> str:
        """An answer as it was said: coded ones stay."""
        if not self.on or not text:
            return text
        if field is None:
            return text if isinstance(value, bool | int | Decimal | date | datetime | timedelta) else BLACK
        if field.kind == "person":
            return self.person(text)
        told = value if isinstance(value, list) else [value]
        is_own = field.options and any(not field.option(str(one)) for one in told)
        return BLACK if is_own or field.kind not in CODED else text

    def sentence(self, text: str) -> str:
        """A sentence of ours, in which somebody's words may have got."""
        if not self.on or self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._people.get(found.group(0), BLACK), text)


def _personal(turns: Sequence[Turn]) -> Iterator[str]:
    """Every text that people wrote, as far as it is not a code of the method."""
    for turn in turns:
        yield from _texts(turn.given.private, _codes(turn.definition))
        yield turn.definition.name_of(turn.case.state.values)


def _codes(definition: Definition) -> frozenset[str]:
    fields = [field for form in definition.forms.values() for field in _fields(form.fields)]
    return frozenset(option.value for field in fields for option in field.options)


def _vocabulary(turns: Sequence[Turn]) -> frozenset[str]:
    """The words of the method itself, of the versions the case has lived under: they are nobody's."""
    found: set[str] = set()
    for definition in {turn.definition.checksum: turn.definition for turn in turns}.values():
        texts = [node.name for node in definition.plan.nodes.values()]
        fields = [field for form in definition.forms.values() for field in _fields(form.fields)]
        texts += [form.title for form in definition.forms.values()]
        texts += [text for field in fields for text in (field.label, *(option.label for option in field.options))]
        found |= {word.casefold() for text in texts for word in re.findall(r"\w+", text)}
    return frozenset(found)


def _fields(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _fields(field.fields)


def _texts(value: Any, codes: frozenset[str]) -> Iterator[str]:
    if isinstance(value, str) and value not in codes:
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if not str(key).startswith("$"):
                yield from _texts(one, codes)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one, codes)


def _longest(texts: Iterable[str], known: frozenset[str]) -> list[str]:
    """Whole texts, and the words of short ones, which are names: the longest first. The method's own words stay."""
    words = {text.strip() for text in texts}
    names = {word for text in words if len(text.split()) <= 4 for word in text.split() if word[:1].isupper()}
    own = {word for word in words | names if word.strip(".,:;!?").casefold() not in known}
    return sorted((word for word in own if len(word) >= SHORTEST and not _is_moment(word)), key=len, reverse=True)


def _is_moment(word: str) -> bool:
    try:
        datetime.fromisoformat(word)
    except ValueError:
        return word.replace(".", "").replace("-", "").isdecimal() and len(word) < 7
    return True
