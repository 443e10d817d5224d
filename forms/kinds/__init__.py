"""The kinds of fields. One more kind is one class and one line in `KINDS`."""

from forms.kinds.choices import Agree, Choice, Choices, Select, YesNo
from forms.kinds.computed import Computed
from forms.kinds.contacts import Email, Person, Phone
from forms.kinds.dates import Date, Datetime
from forms.kinds.kind import Kind
from forms.kinds.numbers import Decimal, Integer, Money
from forms.kinds.structure import Group, Note
from forms.kinds.texts import Line, Pick, Text

__all__ = ["KINDS", "Kind", "of"]

KINDS: tuple[Kind, ...] = (
    Line(),
    Text(),
    Pick(),
    Integer(),
    Decimal(),
    Money(),
    Date(),
    Datetime(),
    Choice(),
    Select(),
    Choices(),
    YesNo(),
    Agree(),
    Phone(),
    Email(),
    Person(),
    Group(),
    Note(),
    Computed(),
)
_BY_NAME = {kind.name: kind for kind in KINDS}


def of(name: str) -> Kind:
    """The kind of that name. Raises KeyError."""
    return _BY_NAME[name]
