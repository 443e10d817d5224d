"""What every kind of field can do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Protocol

from forms import attributes as a
from forms.fields import Field
from forms.messages import N_, Message
from forms.text import blank

EVERY: Mapping[str, a.Reader] = {"name": a.name, "kind": a.words, "label": a.words, "hint": a.hint, "when": a.words}
ANSWERED: Mapping[str, a.Reader] = {
    "required": a.flag,
    "export": a.name,
    "prefill": a.one_or_many(a.prefill),
    "sample": a.many(a.sample),
}


class Fake(Protocol):
    """Where plausible answers come from: the same seed, the same answers."""

    now: datetime

    def make(self, what: str) -> str: ...
    def number(self, lowest: int, highest: int) -> int: ...
    def person(self, role: str | None) -> str: ...


class Kind:
    """From the text typed to a value, and from the value to the record, the diagram and the page."""

    name: ClassVar[str]
    attributes: ClassVar[Mapping[str, a.Reader]] = {}
    needs: ClassVar[frozenset[str]] = frozenset()  # attributes that must be given
    answered: ClassVar[bool] = True
    required: ClassVar[str] = N_("Fill in this field.")

    def readers(self) -> Mapping[str, a.Reader]:
        """Every attribute a field of this kind may have."""
        return {**EVERY, **(ANSWERED if self.answered else {}), **self.attributes}

    def problems(self, field: Field) -> list[Message]:
        """What is wrong between attributes."""
        if field.min is not None and field.max is not None and field.min > field.max:
            return [Message(N_("min is greater than max"))]
        return []

    def blank(self, raw: Any) -> bool:
        """Nothing was answered."""
        return blank(raw)

    def read(self, raw: Any, field: Field, now: datetime) -> Any:
        """The value of an answer that is not blank. Raises BadAnswer."""
        raise NotImplementedError

    def record(self, value: Any) -> Any:
        """The value as canonical JSON."""
        return value

    def export(self, value: Any) -> Any:
        """The value as diagrams see it."""
        return value

    def seen(self, value: Any) -> Any:
        """The value as conditions see it: numbers as numbers, dates as ISO text."""
        return self.record(value)

    def shown(self, recorded: Any) -> str:
        """The recorded or typed answer as the text of an input."""
        return str(recorded)

    def sample(self, field: Field, fake: Fake) -> Any:
        """A plausible answer, as typed."""
        raise NotImplementedError

    def another(self, field: Field, fake: Fake) -> Any:
        """A plausible answer in place of one that breaks a rule between answers."""
        return self.sample(field, fake)
