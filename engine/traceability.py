"""From every rule of a method's source to what enforces it, and back.

Rules are data: `[[rule]]` with `code` and `title` in the settings. Steps and forms name their codes as `source`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.deadlines import Rule as Deadline
from engine.definitions import Definition
from engine.kernel.plan import Node
from engine.order import diagrams, drawn
from engine.simulation import Scenario
from forms.definition import FormDefinition


@dataclass(frozen=True, slots=True)
class Trace:
    """A rule and everything that names its code.

    `walks` are the scenarios that try one of its steps, `tests` the names of tests that check it, as its rule says.
    """

    code: str
    title: str
    elements: tuple[Node, ...]
    forms: tuple[FormDefinition, ...]
    references: tuple[str, ...]
    norms: tuple[str, ...]
    walks: tuple[str, ...]
    tests: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether a step or a form stands for the rule."""
        return bool(self.elements or self.forms)

    @property
    def deadlines(self) -> tuple[tuple[Node, Deadline], ...]:
        """The promises of its steps."""
        tasks = ((node, node.task.deadline if node.task else None) for node in self.elements)
        return tuple((node, rule) for node, rule in tasks if rule)


def titles(definition: Definition) -> dict[str, str]:
    """The wording of every rule, by code."""
    return {str(rule["code"]): str(rule["title"]) for rule in definition.settings.get("rule", ())}


def checked(definition: Definition) -> dict[str, tuple[str, ...]]:
    """The tests of every rule, by code: `file:name`."""
    rules = definition.settings.get("rule", ())
    return {str(rule["code"]): tuple(str(name) for name in rule.get("tests", ())) for rule in rules}


def told(definition: Definition, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Codes with their wording; "" where the method does not tell it."""
    known = titles(definition)
    return [(code, known.get(code, "")) for code in codes]


def trace(definition: Definition, scenarios: Iterable[Scenario] = ()) -> tuple[Trace, ...]:
    """Every rule in the order of the settings, then codes that are used without being told."""
    nodes = [node for scope in diagrams(definition.plan) for node in drawn(definition.plan, scope)]
    known, walked = titles(definition), {walk.title: tried(definition, walk) for walk in scenarios}
    used = dict.fromkeys(code for node in nodes for code in _codes(node))
    used |= dict.fromkeys(code for form in definition.forms.values() for code in form.source)
    return tuple(
        _trace(definition, code, [node for node in nodes if code in _codes(node)], walked)
        for code in dict.fromkeys((*known, *used))
    )


def tried(definition: Definition, walk: Scenario) -> frozenset[str]:
    """The elements a scenario names: what it opens with, completes, sends and ends at."""
    nodes = definition.plan.nodes.values()
    sent = {step.send for step in walk.steps if step.send}
    messages = {node.id for node in nodes if node.event.kind == "message" and node.event.name in sent}
    done = {step.complete for step in walk.steps if step.complete}
    return frozenset(
        done | messages | {walk.opening.start or definition.start.id} | ({walk.exit} if walk.exit else set())
    )


def _trace(definition: Definition, code: str, elements: list[Node], walked: Mapping[str, frozenset[str]]) -> Trace:
    forms = tuple(form for form in definition.forms.values() if code in form.source)
    asked = {key for node in elements if node.task for key in node.task.references}
    asked |= {key for form in forms for key in form.references}
    here = {node.id for node in elements} | _asking(definition, {form.key for form in forms})
    norms = (norm for norm in definition.settings.get("norm", ()) if norm.get("source") == code)
    return Trace(
        code,
        titles(definition).get(code, ""),
        tuple(elements),
        forms,
        tuple(sorted(asked)),
        tuple(str(norm["title"]) for norm in norms),
        tuple(title for title, names in walked.items() if names & here),
        checked(definition).get(code, ()),
    )


def _asking(definition: Definition, forms: set[str]) -> set[str]:
    """The elements that ask one of the forms."""
    return {node.id for node in definition.plan.nodes.values() if node.task and node.task.form in forms}


def _codes(node: Node) -> tuple[str, ...]:
    return node.task.source if node.task else ()
