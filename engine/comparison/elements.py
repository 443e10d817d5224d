"""The elements of diagrams as they are compared: what each says, and where it is drawn."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from engine.comparison.model import FLOW, STEP, Value
from engine.comparison.source import every, first, local, tidy, words
from engine.deadlines import BadRule, Rule
from engine.errors import N_

FROM, TO = N_("Comes from"), N_("Leads to")
PLAIN = {
    "default": N_("Default way"), "attachedToRef": N_("Attached to"), "cancelActivity": N_("Interrupts"),
    "isInterrupting": N_("Interrupts"), "calledElement": N_("Opens"), "triggeredByEvent": N_("Begins on an event"),
    "sourceRef": FROM, "targetRef": TO,
}  # fmt: skip
FLAGS = frozenset({"cancelActivity", "isInterrupting", "triggeredByEvent"})
OURS = {
    "task.role": N_("Role"), "task.seat": N_("Who in the case"), "task.form": N_("Form"), "task.line": N_("Visibility"),
    "task.source": N_("Rule"), "task.documents": N_("Documents"), "task.references": N_("Reference pages"),
    "decision.ref": N_("Decision table"), "decision.result": N_("Result"), "exit.outcome": N_("Outcome"),
    "opens.process": N_("Opens a case of"), "script.result": N_("Result"), "service.name": N_("Service"),
    "service.result": N_("Result"), "each.roles": N_("For everybody in the role"), "each.seat": N_("Who in the case"),
}  # fmt: skip
LINES = {"front": N_("in view"), "back": N_("behind the scenes")}
OUTCOMES = {"good": N_("good"), "neutral": N_("neutral"), "bad": N_("bad")}
TIMES = {"timeDate": N_("Moment"), "timeDuration": N_("Timer"), "timeCycle": N_("Timer, again and again")}
NAME, LANE, CONDITION, SCRIPT = N_("Title"), N_("Lane"), N_("Condition"), N_("Calculation")
AWAITS, DEADLINE, LOOPS, WITHIN = N_("Event"), N_("Deadline"), N_("Repeats"), N_("Stage")
NODES = frozenset({
    "startEvent", "endEvent", "userTask", "manualTask", "task", "callActivity", "subProcess", "transaction",
    "businessRuleTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "exclusiveGateway", "parallelGateway",
    "inclusiveGateway", "eventBasedGateway", "complexGateway", "boundaryEvent", "intermediateCatchEvent",
    "intermediateThrowEvent", "sequenceFlow", "dataObjectReference", "dataStoreReference", "adHocSubProcess",
    "textAnnotation", "participant", "lane",
})  # fmt: skip
TOLD = {"conditionExpression": CONDITION, "script": SCRIPT, "text": N_("Text"), "documentation": N_("Remark")}
HOLDERS = frozenset({"collaboration", "process", "subProcess", "transaction"})
REFS = frozenset({"messageRef", "signalRef", "errorRef", "escalationRef", "activityRef"})


@dataclass(frozen=True, slots=True)
class Drawn:
    """An element: its kind, name, all it says by title, and its place on the picture."""

    id: str
    kind: str
    name: str
    file: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    place: tuple[str, ...] = ()

    @property
    def area(self) -> str:
        return FLOW if self.kind == "sequenceFlow" else STEP


@dataclass(frozen=True, slots=True)
class Papers:
    """What forms give to diagrams: their titles by key, and the questions behind exported values."""

    titles: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What ids stand for: names of elements and messages, and what forms give."""

    names: Mapping[str, str]
    papers: Papers

    def title(self, key: str) -> str:
        return self.names.get(key) or key

    def named(self, key: str) -> Value:
        return Value(self.title(key), key=key)


def drawn(roots: Mapping[str, Element], papers: Papers) -> dict[str, Drawn]:
    """Every element of the diagrams, by its id."""
    names = {each.get("id", ""): tidy(each.get("name", "")) for root in roots.values() for each in root.iter()}
    known = Known(names, papers)
    found: dict[str, Drawn] = {}
    for file, root in roots.items():
        places, lanes = dict(_places(root)), dict(_lanes(root))
        for element, holder in _elements(root):
            key = element.get("id", "")
            facts = dict(_facts(element, known)) | ({LANE: Value(lanes[key])} if key in lanes else {})
            facts |= {WITHIN: known.named(holder)} if holder else {}
            name = tidy(element.get("name", ""))
            found[key] = Drawn(key, local(element), name, file, facts, places.get(key, ()))
    return found


