"""Files of a method as they are compared: hostile until shown otherwise; what cannot be read is compared as text."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

MOST = 4 * 1024 * 1024
DEEPEST = 60


class Unreadable(Exception):
    """The file cannot be read as what its name says."""


def xml(text: str) -> Element:
    """The root of a diagram or table. Raises Unreadable."""
    try:
        _bounded(text)
        root: Element = fromstring(_undeclared(text), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise Unreadable() from error
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise Unreadable()
        level = [child for each in level for child in each]
    return root


def from_json(text: str) -> Mapping[str, Any]:
    """A form. Raises Unreadable."""
    try:
        _bounded(text)
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable() from error
    if not isinstance(found, dict):
        raise Unreadable()
    return found


def from_toml(text: str) -> Mapping[str, Any]:
    """Settings. Raises Unreadable."""
    try:
        _bounded(text)
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise Unreadable() from error


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def every(element: Element, *names: str) -> Iterator[Element]:
    """The children of these names."""
    return (child for child in element if local(child) in names)


def first(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, and so on down the path."""
    for name in path:
        if element is None:
            return None
        element = next(every(element, name), None)
    return element


def words(element: Element | None) -> str:
    """The text within, its white space put in order."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def tidy(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def _bounded(text: str) -> None:
    if len(text) > MOST:
        raise Unreadable()


def _undeclared(text: str) -> str:
    text = text.lstrip("\ufeff")
    if text.startswith("<?xml") and (end := text.find("?>")) > 0:
        return text[end + 2 :]
    return text
