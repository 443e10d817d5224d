"""The checks of a draft: those of every definition, and that it stays the method it began as."""

import re
import tomllib
from collections import OrderedDict
from collections.abc import Collection

from engine import definitions, reasons, simulation
from engine.checks import Finding
from engine.definitions import Definition
from engine.errors import N_
from engine.functions import Functions
from engine.reasons import Reason
from engine.studio.draft import SETTINGS, Draft

REMEMBERED = 32
Judged = tuple[Definition | None, list[Finding]]


class Judge:
    """Compiles drafts and remembers the last few by checksum: they are asked for again and again."""

    def __init__(self, roles: Collection[str], services: Functions) -> None:
        self._roles, self._services = roles, services
        self._known: OrderedDict[tuple[str, str], Judged] = OrderedDict()

    def __call__(self, draft: Draft) -> Judged:
        key = (draft.process, draft.bundle.checksum)
        if key not in self._known:
            self._known[key] = self._judged(draft)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return self._known[key]

    def _judged(self, draft: Draft) -> Judged:
        definition, findings = definitions.review(draft.bundle, self._roles, self._services)
        own = [*_same_key(draft, definition), *_scenarios(draft)]
        broken = any(finding.severity == "error" for finding in own)
        return None if broken else definition, findings + own


def _same_key(draft: Draft, definition: Definition | None) -> list[Finding]:
    if definition is None or definition.key == draft.process:
        return []
    sentence = N_("The key of the method was %(was)s and cannot become another one.")
    return [Finding(SETTINGS, "key", "key-changed", sentence, {"was": draft.process})]


def _why(error: Exception, text: str) -> str:
    """What a scenario lacks, or which of its words is not known."""
    if isinstance(error, tomllib.TOMLDecodeError):
        return reasons.toml(error, text)
    if isinstance(error, KeyError):
        return Reason(N_("“%(name)s” is missing in it."), name=error.args[0])
    if isinstance(error, TypeError) and (word := re.search(r"keyword argument '([^']*)'", str(error))):
        return Reason(N_("a step knows no word “%(name)s”."), name=word[1])
    if quoted := re.search(r"'([^']*)'", str(error)):
        return Reason(N_("“%(text)s” is no moment such as 2026-03-02T10:15:00+03:00."), text=quoted[1])
    return str(error)


def _scenarios(draft: Draft) -> list[Finding]:
    """Scenarios that cannot be read, or that belong to another method."""
    found = []
    for name, text in draft.files.items():
        if not name.startswith("scenarios/"):
            continue
        try:
            process = simulation.parse(text).process
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
            sentence = N_("The scenario cannot be read: %(reason)s")
            found.append(Finding(name, "", "bad-scenario", sentence, {"reason": _why(error, text)}))
            continue
        if process != draft.process:
            sentence = N_("The scenario is one of %(process)s, not of this method.")
            found.append(Finding(name, "", "other-scenario", sentence, {"process": process}))
    return found
