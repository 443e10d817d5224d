"""Hostile XML to a tree: no entities, no document types, bounded size and depth."""

from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from engine import reasons
from engine.bpmn.report import Report
from engine.bpmn.vocabulary import BPMN
from engine.errors import N_

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 60
MAX_ELEMENTS = 100_000


def read(name: str, text: str, report: Report) -> Element | None:
    """The root of a diagram's XML, or None with a finding."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        report.error(name, "", "too-big", N_("The file is larger than %(limit)s MiB."), limit=MAX_BYTES >> 20)
        return None
    try:
        root: Element = fromstring(_undeclared(text), forbid_dtd=True)
    except DefusedXmlException:
        report.error(name, "", "hostile", N_("The file declares a document type or entities, which is not allowed."))
        return None
    except (ParseError, ValueError, LookupError) as error:
        report.error(name, "", "not-xml", N_("The file is not well-formed XML: %(reason)s"), reason=reasons.xml(error))
        return None
    if root.tag != f"{BPMN}definitions":
        report.error(name, "", "not-bpmn", N_("The file is not a BPMN 2.0 diagram."))
        return None
    return root if _bounded(root, name, report) else None


def _undeclared(text: str) -> str:
    """Text is text already: what its XML declaration says of an encoding no longer holds."""
    text = text.lstrip("\ufeff")
    if text.startswith("<?xml") and (end := text.find("?>")) > 0:
        return "\n" * text.count("\n", 0, end) + text[end + 2 :]
    return text


def _bounded(root: Element, name: str, report: Report) -> bool:
    level, depth, count = [root], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            report.error(name, "", "too-deep", N_("The file is nested too deep or holds too many elements."))
            return False
        level = [child for element in level for child in element]
    return True
