"""BPMN files to a plan. SpiffWorkflow judges whether they are sound; our kernel runs them.

The XML is read as hostile, normalised and checked by us first, so that every problem is told at
once and names its element; then SpiffWorkflow parses the normalised diagram, and what it
understood is compared with the plan, flow by flow.
"""

from collections.abc import Mapping

from engine.bpmn.build import Builder, scope
from engine.bpmn.extension import strangers, strays
from engine.bpmn.judge import judge
from engine.bpmn.reading import read
from engine.bpmn.report import Report
from engine.bpmn.sketch import Sheet, Sketch, draw
from engine.bpmn.structure import Structure
from engine.bpmn.undoing import Undoing
from engine.checks import Finding
from engine.errors import N_, Refused
from engine.kernel.completed import undoable
from engine.kernel.paths import upstream
from engine.kernel.plan import Plan, Table

__all__ = ["parse", "processes", "review"]


def parse(files: Mapping[str, str], key: str, main: str, tables: Mapping[str, Table] | None = None) -> Plan:
    """The plan of the process `main` and all it calls; `files` maps names to XML. Raises Refused."""
    plan, findings = review(files, key, main, tables)
    if plan is None:
        raise Refused([finding for finding in findings if finding.severity == "error"])
    return plan


def review(
    files: Mapping[str, str], key: str, main: str, tables: Mapping[str, Table] | None = None
) -> tuple[Plan | None, list[Finding]]:
    """The plan, or None where an error keeps it from running; and every finding, warnings too."""
    report = Report()
    sketch = _sketch(files, report)
    if main not in sketch.sheets or sketch.sheets[main].kind != "process":
        sentence = N_("There is no process %(name)s. “main” in process.toml names the diagram that begins.")
        report.error("process.toml", main, "no-process", sentence, name=main)
        return None, report.findings
    plan = _plan(sketch, key, main, tables or {}, report)
    return plan, report.findings


def processes(files: Mapping[str, str]) -> list[tuple[str, str]]:
    """The processes drawn in the files as (id, name), in order; raises Refused for what is no BPMN."""
    report = Report()
    sketch = _sketch(files, report)
    if report.refused:
        raise Refused(report.findings)
    return [(sheet.key, sheet.name) for sheet in sketch.sheets.values() if sheet.kind == "process"]


def _sketch(files: Mapping[str, str], report: Report) -> Sketch:
    roots = {name: root for name, text in files.items() if (root := read(name, text, report)) is not None}
    return draw(roots, report)


def _plan(sketch: Sketch, key: str, main: str, tables: Mapping[str, Table], report: Report) -> Plan | None:
    builder = Builder(sketch, tables, report)
    sheets = _running(sketch, main)
    nodes = builder.nodes(sheets)
    scopes = {sheet.key: scope(sheet, nodes) for sheet in sheets}
    Structure(nodes, scopes, report).check(sheets)
    may_undo = undoable(nodes)
    Undoing(nodes, scopes, report).check(sheets, may_undo)
    for sheet in sketch.sheets.values():
        if sheet.kind == "process" and sheet.key in scopes:
            strays(sheet, report)
            strangers(sheet, report)
        elif sheet.kind == "process" and sheet.shapes:
            report.warn(sheet.file, sheet.key, "not-called", N_("Nothing calls this process, so it does not run."))
    if report.refused:
        return None
    plan = Plan(key, main, scopes, nodes, upstream(nodes), may_undo)
    judge(plan, sheets, report)
    return None if report.refused else plan


def _running(sketch: Sketch, main: str) -> list[Sheet]:
    """The sheets of the main process and of everything it calls."""
    silent = Builder(sketch, {}, Report())
    todo, keys = [main], []
    while todo:
        key = todo.pop(0)
        if key in keys:
            continue
        keys.append(key)
        called = [silent.called(shape) for sheet in sketch.within(key) for shape in sheet.shapes]
        todo += [found for found in called if found]
    return [sheet for key in keys for sheet in sketch.within(key)]
