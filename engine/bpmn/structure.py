"""What BPMN forbids or what cannot run, element by element; each rule names the element it means."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from engine.bpmn.report import Report
from engine.bpmn.sketch import Shape, Sheet
from engine.bpmn.vocabulary import ACTIVITIES, BPMN, FLOW_NODES
from engine.errors import N_
from engine.kernel.events import EVENTS
from engine.kernel.plan import Node, Scope
from engine.kernel.step import ENTER

DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway"})
INSTANT = frozenset({"sendTask", "scriptTask", "businessRuleTask"})

BEGINS = frozenset({"none", "message", "timer", "signal"})
"""Kinds of events that begin a process."""

Told = tuple[str, str, dict[str, Any]]
"""A code, a sentence and its params; `warning` among them makes it one."""


class Structure:
    """Checks the nodes of the scopes that run."""

    def __init__(self, nodes: Mapping[str, Node], scopes: Mapping[str, Scope], report: Report) -> None:
        self.nodes, self.scopes, self.report = nodes, scopes, report

    def check(self, sheets: Iterable[Sheet]) -> None:
        """Report everything wrong in the sheets, the main process first."""
        sheets = list(sheets)
        self.main = sheets[0].key if sheets else ""
        for sheet in sheets:
            self._sheet(sheet)
            alive = self._reached(sheet)
            for shape in sheet.shapes:
                self._shape(shape)
                if shape.id not in alive and self.scopes[sheet.key].starts:
                    self._error(shape, "unreachable", N_("No flow leads here from a start."))

    def _error(self, shape: Shape, code: str, sentence: str, **params: Any) -> None:
        self.report.error(shape.sheet.file, shape.id, code, sentence, **params)

    # -- scopes

    def _sheet(self, sheet: Sheet) -> None:
        if not self.scopes[sheet.key].starts:
            sentence = N_("There is nothing to begin with.")
            self.report.error(sheet.file, sheet.key, "no-start", sentence)
        starts = [self.nodes[shape.id] for shape in sheet.shapes if shape.tag == "startEvent"]
        if sheet.is_event_driven:
            self._event_driven(sheet, starts)
            return
        plain = [node for node in starts if node.event.kind == "none"]
        if len(plain) > 1:
            sentence = N_("It is not clear which of several start events begins.")
            self.report.error(sheet.file, plain[1].id, "several-starts", sentence)
        called = any(node.inner == sheet.key for node in self.nodes.values())
        for node in (node for node in starts if called and plain and node not in plain and sheet.key != self.main):
            sentence = N_("It never begins here: a called process begins with its plain start event.")
            self.report.warn(sheet.file, node.id, "never-begins", sentence)
        for node in starts:
            if called and not plain or node.event.kind not in BEGINS or (sheet.parent and node not in plain):
                sentence = N_("What is called or embedded begins with a plain start event.")
                self.report.error(sheet.file, node.id, "start-event", sentence)

    def _event_driven(self, sheet: Sheet, starts: list[Node]) -> None:
        if len(starts) != 1 or starts[0].event.kind == "none":
            sentence = N_("An event sub-process begins with exactly one event.")
            self.report.error(sheet.file, sheet.key, "event-sub-process", sentence)
        if self.nodes[sheet.key].incoming or self.nodes[sheet.key].outgoing:
            sentence = N_("No flow leads to or from an event sub-process.")
            self.report.error(sheet.file, sheet.key, "event-sub-process", sentence)

    def _reached(self, sheet: Sheet, without: str = "") -> set[str]:
        """Elements some token can get to, also `without` passing one of them."""
        nodes = [self.nodes[shape.id] for shape in sheet.shapes]
        todo = [*self.scopes[sheet.key].starts]
        todo += [node.id for node in nodes if node.kind in {"startEvent", "eventSubProcess"}]
        alive: set[str] = {without}
        while todo:
            if (key := todo.pop()) in alive:
                continue
            alive.add(key)
            node = self.nodes[key]
            todo += [flow.target for flow in node.outgoing] + list(node.boundaries)
            todo += [node.undo] if node.undo and self.nodes[node.undo].scope == sheet.key else []
            todo += [other.id for other in nodes if node.event.kind == "link" and other.event == node.event]
        return alive - {without}

    # -- elements

    def _shape(self, shape: Shape) -> None:
        node = self.nodes[shape.id]
        found = [finding for rule in RULES for finding in rule(node, shape)]
        for code, sentence, params in found:
            if params.pop("warning", False):
                self.report.warn(shape.sheet.file, shape.id, code, sentence, **params)
            else:
                self._error(shape, code, sentence, **params)
        if node.kind == "boundaryEvent":
            self._boundary(node, shape)
        if node.kind == "parallelGateway" and len(node.incoming) > 1:
            self._join(node, shape)
        if node.event.kind == "link":
            self._link(node, shape)
        if node.kind == "eventBasedGateway":
            self._targets(node, shape)

    def _boundary(self, node: Node, shape: Shape) -> None:
        host = self.nodes.get(node.attached_to or "")
        if host is None or host.scope != node.scope or host.kind not in ACTIVITIES:
            self._error(shape, "boundary", N_("The event is not attached to an activity of its process."))
        elif host.kind in INSTANT:
            sentence = N_("It can never happen: the task it is attached to is done at once.")
            self.report.warn(shape.sheet.file, shape.id, "boundary-never", sentence)

    def _join(self, node: Node, shape: Shape) -> None:
        before = self._reached(shape.sheet, without=node.id)
        for flow in node.incoming:
            if flow.source not in before and flow.source in self._reached(shape.sheet):
                sentence = N_("It waits for the flow %(flow)s, which nothing takes before it has gone on itself.")
                self._error(shape, "dead-join", sentence, flow=flow.id)

    def _link(self, node: Node, shape: Shape) -> None:
        ends = [other for other in self.nodes.values() if other.event == node.event and other.scope == node.scope]
        catches = [other for other in ends if other.kind == "intermediateCatchEvent"]
        if len(catches) != 1 or len(ends) < 2:
            sentence = N_("The link %(name)s needs one end to arrive at, and one or more to leave from.")
            self._error(shape, "link", sentence, name=node.event.name)
        if node.incoming if node.kind == "intermediateCatchEvent" else node.outgoing:
            self._error(shape, "link", N_("A flow goes on where the link should."))

    def _targets(self, node: Node, shape: Shape) -> None:
        for target in (self.nodes[flow.target] for flow in node.outgoing):
            caught = target.kind in {"intermediateCatchEvent", "receiveTask"} and target.event.kind != "link"
            if not caught or len(target.incoming) > 1 or target.boundaries or target.loop:
                sentence = N_("After an event-based gateway come events to wait for, such as %(name)s is not.")
                self._error(shape, "event-gateway", sentence, name=target.id)


def _executes(node: Node, shape: Shape) -> Iterator[Told]:
    if node.kind not in ENTER:
        yield "unsupported", N_("The element %(tag)s is not carried out."), {"tag": node.kind}
    elif node.kind in EVENTS and node.event.kind not in EVENTS[node.kind]:
        sentence = N_("An event of the kind %(event)s is not carried out as %(tag)s.")
        yield "unsupported", sentence, {"event": node.event.kind, "tag": node.kind}


def _attributes(node: Node, shape: Shape) -> Iterator[Told]:
    """Attributes that would change what the element does."""
    for name, harmless in HARMLESS.items():
        value = shape.xml.get(name)
        if value is not None and value not in harmless:
            yield "unsupported", N_("%(name)s=%(value)s is not carried out."), {"name": name, "value": value}


def _interrupts(node: Node, shape: Shape) -> Iterator[Told]:
    """An error always interrupts."""
    if node.event.kind == "error" and node.kind in {"boundaryEvent", "startEvent"} and not node.interrupting:
        yield "interrupting", N_("An error always interrupts; the event says it does not."), {}


def _data(node: Node, shape: Shape) -> Iterator[Told]:
    """Data drawn beside the flow informs people; what would change values must not be passed over."""
    for association in (
        *shape.xml.iter(f"{BPMN}dataInputAssociation"),
        *shape.xml.iter(f"{BPMN}dataOutputAssociation"),
    ):
        own = association.find(f"{BPMN}assignment") is not None or association.find(f"{BPMN}transformation") is not None
        if own and association in {*shape.xml, *_parts(shape)}:
            yield "data", N_("Values are not changed by associations of data; use a script task."), {}


def _parts(shape: Shape) -> Iterator[Element]:
    """What lies directly in the element's event definitions and markers."""
    return (part for child in shape.xml if child.tag.removeprefix(BPMN) not in FLOW_NODES for part in child)


