"""What compensates what, as drawn: activities tied to boundary events, and compensation event sub-processes."""

from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from engine.bpmn.report import Report
from engine.bpmn.sketch import Shape, Sheet
from engine.bpmn.vocabulary import ACTIVITIES, BPMN, TRUE
from engine.errors import N_
from engine.kernel.plan import Node, Scope

KIND, INSIDE = "compensate", "eventSubProcess"
NO_HANDLER = N_("Nothing compensates its activity: draw an association from it to an activity for compensation.")


def is_for_compensation(shape: Shape) -> bool:
    """Whether no flow leads to the activity: it only runs to compensate another."""
    return shape.xml.get("isForCompensation", "false") in TRUE


def undo(shape: Shape) -> str | None:
    """What compensates an activity: the one tied to its boundary, else an event sub-process within it."""
    for other in shape.sheet.shapes:
        if _local(other.xml.get("attachedToRef")) == shape.id and _is_about(other, KIND):
            return next(iter(tied(other)), None)
    inner = shape.xml.findall(f"{BPMN}subProcess") if shape.tag in {"subProcess", "transaction"} else []
    return next((each.get("id") for each in inner if _compensates(each)), None)


def called(shape: Shape, sheet: Sheet) -> str | None:
    """The event sub-process that compensates a called process."""
    inner = (each for each in sheet.shapes if each.tag == "subProcess")
    return undo(shape) or next((each.id for each in inner if _compensates(each.xml)), None)


def tied(event: Shape) -> list[str]:
    """The activities for compensation that associations tie to a boundary event."""
    fit = {shape.id for shape in event.sheet.shapes if is_for_compensation(shape)}
    ends = [_ends(each) for each in _associations(event.sheet)]
    return [target for source, target in ends if source == event.id and target in fit]


def _ends(association: Element) -> tuple[str | None, str | None]:
    return _local(association.get("sourceRef")), _local(association.get("targetRef"))


def _associations(sheet: Sheet) -> Iterator[Element]:
    yield from sheet.xml.findall(f"{BPMN}association")
    yield from sheet.beside


def _compensates(xml: Element) -> bool:
    starts = xml.findall(f"{BPMN}startEvent") if xml.get("triggeredByEvent") in TRUE else []
    return any(start.find(f"{BPMN}compensateEventDefinition") is not None for start in starts)


def _is_about(shape: Shape, kind: str) -> bool:
    return shape.xml.find(f"{BPMN}{kind}EventDefinition") is not None


def _local(reference: str | None) -> str | None:
    return reference.rpartition(":")[2] if reference else None


class Undoing:
    """Checks compensation and transactions in the scopes that run."""

    def __init__(self, nodes: Mapping[str, Node], scopes: Mapping[str, Scope], report: Report) -> None:
        self.nodes, self.scopes, self.report = nodes, scopes, report

    def check(self, sheets: Iterable[Sheet], undoable: frozenset[str]) -> None:
        """Report everything wrong in the sheets; `undoable` as the kernel worked it out."""
        for sheet in sheets:
            for shape in sheet.shapes:
                node = self.nodes[shape.id]
                if is_for_compensation(shape):
                    self._handler(shape, node)
                if node.event.kind == KIND:
                    self._compensate(shape, node, undoable)
                if node.event.kind == "cancel":
                    self._cancel(shape, node)
                if shape.xml.get("method", "##Compensate") != "##Compensate":
                    self._error(shape, "unsupported", N_("%(name)s=%(value)s is not carried out."),
                                name="method", value=shape.xml.get("method", ""))  # fmt: skip

    def _error(self, shape: Shape, code: str, sentence: str, **params: str) -> None:
        self.report.error(shape.sheet.file, shape.id, code, sentence, **params)

    def _handler(self, shape: Shape, node: Node) -> None:
        if node.kind not in ACTIVITIES or node.kind == INSIDE:
            self._error(shape, "compensation", N_("Only an activity can be for compensation."))
        elif node.incoming or node.outgoing:
            self._error(shape, "compensation", N_("No flow leads to or from an activity for compensation."))
        elif node.boundaries:
            sentence = N_("Events on the boundary of an activity for compensation are not carried out.")
            self._error(shape, "unsupported", sentence)

    def _compensate(self, shape: Shape, node: Node, undoable: frozenset[str]) -> None:
        if node.kind == "boundaryEvent":
            self._boundary(shape, node)
        elif node.kind == "startEvent":
            self._start(shape)
        elif node.event.name:
            self._meant(shape, node, undoable)
        elif not any(self.nodes[key].scope in self._around(node) for key in undoable):
            sentence = N_("Nothing in its scope can be compensated, so it does nothing.")
            self.report.warn(shape.sheet.file, shape.id, "compensation-of-nothing", sentence)

    def _boundary(self, shape: Shape, node: Node) -> None:
        host = self.nodes.get(node.attached_to or "")
        same = [other for other in (host.boundaries if host else ()) if self.nodes[other].event.kind == KIND]
        if not tied(shape):
            self._error(shape, "compensation", NO_HANDLER)
        elif len(tied(shape)) > 1 or same[1:]:
            self._error(shape, "compensation", N_("It is not clear which of several activities compensates."))
        elif node.outgoing:
            self._error(shape, "outgoing", N_("No flow may leave a compensation event on a boundary."))

    def _start(self, shape: Shape) -> None:
        parent = shape.sheet.parent
        calls = parent and any(node.calls == parent.key for node in self.nodes.values())
        if parent is None or not (parent.parent or calls):
            sentence = N_("Only a sub-process or a called process is compensated by an event sub-process within.")
            self._error(shape, "compensation", sentence)
        elif sum(_compensates(each.xml) for each in parent.shapes) > 1:
            self._error(shape, "compensation", N_("It is not clear which of several activities compensates."))

    def _meant(self, shape: Shape, node: Node, undoable: frozenset[str]) -> None:
        target = self.nodes.get(node.event.name)
        if target is None or target.scope not in self._around(node) or target.id not in undoable:
            sentence = N_("It compensates %(name)s, which is no activity of its scope that something compensates.")
            self._error(shape, "compensation", sentence, name=node.event.name)

    def _around(self, node: Node) -> list[str]:
        """The scopes whose activities an event compensates."""
        found = [node.scope]
        while (own := self.nodes.get(found[-1])) is not None and own.kind == INSIDE:
            found.append(own.scope)
        return found

    def _cancel(self, shape: Shape, node: Node) -> None:
        if node.kind == "boundaryEvent":
            host = self.nodes.get(node.attached_to or "")
            if host is None or host.kind != "transaction":
                self._error(shape, "cancel", N_("Only a transaction has a cancel event on its boundary."))
            elif not node.interrupting:
                self._error(shape, "cancel", N_("A cancel event always interrupts its transaction."))
            return
        around = self.nodes.get(node.scope)
        if around is None or around.kind != "transaction":
            self._error(shape, "cancel", N_("Only within a transaction can an end event cancel it."))
        elif not any(self.nodes[key].event.kind == "cancel" for key in around.boundaries):
            sentence = N_("The transaction %(name)s needs a cancel event on its boundary to be left by.")
            self._error(shape, "cancel", sentence, name=around.id)
