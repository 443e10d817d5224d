"""From the XML of a file to its decisions; every problem is kept as a finding, none stops the reading."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from engine.decisions import errors as e
from engine.decisions.boxes import BUILD, Boxes
from engine.decisions.itemtypes import Types
from engine.decisions.model import Decision, Logic
from engine.decisions.notes import Notes
from engine.decisions.source import every, first, foreign_language, local
from engine.decisions.types import ANY, Type

BESIDES = frozenset({
    "description", "extensionElements", "question", "allowedAnswers", "variable", "informationRequirement",
    "authorityRequirement", "knowledgeRequirement", "encapsulatedLogic", "supportedObjective",
    "impactedPerformanceIndicator", "decisionMaker", "decisionOwner", "usingProcess", "usingTask",
})  # fmt: skip
ELEMENTS = frozenset({
    "description", "extensionElements", "itemDefinition", "inputData", "decision", "knowledgeSource",
    "businessKnowledgeModel",
    "textAnnotation", "association", "group", "organizationUnit", "performanceIndicator",
    "artifact", "elementCollection", "businessContextElement", "DMNDI", "dmnDI",
})  # fmt: skip


MODEL = "businessKnowledgeModel"


@dataclass(frozen=True, slots=True)
class Known:
    """A name other decisions may use."""

    variable: str
    type: Type


@dataclass(slots=True)
class Model:
    """One file while it is read; decisions are built in the order in which they require one another."""

    root: Element
    notes: Notes
    types: Types = field(init=False)
    inputs: dict[str, Known] = field(default_factory=dict)
    sources: dict[str, Element] = field(default_factory=dict)
    built: dict[str, Decision | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.types = Types(self.root, self.notes)

    def decisions(self) -> dict[str, Decision]:
        for element in self.root:
            if local(element) not in ELEMENTS:
                self.notes.error(element.get("id", ""), "unsupported", e.NOT_SUPPORTED, name=local(element))
        if language := foreign_language(self.root):
            self.notes.error("", "language", e.NOT_FEEL, name=language)
        for element in every(self.root, "inputData"):
            self.inputs[element.get("id", "")] = self._known(element)
        for tag in ("businessKnowledgeModel", "decision"):
            for element in every(self.root, tag):
                self._collect(element)
        found = {key: self._decision(key) for key in self.sources}
        asked = {element.get("id", "") for element in every(self.root, "decision")}
        return {key: decision for key, decision in found.items() if decision is not None and key in asked}

    def _known(self, element: Element) -> Known:
        variable = first(element, "variable")
        own = variable.get("name", "") if variable is not None else ""
        reference = variable.get("typeRef", "") if variable is not None else ""
        return Known(own or element.get("name", ""), self.types.named(reference, element.get("id", "")))

    def _collect(self, element: Element) -> None:
        key = element.get("id", "")
        if not key:
            self.notes.error(element.get("name", ""), "no-id", e.NO_ID)
        elif key in self.sources or key in self.inputs:
            self.notes.error(key, "twice", e.TWICE, name=key)
        else:
            self.sources[key] = element

    def _decision(self, key: str) -> Decision | None:
        """None while it is being built, and when something is wrong with it."""
        if key in self.built:
            return self.built[key]
        self.built[key] = None
        element, known = self.sources[key], self._known(self.sources[key])
        inputs, required = self._requirements(key, element)
        models = any(True for _ in every(element, "knowledgeRequirement"))
        closed = self.inputs or models or local(element) == MODEL
        names = {*inputs, *(decision.variable for decision in required)} if closed else None
        logic = self._logic(key, element, names)
        if logic is None:
            return None
        name = element.get("name", "") or key
        wanted = ANY if local(element) == MODEL else known.type
        made = Decision(key, name, known.variable or key, wanted, logic, inputs, tuple(required))
        self.built[key] = made
        return made

    def _requirements(self, key: str, element: Element) -> tuple[dict[str, Type], list[Decision]]:
        inputs: dict[str, Type] = {}
        required: list[Decision] = []
        for requirement in _needs(element):
            for target in requirement:
                href = target.get("href", "")
                other = href.removeprefix("#")
                if other in self.inputs:
                    inputs[self.inputs[other].variable] = self.inputs[other].type
                elif other not in self.sources or not href.startswith("#"):
                    self.notes.error(key, "unknown-reference", e.UNKNOWN_REFERENCE, name=href)
                elif self._requires_itself(other, key):
                    self.notes.error(key, "circle", e.CIRCLE)
                elif (decision := self._decision(other)) is not None:
                    required.append(decision)
        return inputs, required

    def _requires_itself(self, start: str, goal: str) -> bool:
        """Whether `goal` lies among what `start` requires, itself included."""
        stack, seen = [start], set[str]()
        while stack:
            key = stack.pop()
            if key == goal:
                return True
            if key not in seen and key in self.sources:
                seen.add(key)
                stack += [
                    target.get("href", "").removeprefix("#")
                    for requirement in _needs(self.sources[key])
                    for target in requirement
                ]
        return False

    def _logic(self, key: str, element: Element, names: set[str] | None) -> Logic | None:
        """What the decision says; of a business knowledge model, its function."""
        said = [child for child in element if local(child) not in BESIDES]
        if local(element) == MODEL:
            said = list(every(element, "encapsulatedLogic"))
        for child in said:
            if local(child) not in BUILD:
                self.notes.error(key, "unsupported", e.NOT_SUPPORTED, name=local(child))
                return None
        if not said:
            self.notes.error(key, "no-logic", e.NO_LOGIC)
            return None
        return Boxes(self.types).build(said[0], key, names)


def _needs(element: Element) -> Iterator[Element]:
    """What a decision or a model requires: other decisions, input data, models."""
    yield from every(element, "informationRequirement")
    yield from every(element, "knowledgeRequirement")
