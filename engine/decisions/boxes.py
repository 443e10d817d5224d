"""From the XML of an expression, boxed or not, to its logic; every problem is noted with the id of its cell."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from engine.decisions import boxed
from engine.decisions import errors as e
from engine.decisions.boxed import RESULT, Choice, Definition, Entries, Invocation, Items, Turns
from engine.decisions.itemtypes import Types
from engine.decisions.model import Formula, Logic
from engine.decisions.notes import Names
from engine.decisions.source import every, first, local, text_of
from engine.decisions.tablebuild import build_table

DEEPEST = 20  # boxes within boxes
ASIDE = frozenset({"description", "extensionElements", "variable", "formalParameter", "parameter", "typeRef"})


@dataclass(slots=True)
class Boxes:
    """Builds the logics of one file."""

    types: Types
    depth: int = 0

    def within(self, holder: Element | None, at: str, names: Names) -> Logic | None:
        """The logic of the one expression an element holds."""
        found = [child for child in holder if local(child) not in ASIDE] if holder is not None else []
        known = [child for child in found if local(child) in BUILD]
        if strange := [child for child in found if local(child) not in BUILD]:
            self.types.notes.error(at, "unsupported", e.NOT_SUPPORTED, name=local(strange[0]))
        elif not known:
            self.types.notes.error(at, "no-logic", e.NO_LOGIC)
        else:
            return self.build(known[0], at, names)
        return None

    def build(self, element: Element, at: str, names: Names) -> Logic | None:
        """The logic of an expression."""
        if self.depth > DEEPEST:
            self.types.notes.error(at, "too-deep", e.TOO_DEEP)
            return None
        self.depth += 1
        made = BUILD[local(element)](self, element, element.get("id", "") or at, names)
        self.depth -= 1
        return made

    def formula(self, element: Element, at: str, names: Names) -> Logic | None:
        if not text_of(element):
            self.types.notes.error(at, "no-logic", e.NO_LOGIC)
        expression = self.types.notes.expression(element, at, names)
        return Formula(expression) if expression else None

    def table(self, element: Element, at: str, names: Names) -> Logic | None:
        return build_table(element, at, self.types, names)

    def context(self, element: Element, at: str, names: Names) -> Logic | None:
        entries: list[tuple[str, Logic]] = []
        for entry in every(element, "contextEntry"):
            variable = first(entry, "variable")
            name = variable.get("name", "") if variable is not None else RESULT
            logic = self.within(entry, entry.get("id", "") or at, _more(names, *(key for key, _ in entries)))
            if logic is None:
                return None
            entries.append((name, logic))
        return Entries(tuple(entries))

    def items(self, element: Element, at: str, names: Names) -> Logic | None:
        made = [self.build(child, at, names) for child in element if local(child) in BUILD]
        return None if None in made else Items(tuple(each for each in made if each))

    def relation(self, element: Element, at: str, names: Names) -> Logic | None:
        columns = [column.get("name", "") for column in every(element, "column")]
        rows: list[Logic] = []
        for row in every(element, "row"):
            cells = [child for child in row if local(child) in BUILD]
            if len(cells) != len(columns):
                self.types.notes.error(row.get("id", "") or at, "wrong-cells", e.WRONG_CELLS)
                return None
            made = [self.build(cell, row.get("id", "") or at, names) for cell in cells]
            if None in made:
                return None
            rows.append(Entries(tuple(zip(columns, (each for each in made if each), strict=True))))
        return Items(tuple(rows))

    def invocation(self, element: Element, at: str, names: Names) -> Logic | None:
        bindings: dict[str, Logic] = {}
        for binding in every(element, "binding"):
            parameter = first(binding, "parameter")
            logic = self.within(binding, at, names)
            if logic is None or parameter is None:
                self.types.notes.error(binding.get("id", "") or at, "no-logic", e.NO_LOGIC)
                return None
            bindings[parameter.get("name", "")] = logic
        callees = [child for child in element if local(child) in BUILD]
        callee = self.build(callees[0], at, names) if callees else None
        if not callees:
            self.types.notes.error(at, "no-logic", e.NO_LOGIC)
        return Invocation(callee, bindings) if callee else None

    def function(self, element: Element, at: str, names: Names) -> Logic | None:
        if element.get("kind", "FEEL") != "FEEL":
            self.types.notes.error(at, "unsupported", e.NOT_SUPPORTED, name=element.get("kind", ""))
            return None
        parameters = tuple(each.get("name", "") for each in every(element, "formalParameter"))
        body = self.within(element, at, _more(names, *parameters))
        return Definition(parameters, body) if body else None

    def choice(self, element: Element, at: str, names: Names) -> Logic | None:
        test, then, otherwise = (self.within(first(element, part), at, names) for part in ("if", "then", "else"))
        return Choice(test, then, otherwise) if test and then and otherwise else None

    def filtered(self, element: Element, at: str, names: Names) -> Logic | None:
        source, body = self.within(first(element, "in"), at, names), self.within(first(element, "match"), at, None)
        return Turns("item", source, body, boxed.kept, frozenset(names or ())) if source and body else None

    def turns(self, element: Element, at: str, names: Names) -> Logic | None:
        part, gather = GATHER[local(element)]
        name = element.get("iteratorVariable", "")
        if not name:
            self.types.notes.error(at, "no-name", e.NO_VARIABLE)
        source = self.within(first(element, "in"), at, names)
        body = self.within(first(element, part), at, _more(names, name))
        return Turns(name, source, body, gather) if source and body else None


def _more(names: Names, *own: str) -> Names:
    """Names known within a box; without names any name is a variable."""
    return None if names is None else {*names, *own}


GATHER = {
    "for": ("return", boxed.returned), "every": ("satisfies", boxed.every), "some": ("satisfies", boxed.some),
}  # fmt: skip

BUILD: dict[str, Callable[[Boxes, Element, str, Names], Logic | None]] = {
    "literalExpression": Boxes.formula,
    "decisionTable": Boxes.table,
    "context": Boxes.context,
    "list": Boxes.items,
    "relation": Boxes.relation,
    "invocation": Boxes.invocation,
    "functionDefinition": Boxes.function,
    "encapsulatedLogic": Boxes.function,
    "conditional": Boxes.choice,
    "filter": Boxes.filtered,
    "for": Boxes.turns,
    "every": Boxes.turns,
    "some": Boxes.turns,
}
"""One more boxed expression is one more line here."""
