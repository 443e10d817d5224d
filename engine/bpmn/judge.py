"""SpiffWorkflow as judge: it parses the normalised diagram, and its specs must agree with our plan.

It sees the diagram with neutral ids (it swallows elements called `Start` or `End`) and without what
it need not understand: expressions, forms, data. Only this module imports SpiffWorkflow.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from SpiffWorkflow.bpmn.parser import BpmnParser, TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import ManualTask

from engine.bpmn.report import Report
from engine.bpmn.sketch import Sheet
from engine.bpmn.vocabulary import BPMN
from engine.errors import N_
from engine.kernel.plan import Node, Plan

TIMES = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}


def _tolerant(parser: type) -> type:
    """A parser of elements that allows several flows out of anything, as BPMN does."""
    return type(parser.__name__, (parser,), {"handles_multiple_outgoing": lambda _: True})


class OporaParser(BpmnParser):
    """SpiffWorkflow's parser, made to accept the implicit splits that BPMN allows."""

    OVERRIDE_PARSER_CLASSES = {
        **{tag: (_tolerant(parser), spec) for tag, (parser, spec) in BpmnParser.PARSER_CLASSES.items()},
        full_tag("businessRuleTask"): (_tolerant(TaskParser), ManualTask),
    }


def judge(plan: Plan, sheets: Iterable[Sheet], report: Report) -> None:
    """Report whatever SpiffWorkflow refuses or understands differently."""
    normal = _Normal(plan)
    file = plan.scopes[plan.root].file
    try:
        parser = OporaParser()
        parser.add_bpmn_str(normal.xml())
        specs = {sheet.key: parser.get_spec(normal.ids[sheet.key]) for sheet in sheets if normal.is_apart(sheet.key)}
        inner = {key: spec for spec in specs for key, spec in parser.get_subprocess_specs(normal.ids[spec]).items()}
    except ValidationException as error:
        element = normal.original.get(error.id or "", "")
        sentence = N_("It is not sound BPMN: %(reason)s")
        report.error(file, element, "not-sound", sentence, reason=str(error).splitlines()[0])
        return
    for sheet in sheets:
        spec = specs.get(sheet.key) or inner[normal.ids[sheet.key]]
        understood = _flows(spec.task_specs, normal.original)
        for node in (plan.nodes[shape.id] for shape in sheet.shapes if not normal.is_aside(shape.id)):
            if understood.get(node.id) != sorted(normal.targets(node)):
                sentence = N_("Its flows cannot be told for certain.")
                report.error(sheet.file, node.id, "not-understood", sentence)


def _flows(specs: Mapping[str, Any], original: Mapping[str, str]) -> dict[str, list[str]]:
    """Element → targets of its flows as SpiffWorkflow read them, in our ids."""
    found: dict[str, list[str]] = {}
    for name, spec in specs.items():
        if name in original:
            targets = [_past(target) for target in spec.outputs]
            found[original[name]] = sorted(original[target] for target in targets if target in original)
    return found


def _past(spec: Any) -> str:
    """The element meant by a flow: SpiffWorkflow puts a split before activities with boundary events."""
    if isinstance(spec, BoundaryEventSplit):
        return str(spec.outputs[0].name)
    return "" if isinstance(spec, BoundaryEventJoin) else str(spec.name)


class _Normal:
    """The diagram again, with neutral ids and nothing but structure."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        keys = [*plan.scopes, *(key for key in plan.nodes if key not in plan.scopes)]
        self.ids = {key: f"n{number}" for number, key in enumerate(keys)}
        self.original = {new: key for key, new in self.ids.items()}
        self.undo = {node.undo for node in plan.nodes.values()}

    def is_apart(self, key: str) -> bool:
        """Whether it is judged as a process: what no flow leads to is."""
        scope = self.plan.scopes.get(key)
        if scope is None or scope.kind == "process":
            return scope is not None
        return self.plan.nodes[key].kind == "eventSubProcess" or key in self.undo

    def is_aside(self, key: str) -> bool:
        """Whether it is judged apart, or not at all: SpiffWorkflow knows no compensation."""
        node = self.plan.nodes[key]
        return self.is_apart(key) or key in self.undo or (node.kind, node.event.kind) == ("boundaryEvent", "compensate")

    def targets(self, node: Node) -> list[str]:
        """Where tokens go from an element; links are judged as flows."""
        if node.event.kind == "link" and node.kind == "intermediateThrowEvent":
            ends = (self.plan.nodes[key] for key in self.plan.scopes[node.scope].nodes)
            return [other.id for other in ends if other.event == node.event and other.kind == "intermediateCatchEvent"]
        return [flow.target for flow in node.outgoing]

    def xml(self) -> bytes:
        root = Element(f"{BPMN}definitions", targetNamespace="urn:opora:normal")
        for key in self.plan.scopes:
            if self.is_apart(key):
                process = SubElement(root, f"{BPMN}process", id=self.ids[key], isExecutable="true")
                self._scope(process, key)
        return tostring(root)

    def _scope(self, holder: Element, key: str) -> None:
        scope = self.plan.scopes[key]
        nodes = [self.plan.nodes[each] for each in scope.nodes if not self.is_aside(each)]
        for node in nodes:
            self._node(holder, node)
            for number, target in enumerate(self.targets(node)):
                self._flow(holder, f"{self.ids[node.id]}-{number}", node, target)
        if not any(node.kind == "startEvent" for node in nodes):
            self._implicit(holder, "startEvent", "s")
            for number, start in enumerate(scope.starts):
                self._line(holder, f"{self.ids[key]}-s{number}", f"{self.ids[key]}s", self.ids[start])
        if scope.kind == "subProcess" and not any(node.kind == "endEvent" for node in nodes):
            self._implicit(holder, "endEvent", "e")

    def _implicit(self, holder: Element, tag: str, suffix: str) -> None:
        SubElement(holder, f"{BPMN}{tag}", id=holder.get("id", "") + suffix)

    def _node(self, holder: Element, node: Node) -> None:
        element = SubElement(holder, f"{BPMN}{node.kind}", id=self.ids[node.id])
        if node.attached_to:
            element.set("attachedToRef", self.ids[node.attached_to])
            element.set("cancelActivity", "true" if node.interrupting else "false")
        for number, flow in enumerate(node.outgoing):
            if flow.id == node.default:
                element.set("default", f"{self.ids[node.id]}-{number}")
        if node.calls:
            element.set("calledElement", self.ids[node.calls])
        if node.kind == "scriptTask":
            SubElement(element, f"{BPMN}script").text = "pass"
        self._event(element, node)
        if node.kind in {"subProcess", "transaction"}:
            self._scope(element, node.id)

    def _event(self, element: Element, node: Node) -> None:
        if node.event.kind in {"none", "compensate"}:
            return
        definition = SubElement(element, f"{BPMN}{node.event.kind}EventDefinition")
        if node.event.timer:
            SubElement(definition, f"{BPMN}{TIMES[node.event.timer.kind]}").text = "x"
        if node.event.condition:
            SubElement(definition, f"{BPMN}condition").text = "x"

    def _flow(self, holder: Element, key: str, node: Node, target: str) -> None:
        line = self._line(holder, key, self.ids[node.id], self.ids[target])
        if node.kind in {"exclusiveGateway", "inclusiveGateway"}:
            SubElement(line, f"{BPMN}conditionExpression").text = "x"

    def _line(self, holder: Element, key: str, source: str, target: str) -> Element:
        return SubElement(holder, f"{BPMN}sequenceFlow", id=key, sourceRef=source, targetRef=target)
