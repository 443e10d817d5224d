"""The BPMN 2.0 text of a placed diagram: semantics with the `opora:` vocabulary, and the drawing."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from engine.drawing import labels
from engine.drawing.layout import Box, Layout, is_activity, place
from engine.drawing.routes import Point, route
from engine.drawing.source import Node, Source, read

SPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "opora": "urn:opora:bpmn:1",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
TIMES = {"cycle": "timeCycle", "duration": "timeDuration", "date": "timeDate"}
OURS = ("task", "deadline", "decision", "opens", "exit", "each")


def draw(text: str) -> str:
    """BPMN text from a source; the same source always gives the same bytes."""
    for prefix, uri in SPACES.items():
        ET.register_namespace(prefix, uri)
    source = read(text)
    root = ET.Element(_name("bpmn:definitions"), {"id": f"{source.process}_file", "targetNamespace": SPACES["opora"]})
    _Semantics(source).write(root)
    _Picture(source, place(source)).write(root)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _name(tag: str) -> str:
    prefix, _, local = tag.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


def _add(parent: ET.Element, tag: str, attributes: Mapping[str, object] | None = None) -> ET.Element:
    given = {_name(key) if ":" in key else key: str(value) for key, value in (attributes or {}).items()}
    return ET.SubElement(parent, _name(tag), given)


class _Semantics:
    """What the engine reads."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def write(self, root: ET.Element) -> None:
        source = self.source
        for message in sorted({str(n.more["message"]) for n in source.nodes.values() if "message" in n.more}):
            _add(root, "bpmn:message", {"id": f"message_{message}", "name": message})
        if source.lanes:
            pool = _add(root, "bpmn:collaboration", {"id": f"{source.process}_map"})
            _add(pool, "bpmn:participant",
                 {"id": f"{source.process}_pool", "name": source.name, "processRef": source.process})  # fmt: skip
        process = _add(root, "bpmn:process", {"id": source.process, "name": source.name, "isExecutable": "true"})
        self._lanes(process)
        self._scope(process, "")

    def _lanes(self, process: ET.Element) -> None:
        if not self.source.lanes:
            return
        lanes, first = _add(process, "bpmn:laneSet", {"id": f"{self.source.process}_lanes"}), 0
        for lane in self.source.lanes:
            part = _add(lanes, "bpmn:lane", {"id": f"{self.source.process}_lane_{lane.role}", "name": lane.name})
            for node in self.source.children(""):
                if first <= self._row(node) < first + lane.rows:
                    _add(part, "bpmn:flowNodeRef").text = node.id
            first += lane.rows

    def _row(self, node: Node) -> float:
        if node.on:
            return self._row(self.source.nodes[node.on])
        inner = self.source.children(node.id) if node.kind == "subprocess" else []
        return min((self._row(child) for child in inner if not child.on), default=round(node.at[0]))

    def _scope(self, parent: ET.Element, scope: str) -> None:
        inner = self.source.children(scope)
        for node in inner:
            self._node(parent, node)
        for flow in self.source.flows:
            if self.source.nodes[flow.source].inside == scope:
                self._flow(parent, flow)
        for tie in self.source.undoing:
            if self.source.nodes[tie.source].inside == scope:
                ends = {"sourceRef": tie.source, "targetRef": tie.target, "associationDirection": "One"}
                _add(parent, "bpmn:association", {"id": tie.id, **ends})

    def _node(self, parent: ET.Element, node: Node) -> None:
        element = _add(parent, f"bpmn:{node.tag}", {"id": node.id, **({"name": node.name} if node.name else {})})
        self._attributes(element, node)
        self._extensions(element, node)
        for flow in self.source.flows:
            if flow.target == node.id:
                _add(element, "bpmn:incoming").text = flow.id
        for flow in self.source.flows:
            if flow.source == node.id:
                _add(element, "bpmn:outgoing").text = flow.id
                if flow.default:
                    element.set("default", flow.id)
        _event(element, node)
        if node.kind == "subprocess":
            self._scope(element, node.id)

    def _attributes(self, element: ET.Element, node: Node) -> None:
        if node.on:
            element.set("attachedToRef", node.on)
            element.set("cancelActivity", "true" if node.more.get("interrupting", True) else "false")
        if any(tie.target == node.id for tie in self.source.undoing):
            element.set("isForCompensation", "true")
        if "calls" in node.more:
            element.set("calledElement", str(node.more["calls"]))

    def _extensions(self, element: ET.Element, node: Node) -> None:
        ours: dict[str, Any] = {name: dict(node.more[name]) for name in OURS if name in node.more}
        if "task" in ours and node.kind in ("user", "start", "message"):
            ours["task"] = {"role": self._role(node), **ours["task"]}
        inside = _add(element, "bpmn:extensionElements") if ours else element
        for name, attributes in ours.items():
            _add(inside, f"opora:{name}", attributes)

    def _role(self, node: Node) -> str:
        """The role of the lane a task lies in, unless its own table names one."""
        row = self._row(node)
        for lane in self.source.lanes:
            if row < lane.rows:
                return lane.role
            row -= lane.rows
        return ""

    def _flow(self, parent: ET.Element, flow: Any) -> None:
        name = {"name": flow.name} if flow.name else {}
        ends = {"sourceRef": flow.source, "targetRef": flow.target}
        element = _add(parent, "bpmn:sequenceFlow", {"id": flow.id, **name, **ends})
        if flow.condition:
            condition = _add(element, "bpmn:conditionExpression", {"xsi:type": "bpmn:tFormalExpression"})
            condition.text = f"={flow.condition}"


