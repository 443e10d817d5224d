"""From the sketch to the plan: one node per element, with everything it needs to run."""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from engine.bpmn import expressions, loops, services, undoing
from engine.bpmn.extension import each, extensions, outcome, task_info
from engine.bpmn.report import Report
from engine.bpmn.sketch import Arrow, Shape, Sheet, Sketch
from engine.bpmn.vocabulary import BPMN, EVENT_DEFINITIONS, SUB_PROCESSES, TRUE
from engine.errors import N_
from engine.kernel.plan import DecisionUse, Event, Flow, Node, Scope, Script, Table

REFERENCES = {"message": "messageRef", "signal": "signalRef", "error": "errorRef", "escalation": "escalationRef"}
CODES = {"error": "errorCode", "escalation": "escalationCode"}
FEEL = frozenset({"", "feel", "application/feel", "text/feel"})


class Builder:
    """Builds the nodes of the sheets that run; everything not understood is reported."""

    def __init__(self, sketch: Sketch, tables: Mapping[str, Table], report: Report) -> None:
        self.sketch, self.tables, self.report = sketch, tables, report

    def nodes(self, sheets: Iterable[Sheet]) -> dict[str, Node]:
        """Every element of the sheets as a node."""
        return {shape.id: self._node(shape) for sheet in sheets for shape in sheet.shapes}

    def _node(self, shape: Shape) -> Node:
        ours = extensions(shape, self.report)
        xml, calls = shape.xml, self.called(shape)
        return Node(
            shape.id, _kind(shape), shape.sheet.key, shape.name,
            incoming=tuple(self._flow(shape, arrow) for arrow in shape.incoming),
            outgoing=tuple(self._flow(shape, arrow) for arrow in shape.outgoing),
            default=self._default(shape),
            event=self.event(shape),
            attached_to=_local(xml.get("attachedToRef")),
            interrupting=xml.get("cancelActivity", xml.get("isInterrupting", "true")) in TRUE,
            boundaries=self._boundaries(shape),
            calls=calls,
            inner=shape.id if shape.tag in SUB_PROCESSES else calls,
            task=task_info(shape, ours, self.report),
            loop=loops.loop(shape, self.report),
            script=self._script(shape, ours),
            decision=self._decision(shape, ours),
            service=services.service(shape, ours, self.report),
            opens=ours["opens"].get("process") if "opens" in ours else None,
            outcome=outcome(shape, ours, self.report),
            each=each(shape, ours, self.report),
            undo=undoing.called(shape, self.sketch.sheets[calls]) if calls else undoing.undo(shape),
        )  # fmt: skip

    def _flow(self, shape: Shape, arrow: Arrow) -> Flow:
        condition = None
        if shape.id == arrow.source:
            condition = expressions.of(arrow.xml.find(f"{BPMN}conditionExpression"), shape, self.report)
        return Flow(arrow.id, arrow.source, arrow.target, " ".join(arrow.xml.get("name", "").split()), condition)

    def _default(self, shape: Shape) -> str | None:
        default = _local(shape.xml.get("default"))
        if default and default not in {arrow.id for arrow in shape.outgoing}:
            self._error(shape, "default", N_("The default flow does not leave this element."))
        return default

    def _boundaries(self, shape: Shape) -> tuple[str, ...]:
        return tuple(
            other.id for other in shape.sheet.shapes
            if other.tag == "boundaryEvent" and _local(other.xml.get("attachedToRef")) == shape.id
        )  # fmt: skip

    # -- events

    def event(self, shape: Shape) -> Event:
        """What an event, or a task that sends or receives, is about."""
        found = [(EVENT_DEFINITIONS[tag], child) for child in shape.xml if (tag := _tag(child)) in EVENT_DEFINITIONS]
        if any(_tag(child) == "eventDefinitionRef" for child in shape.xml) or len(found) > 1:
            self._error(shape, "unsupported", N_("Events of several kinds at once are not carried out."))
        if shape.tag in {"sendTask", "receiveTask"} and not found:
            found = [("message", shape.xml)]
        if not found:
            return Event()
        kind, definition = found[0]
        timer = expressions.timer(definition, shape, self.report) if kind == "timer" else None
        condition = self._condition(shape, definition) if kind == "conditional" else None
        waits = definition.get("waitForCompletion", "true") in TRUE
        return Event(kind, self._name(shape, kind, definition), timer, condition, waits)

    def _condition(self, shape: Shape, definition: Element) -> Any:
        holder = definition.find(f"{BPMN}condition")
        found = expressions.of(holder, shape, self.report)
        if found is None and (holder is None or not "".join(holder.itertext()).strip()):
            self._error(shape, "no-condition", N_("The event does not say its condition."))
        return found

    def _name(self, shape: Shape, kind: str, definition: Element) -> str:
        """The name of a message or signal, the code of an error or escalation, the name of a link."""
        if kind == "link":
            return definition.get("name", "") or shape.name
        if kind == "compensate":
            return _local(definition.get("activityRef")) or ""
        if kind not in REFERENCES:
            return ""
        reference = definition.get(REFERENCES[kind], "")
        target = self._named(shape.sheet.file, reference)
        if reference and target is None:
            self._error(shape, "unknown-reference", N_("It refers to %(name)s, which is not there."), name=reference)
        if kind in CODES:
            return (target.get(CODES[kind]) or target.get("name") or "") if target is not None else ""
        return self._spoken(shape, target)

    def _spoken(self, shape: Shape, target: Element | None) -> str:
        """A message or signal without a name of its own goes by the name of its element."""
        name = " ".join((target.get("name") or "").split()) if target is not None else ""
        if target is None and shape.name:
            sentence = N_("It names no message, so it goes by its own name, %(name)s.")
            self.report.warn(shape.sheet.file, shape.id, "own-name", sentence, name=shape.name)
        if not name and not shape.name:
            self._error(shape, "no-message", N_("It sends or awaits a message, but does not say which."))
        return name or shape.name

    def _named(self, file: str, reference: str) -> Element | None:
        """What a reference means: in its own file, else in any."""
        keys = [reference, _local(reference) or ""]
        own = [self.sketch.named[file, key] for key in keys if (file, key) in self.sketch.named]
        return next(iter(own + [found for (_, key), found in self.sketch.named.items() if key in keys]), None)

    # -- activities

    def called(self, shape: Shape) -> str | None:
        """The process a call activity calls."""
        if shape.tag != "callActivity":
            return None
        wanted = shape.xml.get("calledElement", "")
        for key in (wanted, _local(wanted)):
            if key in self.sketch.sheets and self.sketch.sheets[key].kind == "process":
                return key
        self._error(shape, "unknown-process", N_("It calls the process %(name)s, which is not there."), name=wanted)
        return None

    def _script(self, shape: Shape, ours: Mapping[str, Mapping[str, str]]) -> Script | None:
        if shape.tag != "scriptTask":
            return None
        holder, language = shape.xml.find(f"{BPMN}script"), shape.xml.get("scriptFormat", "")
        text = "".join(holder.itertext()).strip() if holder is not None else ""
        if language.lower() not in FEEL:
            sentence = N_("Scripts in %(language)s are not carried out; write FEEL.")
            self._error(shape, "language", sentence, language=language)
        elif not text:
            self._error(shape, "no-script", N_("The script task has no script."))
        elif expression := expressions.compiled(text, shape, shape.id, self.report):
            result = ours.get("script", {}).get("result", "")
            return Script(expression, result, (result,) if result else expressions.keys(expression))
        return None

    def _decision(self, shape: Shape, ours: Mapping[str, Mapping[str, str]]) -> DecisionUse | None:
        if shape.tag != "businessRuleTask":
            return None
        given = ours.get("decision", {})
        ref, result = given.get("ref", ""), given.get("result", "")
        if not ref or not result:
            self._error(shape, "no-decision", N_("It does not say which decision to ask and where to keep the answer."))
        elif ref not in self.tables:
            self._error(shape, "unknown-decision", N_("There is no decision %(name)s."), name=ref)
        else:
            return DecisionUse(ref, self.tables[ref], result)
        return None

    def _error(self, shape: Shape, code: str, sentence: str, **params: Any) -> None:
        self.report.error(shape.sheet.file, shape.id, code, sentence, **params)