def _elements(root: Element) -> Iterator[tuple[Element, str]]:
    """Elements with the id of what each lies in."""
    waiting = deque((each, "") for each in root if local(each) in HOLDERS)
    while waiting:
        holder, inside = waiting.popleft()
        if holder.get("id") and local(holder) != "collaboration":
            yield holder, inside
        within = holder.get("id", "") if local(holder) in HOLDERS - {"collaboration"} else inside
        parts = (holder, *every(holder, "laneSet", "childLaneSet"))
        waiting.extend((each, within) for part in parts for each in part if local(each) in NODES)


def _facts(element: Element, known: Known) -> Iterator[tuple[str, Value]]:
    for name, title in PLAIN.items():
        if text := element.get(name, ""):
            yield title, _yes(text) if name in FLAGS else known.named(text)
    for name, title in TOLD.items():
        if (found := first(element, name)) is not None:
            yield title, Value(words(found))
    for each in element:
        if local(each).endswith("EventDefinition"):
            yield from _event(each, known)
        elif local(each).endswith("LoopCharacteristics"):
            yield LOOPS, Value(tidy(f"{local(each)} {' '.join(each.attrib.values())} {words(each)}"))
    for holder in every(element, "extensionElements"):
        for each in holder:
            yield from _ours(each, known)


def _event(element: Element, known: Known) -> Iterator[tuple[str, Value]]:
    for name, title in TIMES.items():
        if (found := first(element, name)) is not None:
            yield title, Value(words(found))
    if (condition := first(element, "condition")) is not None:
        yield CONDITION, Value(words(condition))
    refs = [known.title(text) for name, text in element.attrib.items() if name in REFS or name == "name"]
    keys = [text for name, text in element.attrib.items() if name in REFS or name == "name"]
    kind = local(element).removesuffix("EventDefinition")
    yield AWAITS, Value(" ".join([kind, *refs]), key=" ".join([kind, *keys]))


def _ours(element: Element, known: Known) -> Iterator[tuple[str, Value]]:
    name = local(element)
    if name == "deadline":
        yield DEADLINE, _deadline(element, known)
        return
    for key, text in element.attrib.items():
        title = OURS.get(f"{name}.{key}", f"{name}: {key}")
        yield title, _ours_value(f"{name}.{key}", tidy(text), known)
    if body := words(element):
        yield f"{name} {element.get('name', '')}".strip(), Value(body)


def _ours_value(key: str, text: str, known: Known) -> Value:
    if key == "task.role":
        return Value(text, "role")
    if key == "task.form":
        return Value(known.papers.titles.get(text) or text, key=text)
    named = {"task.line": LINES, "exit.outcome": OUTCOMES}.get(key, {})
    return Value(named[text], "word") if text in named else Value(text)


def _deadline(element: Element, known: Known) -> Value:
    try:
        rule = Rule.parse(element.attrib)
    except BadRule:
        return Value(" ".join(element.attrib.values()))
    kind, _, name = rule.anchor.partition(":")
    title = known.title(name) if kind == "task" else known.papers.facts.get(name, "")
    names = {rule.anchor: title} if title else {}
    told = f"{rule.amount} {rule.unit} {rule.anchor} {rule.warn}"
    return Value(f"{rule.amount} {rule.unit} {rule.anchor}", "deadline", told, rule, names)


def _yes(text: str) -> Value:
    return Value(N_("yes") if text in {"true", "1"} else N_("no"), "word")


def _lanes(root: Element) -> Iterator[tuple[str, str]]:
    for lane in root.iter():
        if local(lane) == "lane":
            yield from ((words(each), tidy(lane.get("name", ""))) for each in every(lane, "flowNodeRef"))


def _places(root: Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    for shape in root.iter():
        if local(shape) == "BPMNShape":
            bounds = first(shape, "Bounds")
            found = bounds.attrib if bounds is not None else {}
            yield shape.get("bpmnElement", ""), tuple(found.get(name, "") for name in ("x", "y", "width", "height"))
        elif local(shape) == "BPMNEdge":
            yield (
                shape.get("bpmnElement", ""),
                tuple(f"{each.get('x')} {each.get('y')}" for each in every(shape, "waypoint")),
            )
