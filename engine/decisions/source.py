"""A DMN file as XML: hostile until shown otherwise; elements are found by name in any version of DMN."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from engine import reasons
from engine.checks import Finding
from engine.decisions.errors import NOT_DMN, NOT_XML, TOO_LARGE
from engine.errors import Refused

MAX_CHARACTERS = 1_000_000
MAX_ELEMENTS = 30_000
_DMN = re.compile(r"\{https?://www\.omg\.org/spec/DMN/[0-9]{8}/(MODEL|dmn\.xsd)/?\}definitions")


def read(text: str, file: str) -> Element:
    """The root of a DMN model. Raises Refused; DTDs and entities are never resolved."""
    if len(text) > MAX_CHARACTERS:
        raise refused(file, "too-large", TOO_LARGE, limit=MAX_CHARACTERS)
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as problem:
        raise refused(file, "not-xml", NOT_XML, reason=reasons.xml(problem)) from None
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise refused(file, "too-large", TOO_LARGE, limit=MAX_ELEMENTS)
    if not _DMN.fullmatch(root.tag):
        raise refused(file, "not-dmn", NOT_DMN)
    return root


def refused(file: str, code: str, sentence: str, **params: object) -> Refused:
    return Refused([Finding(file, "", code, sentence, params)])


def local(element: Element) -> str:
    """The name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def every(element: Element, name: str) -> Iterator[Element]:
    """The children of that name."""
    return (child for child in element if local(child) == name)


def first(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, and so on down the path."""
    for name in path:
        if element is None:
            return None
        element = next(every(element, name), None)
    return element


def text_of(element: Element | None) -> str:
    """What the `text` child says."""
    found = first(element, "text")
    return (found.text or "").strip() if found is not None else ""


def foreign_language(element: Element | None) -> str:
    """The expression language when it is not FEEL."""
    language = element.get("expressionLanguage", "") if element is not None else ""
    return "" if "feel" in language.lower() else language
