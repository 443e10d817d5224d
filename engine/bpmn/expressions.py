"""FEEL and ISO texts of a diagram, compiled; what cannot be read becomes a finding."""

import re
from xml.etree.ElementTree import Element

from engine.bpmn.report import Report
from engine.bpmn.sketch import Shape
from engine.bpmn.vocabulary import BPMN
from engine.errors import N_
from engine.feel import Expression, FeelError, compile_expression
from engine.feel.nodes import Context, Name
from engine.kernel import schedule
from engine.kernel.plan import Timer
from engine.reasons import Reason

ISO = re.compile(r"R\d*/|P[\dT]|\d{4}-")
"""What begins like an ISO text is meant as one, even where FEEL could read it."""

TIMES = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


BAD_TIMES = {
    "date": N_(
        "The timer's “%(text)s” is no moment. Write 2026-12-31T18:00 or, after =, an expression that gives one."
    ),
    "duration": N_(
        "The timer's “%(text)s” is no span. Write P3D (3 days), P2W, P1M or PT4H (4 hours), or an expression."
    ),
    "cycle": N_(
        "The timer's “%(text)s” is no cycle. Write R/P1M (every month), R/P7D or R3/P1D (thrice), or an expression."
    ),
}


def _tells(expression: Expression, text: str) -> bool:
    """Whether it may give a moment: words without `=` are no expression, and what asks for nothing gives something."""
    if not text.startswith("=") and isinstance(expression.tree, Name) and " " in text:
        return False
    try:
        return bool(expression.names) or expression.evaluate({}) is not None
    except FeelError:
        return True


def compiled(text: str, shape: Shape, element: str, report: Report) -> Expression | None:
    """A FEEL text, with or without a leading `=`."""
    try:
        return compile_expression(text.strip().removeprefix("="))
    except FeelError as error:
        sentence = N_("The expression %(text)s cannot be read: %(reason)s")
        report.error(
            shape.sheet.file,
            element,
            "expression",
            sentence,
            text=text.strip(),
            reason=Reason(error.sentence, **error.params),
        )
        return None


def keys(expression: Expression) -> tuple[str, ...]:
    """The names a context written out gives its entries."""
    return expression.tree.keys if isinstance(expression.tree, Context) else ()


def of(holder: Element | None, shape: Shape, report: Report) -> Expression | None:
    """The expression an element holds as its text, if any."""
    text = "".join(holder.itertext()).strip() if holder is not None else ""
    if holder is None or not text:
        return None
    language = holder.get("language", "")
    if language and "feel" not in language.lower():
        sentence = N_("Expressions in %(language)s are not carried out; write FEEL.")
        report.error(shape.sheet.file, shape.id, "language", sentence, language=language)
        return None
    return compiled(text, shape, shape.id, report)


def timer(definition: Element, shape: Shape, report: Report) -> Timer | None:
    """A timer event's moment: ISO text, or FEEL that gives one."""
    found = [(kind, holder) for tag, kind in TIMES.items() for holder in definition.findall(f"{BPMN}{tag}")]
    texts = [(kind, "".join(holder.itertext()).strip()) for kind, holder in found]
    if len(texts) != 1 or not texts[0][1]:
        report.error(shape.sheet.file, shape.id, "no-time", N_("The timer does not say when."))
        return None
    kind, text = texts[0]
    plain = text.removeprefix("=").strip()
    quoted = len(plain) > 1 and plain[0] == plain[-1] == '"' and plain.count('"') == 2
    if quoted or not text.startswith("="):
        try:
            return Timer(kind, text, schedule.parse(kind, plain.strip('"')))
        except (ValueError, OverflowError):
            pass
    expression = None if quoted or ISO.match(text) else compiled(text, shape, shape.id, Report())
    if expression is None or not _tells(expression, text):
        report.error(shape.sheet.file, shape.id, "bad-time", BAD_TIMES[kind], text=text)
        return None
    return Timer(kind, text, None, expression)
