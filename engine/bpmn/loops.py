"""Loop and multi-instance markers."""

from engine.bpmn.report import Report
from engine.bpmn.sketch import Shape
from engine.bpmn.vocabulary import BPMN
from engine.errors import N_
from engine.kernel.plan import Loop


def loop(shape: Shape, report: Report) -> Loop | None:
    """The activity's marker, if it has one."""
    for tag in ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics"):
        if shape.xml.find(f"{BPMN}{tag}") is not None:
            report.error(shape.sheet.file, shape.id, "unsupported", N_("The element %(tag)s is not carried out."), tag=tag)
    return None