def _performers(node: Node, shape: Shape) -> Iterator[Told]:
    for tag in PERFORMERS:
        if shape.xml.find(f"{BPMN}{tag}") is not None:
            sentence = N_("Who does it is said by opora:task; %(tag)s has no effect.")
            yield "no-effect", sentence, {"tag": tag, "warning": True}


PERFORMERS = ("performer", "humanPerformer", "potentialOwner", "resourceRole")

HARMLESS = {
    "startQuantity": {"1"}, "completionQuantity": {"1"}, "instantiate": {"false"},
    "parallelMultiple": {"false"}, "eventGatewayType": {"Exclusive"},
}  # fmt: skip


def _ways(node: Node, shape: Shape) -> Iterator[Told]:
    """Flows where there may be none."""
    if node.kind in {"startEvent", "boundaryEvent"} and node.incoming:
        yield "incoming", N_("No flow may lead here."), {}
    if node.kind == "endEvent" and node.outgoing:
        yield "outgoing", N_("No flow may leave an end event."), {}
    if node.kind == "boundaryEvent" and not node.outgoing and node.event.kind != "compensate":
        yield "no-way-on", N_("No flow leaves the event, so its token ends here."), {"warning": True}


def _conditions(node: Node, shape: Shape) -> Iterator[Told]:
    conditional = [flow for flow in node.outgoing if flow.condition]
    if node.kind not in DECIDING | ACTIVITIES and conditional:
        sentence = N_("The flow %(flow)s has a condition, but this element does not choose.")
        yield "condition", sentence, {"flow": conditional[0].id}
    for flow in conditional:
        if flow.id == node.default:
            yield "default-condition", N_("The default flow %(flow)s has a condition."), {"flow": flow.id}
    if node.default and node.kind not in DECIDING | ACTIVITIES:
        yield "default", N_("This element does not choose, so it has no default flow."), {}


def _choice(node: Node, shape: Shape) -> Iterator[Told]:
    if node.kind not in DECIDING or len(node.outgoing) < 2:
        return
    for flow in node.outgoing:
        if not flow.condition and flow.id != node.default and _written(shape, flow.id) is False:
            yield "no-condition", N_("The flow %(flow)s has no condition and is not the default."), {"flow": flow.id}
    if not node.default:
        sentence = N_("There is no default flow: the case stands still when no condition is true.")
        yield "no-default", sentence, {"warning": True}


def _written(shape: Shape, flow: str) -> bool:
    """Whether the flow has a condition at all, be it one that cannot be read."""
    xml = next(arrow.xml for arrow in shape.outgoing if arrow.id == flow)
    return any("".join(child.itertext()).strip() for child in xml if str(child.tag).endswith("conditionExpression"))


RULES: tuple[Callable[[Node, Shape], Iterator[Told]], ...] = (
    _executes, _attributes, _interrupts, _data, _performers, _ways, _conditions, _choice,
)  # fmt: skip
"""One more rule is one more line here."""
