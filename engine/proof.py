"""Judging single files, whoever drew them: diagrams, tables and forms without a family around them.

A diagram is judged on BPMN alone: what the house needs besides (roles, forms, pages) is a warning.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath
from xml.etree.ElementTree import Element

from engine import bpmn, checks, decisions, feel, soundness
from engine.bpmn.reading import read
from engine.bpmn.report import Report
from engine.bpmn.vocabulary import BPMN, FLOW_NODES
from engine.checks import Finding, Known
from engine.decisions import Decision
from engine.errors import Refused
from engine.functions import BUILT_IN
from engine.kernel.plan import Plan
from forms import catalog
from forms.definition import parse as parse_form
from forms.errors import BadForm

DIAGRAMS, TABLES, FORMS = (".bpmn", ".xml"), (".dmn",), (".json",)
_FLOW_NODES = frozenset(f"{BPMN}{name}" for name in FLOW_NODES)


def line(text: str, finding: Finding) -> int | None:
    """The line on which the element of a finding is written, or which its reason names; None when unknown."""
    key = re.escape(finding.element)
    place = rf'"name"\s*:\s*"{key}"' if finding.file.endswith(FORMS) else rf"(?<![\w:.-])id\s*=\s*[\"']{key}[\"']"
    if finding.element and (found := re.search(place, text)):
        return text.count("\n", 0, found.start()) + 1
    told = re.search(r"\bline (\d+)", str(finding.params.get("reason", "")))
    return int(told[1]) if told else None


@dataclass(frozen=True)
class Sheaf:
    """Files that lie together, name → text: each is judged by itself, with those others it needs."""

    texts: Mapping[str, str]

    def judge(self, name: str) -> list[Finding]:
        """Every finding about a file; its name's ending tells what it is."""
        if name.endswith(TABLES):
            return _table(name, self.texts[name])
        if name.endswith(FORMS):
            return _form(name, self.texts[name])
        return self._diagram(name)

    def plan(self, name: str, process: str = "") -> Plan:
        """The plan of a diagram's process, or of the one nothing else in it calls; raises Refused."""
        mains = self.mains(name)
        if not process and not mains:
            raise Refused(self._diagram(name))
        main = process or mains[0]
        plan, findings = bpmn.review(self._needed(name), main, main, self._tables)
        if plan is None:
            raise Refused([finding for finding in findings if finding.severity == "error"])
        return plan

    def mains(self, name: str) -> list[str]:
        """The processes of a diagram that nothing calls, the executable ones first."""
        drawn = [process for process in self._processes(name) if process.get("id")]
        full = [process for process in drawn if any(child.tag in _FLOW_NODES for child in process)] or drawn
        called = {key for file in self._needed(name) for key in self._called(file)}
        free = [process for process in full if process.get("id") not in called] or full
        free.sort(key=lambda process: process.get("isExecutable") != "true")
        return [process.get("id", "") for process in free]

    def drawing(self, process: str) -> str | None:
        """The name of the diagram that draws a process."""
        return next((name for name in self._roots if process in self._ids(name)), None)

    # -- diagrams

    def _diagram(self, name: str) -> list[Finding]:
        report = Report()
        if read(name, self.texts[name], report) is None:
            return report.findings
        mains = self.mains(name)
        if not mains:
            return [Finding(name, "", "no-process", "The file draws no process.")]
        found = [finding for main in mains for finding in self._process(name, main)]
        return list({(each.file, each.element, str(each)): each for each in found}.values())

    def _process(self, name: str, main: str) -> Iterator[Finding]:
        plan, findings = bpmn.review(self._needed(name), main, main, self._tables)
        yield from (finding for finding in findings if finding.code != "not-called")
        if plan is not None:
            for finding in checks.check(plan, Known(forms=_forms_named(plan), services=BUILT_IN)):
                yield replace(finding, severity="warning")
            yield from soundness.explore(plan)

    def _needed(self, name: str) -> dict[str, str]:
        """A diagram and those that draw what it calls, and so on."""
        todo, found = [name], dict[str, str]()
        while todo:
            file = todo.pop()
            if file not in found:
                found[file] = self.texts[file]
                todo += [home for key in self._called(file) if (home := self._home(key, file))]
        return found

    def _home(self, process: str, caller: str) -> str | None:
        return caller if process in self._ids(caller) else self.drawing(process)

    @cached_property
    def _roots(self) -> dict[str, Element]:
        drawn = {name: text for name, text in self.texts.items() if name.endswith(DIAGRAMS)}
        roots = {name: read(name, text, Report()) for name, text in drawn.items()}
        return {name: root for name, root in roots.items() if root is not None}

    @cached_property
    def _tables(self) -> dict[str, Decision]:
        found: dict[str, Decision] = {}
        for name, text in self.texts.items():
            if name.endswith(TABLES):
                try:
                    found |= decisions.parse(text, name)
                except Refused:
                    continue
        return found

    def _processes(self, name: str) -> list[Element]:
        return self._roots[name].findall(f"{BPMN}process") if name in self._roots else []

    def _ids(self, name: str) -> set[str]:
        return {process.get("id", "") for process in self._processes(name)}

    def _called(self, name: str) -> set[str]:
        calls = self._roots[name].iter(f"{BPMN}callActivity") if name in self._roots else ()
        return {call.get("calledElement", "").rpartition(":")[2] for call in calls}


def _forms_named(plan: Plan) -> set[str]:
    """The forms a diagram asks for: nobody can say here whether they are there."""
    return {node.task.form for node in plan.nodes.values() if node.task and node.task.form}


def _table(name: str, text: str) -> list[Finding]:
    try:
        return decisions.lint(decisions.parse(text, name), name)
    except Refused as refused:
        return list(refused.findings)


def _form(name: str, text: str) -> list[Finding]:
    key = PurePath(name).name.partition(".")[0]
    try:
        parse_form(key, catalog.read(key, text), feel.compile_condition)
    except BadForm as error:
        problems = [(problem.where, problem.message) for problem in error.problems]
        return [Finding(name, "" if at == key else at, "bad-form", told.id, dict(told.params)) for at, told in problems]
    return []
