"""What the checks found, in the page's language, the errors first; elements by the names people gave them."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from engine.checks import Finding
from web import messages

RANKS = {"error": 0, "warning": 1}
NAMING = ("flow", "name", "node")
_TAG = re.compile(r"<[\w:]+\s[^<>]*>")
_ID, _NAME = re.compile(r"\sid=[\"']([^\"']+)"), re.compile(r"\sname=(?:\"([^\"]+)\"|'([^']+)')")


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words; `name` is what people call the element, "" where it has no name."""

    file: str
    element: str
    code: str
    severity: str
    sentence: str
    name: str = ""


def said(found: Iterable[Finding], file: str | None = None, files: Mapping[str, str] | None = None) -> list[Said]:
    """Findings in words, of one file where one is named; `files` are the texts that name the elements."""
    wanted = sorted((each for each in found if file in (None, each.file)), key=lambda each: RANKS.get(each.severity, 9))
    names = {each.file: _names((files or {}).get(each.file, "")) for each in wanted}
    return [_said(each, names[each.file]) for each in wanted]


def _said(found: Finding, names: Mapping[str, str]) -> Said:
    given = {key: str(found.params[key]) for key in NAMING if key in found.params}
    named = {key: f"«{names[value]}»" for key, value in given.items() if value in names}
    sentence = messages.finding(replace(found, params={**found.params, **named}))
    return Said(found.file, found.element, found.code, found.severity, sentence, names.get(found.element, ""))


def _names(text: str) -> dict[str, str]:
    """Id → name of everything drawn in a text; what is no XML names nothing."""
    found = {}
    for tag in _TAG.findall(text):
        key, name = _ID.search(tag), _NAME.search(tag)
        if key and name:
            found[key[1]] = " ".join(html.unescape(name[1] or name[2]).split())
    return found