def scope(sheet: Sheet, nodes: Mapping[str, Node]) -> Scope:
    """A sheet as a scope: where it starts, and what listens in it."""
    here = [nodes[shape.id] for shape in sheet.shapes]
    driven = {node.id for node in here if node.kind == "eventSubProcess"}
    return Scope(
        sheet.key, sheet.name, sheet.kind, sheet.parent.key if sheet.parent else None, sheet.file,
        starts(sheet, nodes), tuple(node.id for node in here),
        tuple(node.id for node in nodes.values() if node.kind == "startEvent" and node.scope in driven),
    )  # fmt: skip


def starts(sheet: Sheet, nodes: Mapping[str, Node]) -> tuple[str, ...]:
    """Plain start events; without any start event, everything no flow leads to; else the first event."""
    events = [nodes[shape.id] for shape in sheet.shapes if shape.tag == "startEvent"]
    drawn = [shape for shape in sheet.shapes if not shape.incoming and not undoing.is_for_compensation(shape)]
    plain = tuple(node.id for node in events if node.event.kind == "none")
    if events:
        return plain or (events[0].id,)
    return tuple(shape.id for shape in drawn if _may_start(nodes[shape.id]))


def _may_start(node: Node) -> bool:
    end_of_link = node.kind == "intermediateCatchEvent" and node.event.kind == "link"
    return node.kind not in {"boundaryEvent", "eventSubProcess"} and not end_of_link


def _kind(shape: Shape) -> str:
    driven = shape.tag == "subProcess" and shape.xml.get("triggeredByEvent") in TRUE
    return "eventSubProcess" if driven else shape.tag


def _local(reference: str | None) -> str | None:
    """A qualified name without its prefix."""
    return reference.rpartition(":")[2] if reference else None


def _tag(element: Element) -> str:
    return element.tag.removeprefix(BPMN) if isinstance(element.tag, str) else ""
