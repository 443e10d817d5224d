"""A process definition: diagrams, tables and forms of one family, compiled once and immutable."""

import hashlib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from engine import (
    bpmn,
    checks,
    choices,
    decisions,
    feel,
    identities,
    indicators,
    loads,
    mentions,
    norms,
    overview,
    plans,
    reasons,
    soundness,
    sums,
)
from engine.checks import Finding, Known
from engine.decisions import Decision
from engine.errors import N_, Refused
from engine.functions import Functions
from engine.history import Event, canonical
from engine.indicators import Answered
from engine.kernel.plan import Node, Plan, TaskInfo
from engine.sums import Amount, Sum
from forms import catalog
from forms.definition import FormDefinition
from forms.definition import parse as parse_form
from forms.errors import BadForm

NUMBER = "{year}-{n}"
BUNDLED = (".bpmn", ".dmn", ".form.json", ".md", ".toml")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of one definition as published: name → text. Its checksum is its identity."""

    files: Mapping[str, str]

    @property
    def checksum(self) -> str:
        return hashlib.sha256(canonical(dict(self.files))).hexdigest()

    def ending(self, suffix: str) -> dict[str, str]:
        """The files with that ending."""
        return {name: text for name, text in self.files.items() if name.endswith(suffix)}


@dataclass(frozen=True)
class Definition:
    """A compiled definition version."""

    key: str
    title: str
    checksum: str
    plan: Plan
    forms: Mapping[str, FormDefinition]
    references: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)

    @cached_property
    def start(self) -> Node:
        """The none start event of the main process: where a case opens."""
        return self.plan.nodes[self.plan.scopes[self.plan.root].start]

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Elements whose completion some deadline counts from."""
        rules = (node.task.deadline for node in self.plan.nodes.values() if node.task)
        return frozenset(rule.anchor[5:] for rule in rules if rule and rule.anchor.startswith("task:"))

    @cached_property
    def counted(self) -> tuple[indicators.RowSet, ...]:
        """The sets of coded answers that indicators are computed from."""
        return indicators.sets(self.settings)

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """The running sums that cases keep."""
        return sums.of(self.settings)

    def amounts(self, event: Event, day: date) -> tuple[Amount, ...]:
        """What a record tells of the sets that are added up; nothing for an event without one."""
        form = self.forms.get(str(event.data.get("form", "")))
        wanted = {key for one in self.sums for key in (one.of, one.raised)}
        sets = [found for found in self.counted if found.key in wanted]
        if form is None or not sets:
            return ()
        answered = Answered(form, event.private.get("record", {}), day)
        names = {found.name: found.key for found in sets}
        rows = indicators.told(sets, answered, self.decisions)
        told = ((names[row.of], row.day, row.number) for row in rows)
        return tuple(Amount(event.seq, key, on, Decimal(str(n))) for key, on, n in told if n is not None)

    def form_of(self, node: Node) -> FormDefinition | None:
        """The form a user task, start event or message event asks, if any."""
        info = node.task or TaskInfo()
        return self.forms.get(info.form) if info.form else None

    def role_of(self, seat: str) -> str:
        """The role behind a place in a case: of the tasks that go to it, else of the same name."""
        held = (node.task for node in self.plan.nodes.values() if node.task)
        return next((info.role for info in held if (info.seat or info.role) == seat), seat)

    @cached_property
    def lead_role(self) -> str:
        """The role of whoever leads a case; "" where the method names nobody."""
        seat = str(self.settings.get("lead_seat", ""))
        return self.role_of(seat) if seat else ""

    def number(self, year: int, n: int) -> str:
        """The case number people see, by the family's own pattern."""
        return str(self.settings.get("number", NUMBER)).format(year=year, n=n)

    def inherited(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a case knows from the one before it (`inherit` of process.toml)."""
        return {name: values[name] for name in self.settings.get("inherit", []) if name in values}

    def name_of(self, values: Mapping[str, Any]) -> str:
        """What people call the case: the value named by the family's `title_fact`."""
        return str(values.get(str(self.settings.get("title_fact", "")), "") or "")


def read(family: Path, forms: Path) -> Bundle:
    """The bundle of a family's folder with its scenarios, and the forms and reference pages of `forms/<family>`."""
    every = [*sorted(family.glob("*.*")), *sorted(family.glob("scenarios/*.toml"))]
    found = {path.relative_to(family).as_posix(): path for path in every}
    papers = forms / family.name
    if papers.is_dir():
        found |= {path.relative_to(forms).as_posix(): path for path in sorted(papers.iterdir())}
    wanted = {name: path for name, path in found.items() if name.endswith(BUNDLED) and path.stem != "README"}
    return Bundle({name: path.read_text(encoding="utf-8") for name, path in wanted.items()})


def compile(bundle: Bundle, roles: Collection[str] | None = None, services: Functions | None = None) -> Definition:
    """A definition ready to run; raises Refused with every finding at once."""
    definition, findings = _judged(bundle, roles, services)
    if definition is None:
        raise Refused(findings)
    return definition


def review(
    bundle: Bundle, roles: Collection[str] | None = None, services: Functions | None = None
) -> tuple[Definition | None, list[Finding]]:
    """The definition, or None where an error keeps it from running; and every finding, warnings too.

    Roles and services that are not given are not checked: what was once published stays readable.
    """
    definition, findings = _judged(bundle, roles, services)
    return definition, findings + (soundness.explore(definition.plan) if definition else [])


def _judged(
    bundle: Bundle, roles: Collection[str] | None, services: Functions | None
) -> tuple[Definition | None, list[Finding]]:
    settings, findings = _settings(bundle)
    forms, bad = _forms(bundle)
    tables, wrong = _tables(bundle)
    findings += bad + wrong
    if not settings:
        return None, findings
    plan, drawn = bpmn.review(bundle.ending(".bpmn"), str(settings["key"]), str(settings["main"]), tables)
    findings += drawn
    references = {name.removesuffix(".md"): text for name, text in bundle.ending(".md").items()}
    if plan is not None:
        names = _exports(forms) | _results(plan) | set(settings.get("opening_facts", []))
        names |= {name for one in sums.of(settings) for name in one.names}
        findings += checks.check(plan, Known(roles, forms.keys(), references.keys(), names, services))
        findings += norms.check(settings, plan)
        findings = [*choices.refined(findings, plan, forms), *choices.strange(plan, forms)]
        findings += sums.check(settings)
        findings += indicators.check(settings, indicators.offered(forms, tables, plan))
        findings += plans.check(settings, forms)
        findings += loads.check(settings, plan)
        findings += [*identities.check(settings, forms), *overview.check(settings, forms)]
        if roles is not None and not _broken(findings):
            findings += mentions.check(settings, plan, forms.keys(), names)
    if plan is None or _broken(findings):
        return None, findings
    key, title = str(settings["key"]), str(settings["title"])
    return Definition(key, title, bundle.checksum, plan, forms, references, settings, tables), findings


def _broken(findings: Collection[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _tables(bundle: Bundle) -> tuple[dict[str, Decision], list[Finding]]:
    tables: dict[str, Decision] = {}
    findings: list[Finding] = []
    for name, text in bundle.ending(".dmn").items():
        try:
            found = decisions.parse(text, name)
        except Refused as refused:
            findings += refused.findings
            continue
        tables |= found
        findings += decisions.lint(found, name)
    return tables, findings


def _settings(bundle: Bundle) -> tuple[dict[str, Any], list[Finding]]:
    name = "process.toml"
    try:
        settings = tomllib.loads(text := bundle.files.get(name, ""))
    except tomllib.TOMLDecodeError as error:
        sentence = N_("The file is not valid TOML: %(reason)s")
        return {}, [Finding(name, "", "toml", sentence, {"reason": reasons.toml(error, text)})]
    missing = [key for key in ("key", "title", "main") if not settings.get(key)]
    findings = [
        Finding(name, key, "setting-missing", N_("The setting %(key)s is missing."), {"key": key}) for key in missing
    ]
    if not _numbers(str(settings.get("number", NUMBER))):
        sentence = N_("The number of a case is a pattern with {year} and {n}, such as T-{year}-{n:04}.")
        findings.append(Finding(name, "number", "setting-wrong", sentence))
    return {} if findings else settings, findings


def _numbers(pattern: str) -> bool:
    """Whether the pattern makes numbers, another one for every case of a year."""
    try:
        return len({pattern.format(year=year, n=n) for year in (2026, 2027) for n in (1, 2)}) > 2
    except (AttributeError, IndexError, KeyError, ValueError):
        return False


def _forms(bundle: Bundle) -> tuple[dict[str, FormDefinition], list[Finding]]:
    forms: dict[str, FormDefinition] = {}
    findings: list[Finding] = []
    for name, text in bundle.ending(".form.json").items():
        key = name.removesuffix(".form.json")
        try:
            forms[key] = parse_form(key, catalog.read(key, text), feel.compile_condition)
        except BadForm as error:
            findings += [
                Finding(name, problem.where, "bad-form", problem.message.id, dict(problem.message.params))
                for problem in error.problems
            ]
    return forms, findings


def _exports(forms: Mapping[str, FormDefinition]) -> frozenset[str]:
    return frozenset(field.export for form in forms.values() for field in form.fields if field.export)


def _results(plan: Plan) -> frozenset[str]:
    """The values that scripts, services and decision tables of the diagrams set."""
    scripts = {node.script.result for node in plan.nodes.values() if node.script}
    scripts |= {node.each.name for node in plan.nodes.values() if node.each}
    scripts |= {node.service.result for node in plan.nodes.values() if node.service}
    return frozenset(scripts | {node.decision.result for node in plan.nodes.values() if node.decision})
