"""Type references: the names of FEEL, and the file's own item definitions with their allowed values."""

from xml.etree.ElementTree import Element

from engine.decisions.errors import UNKNOWN_TYPE
from engine.decisions.notes import Notes
from engine.decisions.source import every, first
from engine.decisions.types import ANY, NAMES, Type

DEEPEST = 20  # definitions within definitions


class Types:
    """Looks a `typeRef` up; an unknown one is noted and counts as any."""

    def __init__(self, root: Element, notes: Notes) -> None:
        self.notes = notes
        self._definitions = {element.get("name", ""): element for element in every(root, "itemDefinition")}
        self._made: dict[str, Type] = {}

    def named(self, reference: str, at: str, depth: int = 0) -> Type:
        """`at` is the id of the element that refers to the type."""
        name = reference.strip()
        if name in self._made:
            return self._made[name]
        if name in self._definitions and depth < DEEPEST:
            self._made[name] = self._defined(self._definitions[name], name, depth + 1)
            return self._made[name]
        plain = name.rpartition(":")[2]
        if plain and plain not in NAMES:
            self.notes.error(at, "unknown-type", UNKNOWN_TYPE, name=name)
        return Type(NAMES.get(plain, "Any")) if plain else ANY

    def _defined(self, element: Element, at: str, depth: int) -> Type:
        reference = first(element, "typeRef")
        base = self.named(reference.text or "", at, depth) if reference is not None else ANY
        components = list(every(element, "itemComponent"))
        entries = {part.get("name", ""): self._defined(part, at, depth + 1) for part in components if depth < DEEPEST}
        allowed = self.notes.tests(first(element, "allowedValues"), at, ()) or base.allowed
        many = element.get("isCollection") == "true" or base.many
        return Type("context" if components else base.kind, many, allowed, entries or base.entries)