def _event(element: ET.Element, node: Node) -> None:
    if node.kind == "terminate":
        _add(element, "bpmn:terminateEventDefinition", {"id": f"{node.id}_all"})
    if node.kind == "cancel":
        _add(element, "bpmn:cancelEventDefinition", {"id": f"{node.id}_cancel"})
    if node.kind == "compensation":
        meant = {"activityRef": node.more["activity"]} if "activity" in node.more else {}
        _add(element, "bpmn:compensateEventDefinition", {"id": f"{node.id}_undo", **meant})
    if node.kind == "message":
        _add(element, "bpmn:messageEventDefinition",
             {"id": f"{node.id}_message", "messageRef": f"message_{node.more['message']}"})  # fmt: skip
    if node.kind in ("timer", "timed"):
        timer = _add(element, "bpmn:timerEventDefinition", {"id": f"{node.id}_timer"})
        for key, tag in TIMES.items():
            if key in node.more:
                _add(timer, f"bpmn:{tag}", {"xsi:type": "bpmn:tFormalExpression"}).text = str(node.more[key])


class _Picture:
    """What people look at."""

    def __init__(self, source: Source, layout: Layout) -> None:
        self.source, self.layout = source, layout
        self.routes = {flow.id: route(source, layout, flow) for flow in (*source.flows, *source.undoing)}

    def write(self, root: ET.Element) -> None:
        process = self.source.process
        diagram = _add(root, "bpmndi:BPMNDiagram", {"id": f"{process}_diagram"})
        on = f"{process}_map" if self.layout.pool else process
        plane = _add(diagram, "bpmndi:BPMNPlane", {"id": f"{process}_plane", "bpmnElement": on})
        if self.layout.pool:
            self._level(plane, f"{process}_pool", self.layout.pool)
        for lane, box in zip(self.source.lanes, self.layout.lanes, strict=True):
            self._level(plane, f"{process}_lane_{lane.role}", box)
        for node in sorted(self.source.nodes.values(), key=self._depth):
            self._shape(plane, node)
        for flow in (*self.source.flows, *self.source.undoing):
            self._edge(plane, flow)

    def _depth(self, node: Node) -> int:
        own = 1 if node.kind != "subprocess" else 0
        return 2 * self._depth(self.source.nodes[node.inside]) + 2 if node.inside else own

    def _level(self, plane: ET.Element, element: str, box: Box) -> None:
        shape = _add(plane, "bpmndi:BPMNShape",
                     {"id": f"{element}_di", "bpmnElement": element, "isHorizontal": "true"})  # fmt: skip
        _bounds(shape, box)

    def _shape(self, plane: ET.Element, node: Node) -> None:
        extra = {"isExpanded": "true"} if node.kind == "subprocess" else {}
        extra |= {"isMarkerVisible": "true"} if node.kind == "exclusive" else {}
        shape = _add(plane, "bpmndi:BPMNShape", {"id": f"{node.id}_di", "bpmnElement": node.id, **extra})
        box = self.layout.shapes[node.id]
        _bounds(shape, box)
        if node.name and not is_activity(node):
            _bounds(_add(shape, "bpmndi:BPMNLabel"), labels.beside(node, box, self._taken(node, box)))

    def _taken(self, node: Node, box: Box) -> set[str]:
        """The sides of a shape where flows begin or end."""
        ends = [self.routes[flow.id][0] for flow in self.source.flows if flow.source == node.id]
        ends += [self.routes[flow.id][-1] for flow in self.source.flows if flow.target == node.id]
        return {"t" for _, y in ends if y == box.y} | {"b" for _, y in ends if y == box.bottom}

    def _edge(self, plane: ET.Element, flow: Any) -> None:
        edge = _add(plane, "bpmndi:BPMNEdge", {"id": f"{flow.id}_di", "bpmnElement": flow.id})
        points: list[Point] = self.routes[flow.id]
        for x, y in points:
            _add(edge, "di:waypoint", {"x": x, "y": y})
        if flow.name:
            _bounds(_add(edge, "bpmndi:BPMNLabel"), labels.along(flow, points))


def _bounds(parent: ET.Element, box: Box) -> None:
    _add(parent, "dc:Bounds", {"x": box.x, "y": box.y, "width": box.width, "height": box.height})
