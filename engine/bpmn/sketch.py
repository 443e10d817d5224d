"""A diagram as drawn, normalised: scopes with their elements and flows, every one with an id.

Flows and elements may legally lack an id; they get a stable one. Ids may be anything XML allows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from engine.bpmn.report import Report
from engine.bpmn.vocabulary import BPMN, FLOW_NODES, SILENT, SUB_PROCESSES, TRUE
from engine.errors import N_

NAMED = frozenset({"message", "signal", "error", "escalation"})


@dataclass(eq=False)
class Arrow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    xml: Element


@dataclass(eq=False)
class Shape:
    """A flow node; `tag` is its BPMN name."""

    id: str
    tag: str
    xml: Element
    sheet: "Sheet"
    incoming: list[Arrow] = field(default_factory=list)
    outgoing: list[Arrow] = field(default_factory=list)

    @property
    def name(self) -> str:
        return " ".join(self.xml.get("name", "").split())


@dataclass(eq=False)
class Sheet:
    """A process or sub-process as drawn."""

    key: str
    kind: str
    file: str
    xml: Element
    parent: "Sheet | None" = None
    shapes: list[Shape] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    lanes: dict[str, str] = field(default_factory=dict)
    beside: tuple[Element, ...] = ()
    """Associations drawn beside the process, in its file's collaboration."""

    @property
    def name(self) -> str:
        return " ".join(self.xml.get("name", "").split())

    @property
    def is_event_driven(self) -> bool:
        return self.xml.get("triggeredByEvent") in TRUE


@dataclass
class Sketch:
    """All files of a definition as drawn. `named` finds messages, signals, errors and escalations."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    named: dict[tuple[str, str], Element] = field(default_factory=dict)

    def within(self, key: str) -> Iterator[Sheet]:
        """The sheet and the sub-processes drawn in it, at any depth."""
        for sheet in self.sheets.values():
            above: Sheet | None = sheet
            while above is not None and above.key != key:
                above = above.parent
            if above is not None:
                yield sheet


def draw(roots: Mapping[str, Element], report: Report) -> Sketch:
    """Normalise the trees of all files (name → root)."""
    sketch = Sketch()
    for file, root in roots.items():
        beside = tuple(root.findall(f"{BPMN}collaboration/{BPMN}association"))
        for element in root:
            tag = _tag(element)
            if tag in NAMED and element.get("id"):
                sketch.named[file, element.get("id", "")] = element
            elif tag == "process":
                _sheet(sketch, Sheet(element.get("id", ""), "process", file, element, beside=beside), report)
    return sketch


def _sheet(sketch: Sketch, sheet: Sheet, report: Report) -> None:
    if not sheet.key or sheet.key in sketch.sheets or (sheet.kind == "process" and sheet.key in sketch.shapes):
        report.error(sheet.file, sheet.key, "duplicate-id", N_("The id %(id)s is used twice."), id=sheet.key)
        return
    sketch.sheets[sheet.key] = sheet
    sheet.lanes = _lanes(sheet)
    for number, element in enumerate(sheet.xml):
        tag = _tag(element)
        if tag in FLOW_NODES:
            key = element.get("id") or f"{sheet.key}_{tag}_{number}"
            _shape(sketch, sheet, Shape(key, tag, element, sheet), report)
        elif tag and tag not in SILENT:
            _strange(sheet, element, tag, report)
    _arrows(sketch, sheet, report)


def _strange(sheet: Sheet, element: Element, tag: str, report: Report) -> None:
    if tag.endswith("LoopCharacteristics"):
        return
    sentence = N_("The element %(tag)s is not carried out.")
    report.error(sheet.file, element.get("id", sheet.key), "unsupported", sentence, tag=tag)


def _shape(sketch: Sketch, sheet: Sheet, shape: Shape, report: Report) -> None:
    if shape.id in sketch.shapes or shape.id in sketch.sheets:
        report.error(sheet.file, shape.id, "duplicate-id", N_("The id %(id)s is used twice."), id=shape.id)
        return
    sketch.shapes[shape.id] = shape
    sheet.shapes.append(shape)
    if shape.tag in SUB_PROCESSES:
        _sheet(sketch, Sheet(shape.id, "subProcess", sheet.file, shape.xml, sheet, beside=sheet.beside), report)


def _arrows(sketch: Sketch, sheet: Sheet, report: Report) -> None:
    taken = {element.get("id") for element in sheet.xml}
    here = {shape.id: shape for shape in sheet.shapes}
    for element in sheet.xml.findall(f"{BPMN}sequenceFlow"):
        source, target = element.get("sourceRef", ""), element.get("targetRef", "")
        key = element.get("id") or _unused(f"{source}-{target}", taken)
        if source not in here or target not in here:
            sentence = N_("The flow does not lead from one element of its process to another.")
            report.error(sheet.file, key, "loose-flow", sentence)
            continue
        arrow = Arrow(key, source, target, element)
        sheet.arrows.append(arrow)
        here[source].outgoing.append(arrow)
        here[target].incoming.append(arrow)


def _unused(wish: str, taken: set[str | None]) -> str:
    key, number = wish, 1
    while key in taken:
        number += 1
        key = f"{wish}-{number}"
    taken.add(key)
    return key


def _lanes(sheet: Sheet) -> dict[str, str]:
    """Element id → name of the innermost lane it lies in."""
    lanes: dict[str, str] = {}
    for lane in (lane for lanes in sheet.xml.findall(f"{BPMN}laneSet") for lane in lanes.iter(f"{BPMN}lane")):
        for reference in lane.findall(f"{BPMN}flowNodeRef"):
            lanes[(reference.text or "").strip()] = lane.get("name", "")
    return lanes


def _tag(element: Element) -> str:
    """The BPMN name of an element; "" for anything of another vocabulary."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.removeprefix(BPMN) if tag.startswith(BPMN) else ""
