"""What the checks found, in the page's language, the errors first."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.checks import Finding
from web import messages

RANKS = {"error": 0, "warning": 1}


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words."""

    file: str
    element: str
    code: str
    severity: str
    sentence: str


def said(found: Iterable[Finding], file: str | None = None) -> list[Said]:
    """Findings in words, of one file where one is named."""
    wanted = sorted((each for each in found if file in (None, each.file)), key=lambda each: RANKS.get(each.severity, 9))
    return [Said(each.file, each.element, each.code, each.severity, messages.finding(each)) for each in wanted]
