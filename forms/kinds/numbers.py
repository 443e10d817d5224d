"""Numbers as people write them: spaces between thousands, comma or point."""

import decimal
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from forms import attributes as a
from forms.fields import Field
from forms.kinds.kind import Fake, Kind
from forms.messages import N_, BadAnswer
from forms.text import TEXT, clean

_THOUSANDS = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_NUMBER = re.compile(r"([+-]?)\s?([0-9]{1,15})(?:[.,]([0-9]*))?")
_MOST = 10**15


class Decimal(Kind):
    name = "decimal"
    attributes: ClassVar[Mapping[str, a.Reader]] = {"min": a.number, "max": a.number}
    required: ClassVar[str] = N_("Enter a number.")
    places: ClassVar[int] = 6
    too_fine: ClassVar[str] = N_("Write at most %(places)s digits after the comma.")

    def read(self, raw: Any, field: Field, now: datetime) -> Any:
        number = self._number(raw)
        lowest = self.lowest(field)
        if lowest is not None and number < lowest:
            raise BadAnswer(N_("At least %(min)s."), min=self.shown(self.record(lowest)))
        if field.max is not None and number > field.max:
            raise BadAnswer(N_("At most %(max)s."), max=self.shown(self.record(field.max)))
        return self.typed(number)

    def lowest(self, field: Field) -> Any:
        return field.min

    def typed(self, number: decimal.Decimal) -> Any:
        return number

    def record(self, value: Any) -> Any:
        return format(decimal.Decimal(value).normalize() + 0, "f")

    def seen(self, value: Any) -> Any:
        return value

    def shown(self, recorded: Any) -> str:
        return str(recorded).replace(".", ",")

    def sample(self, field: Field, fake: Fake) -> str:
        lowest = int(self.lowest(field) or 0)
        highest = int(field.max) if field.max is not None else lowest + 100
        return str(fake.number(lowest, max(lowest, highest)))

    def _number(self, raw: Any) -> decimal.Decimal:
        if isinstance(raw, int | decimal.Decimal) and not isinstance(raw, bool):
            raw = format(raw, "f") if isinstance(raw, decimal.Decimal) else str(raw)
        text = clean(raw, TEXT).replace("\u2212", "-")
        found = _NUMBER.fullmatch(_THOUSANDS.sub("", self.bare(text)))
        if not found:
            raise BadAnswer(N_("Enter a number in digits, for example 1500."))
        sign, digits, fraction = found[1], found[2], found[3] or ""
        if len(fraction) > self.places and fraction[self.places :].strip("0"):
            raise BadAnswer(self.too_fine, places=self.places)
        return decimal.Decimal(f"{sign}{digits}.{fraction[: self.places] or 0}") + 0

    def bare(self, text: str) -> str:
        return text


class Integer(Decimal):
    name = "integer"
    attributes: ClassVar[Mapping[str, a.Reader]] = {
        "min": a.whole(-_MOST, _MOST),
        "max": a.whole(-_MOST, _MOST),
    }
    places = 0
    too_fine = N_("Enter a whole number.")

    def typed(self, number: decimal.Decimal) -> int:
        return int(number)

    def record(self, value: Any) -> Any:
        return int(value)


class Money(Decimal):
    """Roubles and kopecks; nothing below zero unless `min` says so."""

    name = "money"
    required = N_("Enter an amount.")
    places = 2
    too_fine = N_("Write at most two digits after the comma: kopecks.")

    def lowest(self, field: Field) -> Any:
        return field.min if field.min is not None else decimal.Decimal(0)

    def record(self, value: Any) -> Any:
        return format(decimal.Decimal(value), ".2f")

    def bare(self, text: str) -> str:
        return text.rstrip("\u20bd ")

    def sample(self, field: Field, fake: Fake) -> str:
        lowest = int(self.lowest(field))
        highest = int(field.max) if field.max is not None else lowest + 20_000
        return str(fake.number(lowest, max(lowest, highest)) // 100 * 100 or lowest)
