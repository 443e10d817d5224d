"""Loop and multi-instance markers: how often an activity runs, and over what."""

from xml.etree.ElementTree import Element

from engine.bpmn import expressions
from engine.bpmn.report import Report
from engine.bpmn.sketch import Shape
from engine.bpmn.vocabulary import BPMN
from engine.errors import N_
from engine.kernel.plan import Loop


def loop(shape: Shape, report: Report) -> Loop | None:
    """The activity's marker, if it has one."""
    standard = shape.xml.find(f"{BPMN}standardLoopCharacteristics")
    if standard is not None:
        return _standard(standard, shape, report)
    many = shape.xml.find(f"{BPMN}multiInstanceLoopCharacteristics")
    return None if many is None else _many(many, shape, report)


def _standard(marker: Element, shape: Shape, report: Report) -> Loop:
    condition = expressions.of(marker.find(f"{BPMN}loopCondition"), shape, report)
    maximum = marker.get("loopMaximum", "")
    if maximum and not (maximum.isdecimal() and int(maximum)):
        report.error(shape.sheet.file, shape.id, "loop", N_("The most times it may run is no number."))
    elif not maximum and condition is None:
        report.error(shape.sheet.file, shape.id, "loop", N_("The loop does not say when it ends."))
    most = int(maximum) if maximum.isdecimal() else None
    return Loop("standard", condition, marker.get("testBefore") == "true", most)


def _many(marker: Element, shape: Shape, report: Report) -> Loop:
    cardinality = expressions.of(marker.find(f"{BPMN}loopCardinality"), shape, report)
    over = _name(marker.find(f"{BPMN}loopDataInputRef"), shape)
    collection = expressions.compiled(over, shape, shape.id, report) if over else None
    if cardinality is None and not over:
        report.error(shape.sheet.file, shape.id, "loop", N_("It does not say how often or over what it repeats."))
    if marker.get("behavior", "All") != "All":
        sentence = N_("%(name)s=%(value)s is not carried out.")
        report.error(shape.sheet.file, shape.id, "unsupported", sentence, name="behavior", value=marker.get("behavior"))
    return Loop(
        "sequential" if marker.get("isSequential") == "true" else "parallel",
        expressions.of(marker.find(f"{BPMN}completionCondition"), shape, report),
        cardinality=cardinality if collection is None else None,
        collection=collection,
        item=_name(marker.find(f"{BPMN}inputDataItem"), shape),
        output=_name(marker.find(f"{BPMN}outputDataItem"), shape),
        outputs=_name(marker.find(f"{BPMN}loopDataOutputRef"), shape),
    )


def _name(element: Element | None, shape: Shape) -> str:
    """The name of a value: as written, or that of the data the reference means."""
    if element is None:
        return ""
    written = (element.text or "").strip() or element.get("name", "") or element.get("id", "")
    meant = next((found for found in shape.sheet.xml.iter() if found.get("id") == written), None)
    return (meant.get("name") or written) if meant is not None and element.text else written
