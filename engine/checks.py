"""What a diagram may not leave open: findings with a sentence that names the element.

`engine.bpmn` finds what BPMN itself forbids or what does not execute; `check` finds what the house
needs besides: known roles, forms, reference pages and values, and anchors of deadlines.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.errors import N_
from engine.functions import Functions
from engine.kernel.plan import Node, Plan, TaskInfo

PERSONS = frozenset({"userTask", "manualTask", "task"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right: `sentence` is a message id filled in with `params`.

    An `error` keeps the definition from being deployed, a `warning` does not.
    """

    file: str
    element: str
    code: str
    sentence: str
    params: dict[str, Any] = field(default_factory=dict)
    severity: str = "error"

    def __str__(self) -> str:
        text = self.sentence % self.params if self.params else self.sentence
        return f"{self.file} · {self.element or '–'}: {text}"


@dataclass(frozen=True, slots=True)
class Known:
    """What a bundle offers besides its diagrams; None where nobody can say, then it is not checked."""

    roles: Collection[str] | None = None
    forms: Collection[str] | None = None
    references: Collection[str] | None = None
    names: Collection[str] | None = None
    services: Functions | None = None


NOTHING_KNOWN = Known()


def check(plan: Plan, known: Known = NOTHING_KNOWN) -> list[Finding]:
    """Every finding about roles, forms, pages, values, anchors and services, in the order of the plan.

    What nobody can say is not checked; without roles, a task for nobody is only a warning.
    """
    return [finding for node in plan.nodes.values() for rule in RULES for finding in rule(plan, node, known)]


Rule = Callable[[Plan, Node, Known], Iterator[Finding]]


def _found(plan: Plan, node: Node, code: str, sentence: str, **params: Any) -> Finding:
    severity = params.pop("severity", "error")
    return Finding(plan.file(node), node.id, code, sentence, params, severity)


def _for_somebody(plan: Plan, node: Node, known: Known) -> Iterator[Finding]:
    if node.kind in PERSONS and not (node.task and node.task.role):
        severity = "warning" if known.roles is None else "error"
        yield _found(plan, node, "no-role", N_("The task says no role, so nobody would see it."), severity=severity)


def _known_role(plan: Plan, node: Node, known: Known) -> Iterator[Finding]:
    role = node.task.role if node.task else ""
    if role and known.roles is not None and role not in known.roles:
        yield _found(plan, node, "unknown-role", N_("There is no role %(role)s."), role=role)


def _known_each(plan: Plan, node: Node, known: Known) -> Iterator[Finding]:
    for role in node.each.roles if node.each else ():
        if known.roles is not None and role not in known.roles:
            yield _found(plan, node, "unknown-role", N_("There is no role %(role)s."), role=role)


def _opens_by_itself(plan: Plan, node: Node, known: Known) -> Iterator[Finding]:
    """A timer start event opens cases: of the main process, without a form, on a schedule that asks for no values."""
    begins = node.kind == "startEvent" and node.event.timer is not None and plan.scopes[node.scope].kind == "process"
    if node.each and not (begins and node.scope == plan.root):
        yield _found(plan, node, "each", N_("opora:each belongs to a timer start event of the main process."))
    if not begins:
        return
    if node.scope != plan.root:
        sentence = N_("Only the main process opens cases by itself; a called one begins when it is called.")
        yield _found(plan, node, "timer-start", sentence)
    if node.task and node.task.form:
        sentence = N_("Nobody is there to answer a form when a case opens by itself.")
        yield _found(plan, node, "timer-start", sentence)
    asked = node.event.timer.expression.names if node.event.timer and node.event.timer.expression else ()
    for name in sorted(asked):
        sentence = N_("Before a case opens there is no %(name)s: its schedule cannot ask for it.")
        yield _found(plan, node, "timer-start", sentence, name=name)


def _known_form(plan: Plan, node: Node, known: Known) -> Iterator[Finding]:
    form = node.task.form if node.task else ""
    if form and known.forms is not None and form not in known.forms:
        yield _found(plan, node, "unknown-form", N_("There is no form %(form)s."), form=form)
    if not form and node.kind == "userTask" and known.forms is not None:
        yield _found(plan, node, "no-form", N_("The task asks no form."), severity="warning")


def _known_pages(plan: Plan, node: Node, known: Known) -> Iterator[Finding]:
    for page in node.task.references if node.task else ():
        if known.references is not None and page not in known.references:
            yield _found(plan, node, "unknown-page", N_("There is no reference page %(page)s."), page=page)


def _known_anchor(plan: Plan, node: Node, known: Known) -> Iterator[Finding]:
    rule = (node.task or TaskInfo()).deadline
    kind, _, name = rule.anchor.partition(":") if rule else ("", "", "")
    if kind == "task" and (name not in plan.nodes or plan.nodes[name].kind not in PERSONS):
        sentence = N_("The deadline counts from %(name)s, which is no task.")
        yield _found(plan, node, "unknown-anchor", sentence, name=name)
    if kind == "fact" and known.names is not None and name not in known.names:
        sentence = N_("The deadline counts from %(name)s, which nothing sets.")
        yield _found(plan, node, "unknown-anchor", sentence, name=name)


def _known_names(plan: Plan, node: Node, known: Known) -> Iterator[Finding]:
    if known.names is None:
        return
    own = {"loopCounter", node.loop.item, node.loop.output} if node.loop else set()
    for name in sorted(set().union(*(found.names for found in _expressions(node))) - own - set(known.names)):
        yield _found(plan, node, "unknown-name", N_("An expression asks for %(name)s, which nothing sets."), name=name)


def _known_service(plan: Plan, node: Node, known: Known) -> Iterator[Finding]:
    use = node.service
    if use is None or known.services is None:
        return
    if use.name not in known.services:
        yield _found(plan, node, "unknown-service", N_("There is no service %(name)s."), name=use.name)
        return
    wanted = known.services[use.name].inputs.keys()
    for name in sorted(wanted - use.inputs.keys()):
        sentence = N_("The service %(service)s needs the input %(name)s.")
        yield _found(plan, node, "missing-input", sentence, service=use.name, name=name)
    for name in sorted(use.inputs.keys() - wanted):
        sentence = N_("The service %(service)s has no input %(name)s.")
        yield _found(plan, node, "unknown-input", sentence, service=use.name, name=name)


def _expressions(node: Node) -> Iterator[Any]:
    timer = node.event.timer
    loop = node.loop
    given: list[Any] = [flow.condition for flow in node.outgoing] + [node.event.condition]
    given += [timer and timer.expression]
    given += [node.script and node.script.expression]
    given += node.service.inputs.values() if node.service else []
    given += [node.decision.table] if node.decision else []
    given += [loop.condition, loop.cardinality, loop.collection] if loop else []
    return (expression for expression in given if expression)


RULES: tuple[Rule, ...] = (
    _for_somebody, _known_role, _known_each, _opens_by_itself, _known_form, _known_pages, _known_anchor, _known_names,
    _known_service,
)  # fmt: skip
"""One more rule is one more line here."""
