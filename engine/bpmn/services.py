"""Which function a service task asks for, and what it hands over."""

from collections.abc import Mapping

from engine.bpmn import expressions
from engine.bpmn.extension import texts
from engine.bpmn.report import Report
from engine.bpmn.sketch import Shape
from engine.errors import N_
from engine.kernel.plan import Expression, ServiceUse


def service(shape: Shape, ours: Mapping[str, Mapping[str, str]], report: Report) -> ServiceUse | None:
    """The function of a service task; a finding where it names none."""
    if shape.tag != "serviceTask":
        return None
    given = ours.get("service", {})
    name = given.get("name", "").strip()
    inputs = _inputs(shape, report)
    if not name:
        sentence = N_("It does not say which service to ask.")
        report.error(shape.sheet.file, shape.id, "no-service", sentence)
        return None
    return ServiceUse(name, given.get("result", ""), inputs)


def _inputs(shape: Shape, report: Report) -> dict[str, Expression]:
    inputs: dict[str, Expression] = {}
    for name, text in texts(shape, "input"):
        if not name or not text:
            report.error(shape.sheet.file, shape.id, "input", N_("An input needs a name and an expression."))
        elif name in inputs:
            report.error(shape.sheet.file, shape.id, "input", N_("The input %(name)s is given twice."), name=name)
        elif expression := expressions.compiled(text, shape, shape.id, report):
            inputs[name] = expression
    return inputs
