"""The types of inputs and outputs: the kinds of FEEL, and a file's own item definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.decisions.errors import WrongValue
from engine.feel import UnaryTests
from engine.feel.typenames import SIMPLE
from engine.feel.values import kind

# Besides FEEL's own names, those that drawing tools offer.
NAMES: Mapping[str, str] = {
    **SIMPLE, "integer": "number", "long": "number", "double": "number", "dateTime": "date and time",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Type:
    """`kind` is a kind of FEEL or "Any"; `allowed` tests a single value; `many` asks for a list of such."""

    kind: str = "Any"
    many: bool = False
    allowed: UnaryTests | None = None
    entries: Mapping[str, Type] = field(default_factory=dict)

    def check(self, name: str, value: object) -> None:
        """Null is always fine. Raises WrongValue."""
        if value is None:
            return
        if self.many:
            if not isinstance(value, list):
                raise WrongValue(name=name, wanted="list")
            for item in value:
                self._check_one(name, item)
        else:
            self._check_one(name, value)

    def _check_one(self, name: str, value: object) -> None:
        if value is None:
            return
        if self.kind != "Any" and kind(value) != self.kind:
            raise WrongValue(name=name, wanted=self.kind)
        if self.allowed is not None and not self.allowed.matches(value, {}):
            raise WrongValue(name=name, wanted=self.allowed.text)
        if isinstance(value, dict):
            for key, wanted in self.entries.items():
                wanted.check(f"{name}.{key}", value.get(key))


ANY = Type()
