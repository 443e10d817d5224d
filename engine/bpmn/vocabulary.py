"""Names of BPMN 2.0 and of our extension, and which of them mean something to us."""

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OPORA = "{urn:opora:bpmn:1}"

FLOW_NODES = frozenset({
    "task", "userTask", "manualTask", "sendTask", "receiveTask", "serviceTask", "scriptTask", "businessRuleTask",
    "callActivity", "subProcess", "transaction", "adHocSubProcess", "callChoreography", "choreographyTask",
    "subChoreography", "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent",
    "implicitThrowEvent", "boundaryEvent", "exclusiveGateway", "inclusiveGateway", "parallelGateway",
    "complexGateway", "eventBasedGateway",
})  # fmt: skip
"""Everything a sequence flow may touch; what of it executes, the kernel says."""

SILENT = frozenset({
    "documentation", "extensionElements", "incoming", "outgoing", "laneSet", "sequenceFlow",
    "dataObject", "dataObjectReference", "dataStoreReference", "dataState", "property", "ioSpecification",
    "dataInputAssociation", "dataOutputAssociation", "association", "textAnnotation", "group", "auditing",
    "monitoring", "correlationSubscription", "supports", "ioBinding", "performer", "humanPerformer",
    "potentialOwner", "resourceRole", "rendering", "supportedInterfaceRef",
})  # fmt: skip
"""What may be drawn beside the flow: it informs people and never moves a token."""

ACTIVITIES = frozenset({
    "task", "userTask", "manualTask", "sendTask", "receiveTask", "serviceTask", "scriptTask", "businessRuleTask",
    "callActivity", "subProcess", "transaction", "eventSubProcess",
})  # fmt: skip
EVENTS = frozenset({
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
})  # fmt: skip
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"})
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})

TRUE = frozenset({"true", "1"})
"""How XML says yes."""

EVENT_DEFINITIONS = {
    f"{kind}EventDefinition": kind
    for kind in ("message", "timer", "terminate", "error", "escalation", "signal", "link", "conditional",
                 "cancel", "compensate")
}  # fmt: skip

EXTENSIONS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "task": (
        frozenset({"role", "seat", "form", "line", "source", "documents", "references"}),
        ACTIVITIES | EVENTS | GATEWAYS,
    ),
    "deadline": (frozenset({"amount", "unit", "anchor", "warn"}), frozenset({"userTask", "manualTask", "task"})),
    "opens": (frozenset({"process"}), frozenset({"endEvent"})),
    "exit": (frozenset({"outcome"}), frozenset({"endEvent"})),
    "decision": (frozenset({"ref", "result"}), frozenset({"businessRuleTask"})),
    "script": (frozenset({"result"}), frozenset({"scriptTask"})),
    "service": (frozenset({"name", "result"}), frozenset({"serviceTask"})),
    "each": (frozenset({"roles", "seat", "name"}), frozenset({"startEvent"})),
    "input": (frozenset({"name"}), frozenset({"serviceTask"})),
}
"""Our elements: their attributes, and the elements of BPMN that may carry them."""

REPEATED = frozenset({"input"})
"""Those of ours that may stand several times on one element."""

PERSONAL = frozenset({"role", "seat", "form"})
FORM_CARRIERS = frozenset({
    "userTask", "manualTask", "task", "startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask",
})  # fmt: skip
"""Elements at which a person may fill in a form."""
