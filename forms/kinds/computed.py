"""Answers nobody gives: they follow from others, and are written down with them."""

import decimal
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from forms import attributes as a
from forms.fields import Field
from forms.kinds.kind import Kind
from forms.messages import N_, BadAnswer, Message

HOW = ("sum", "mean", "percent")


def _how(raw: Any) -> str:
    if raw not in HOW:
        raise BadAnswer(N_("must be sum, mean or percent"))
    return str(raw)


class Computed(Kind):
    """A number reckoned from earlier answers: their sum, their mean, or how many percent of the most there can be.

    Options count by their value. A sum and a percentage need every answer, a mean needs one. `group.field` is
    that answer of every row.
    """

    name = "computed"
    answered = False
    attributes: ClassVar[Mapping[str, a.Reader]] = {"points": a.many(a.words), "how": _how, "export": a.name}
    needs = frozenset({"points"})

    def problems(self, field: Field) -> list[Message]:
        rows = any("." in name for name in field.points)
        return [Message(N_("of rows there can only be a mean"))] if rows and field.how != "mean" else []

    def blank(self, raw: Any) -> bool:
        """Whatever comes in is reckoned anew."""
        return True

    def reckon(self, field: Field, asked: Sequence[Field], values: Mapping[str, Any]) -> Decimal | None:
        """The number that follows from the values; None while an answer it needs is missing."""
        found = list(_points(field, values))
        if field.how == "mean":
            found = [one for one in found if one is not None]
        if not found or None in found:
            return None
        total = sum((one for one in found if one is not None), Decimal())
        if field.how == "percent":
            most = sum((_most(one) for one in asked if one.name in field.points), Decimal())
            return _rounded(100 * total / most, "1") if most else None
        return _rounded(total / len(found), "0.1") if field.how == "mean" else total

    def record(self, value: Any) -> Any:
        return format(Decimal(value).normalize() + 0, "f")

    def seen(self, value: Any) -> Any:
        return value

    def shown(self, recorded: Any) -> str:
        return str(recorded).replace(".", ",")

    def read(self, raw: Any, field: Field, now: datetime) -> Any:
        raise BadAnswer(N_("This is not an answer."))


def unknown(field: Field, earlier: Mapping[str, Field]) -> list[str]:
    """The points that are no answers given before."""
    return [name for name in field.points if not _asked(name, earlier)]


def _asked(name: str, earlier: Mapping[str, Field]) -> bool:
    group, _dot, inner = name.rpartition(".")
    if not group:
        return name in earlier
    return group in earlier and any(child.name == inner for child in earlier[group].fields)


def _points(field: Field, values: Mapping[str, Any]) -> Iterator[Decimal | None]:
    for name in field.points:
        group, _dot, inner = name.rpartition(".")
        rows = values.get(group) or () if group else (values,)
        for row in rows:
            yield _number(row.get(inner))


def _number(value: Any) -> Decimal | None:
    try:
        return None if value is None else Decimal(value)
    except (decimal.InvalidOperation, TypeError, ValueError):
        return None


def _most(field: Field) -> Decimal:
    numbers = (_number(option.value) for option in field.options)
    return max((one for one in numbers if one is not None), default=Decimal(field.max or 0))


def _rounded(number: Decimal, place: str) -> Decimal:
    return number.quantize(Decimal(place), decimal.ROUND_HALF_UP)
