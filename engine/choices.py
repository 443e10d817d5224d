"""Gateways without a default flow: do their conditions leave an answer without a way?

Where every value they ask for is the answer to a closed question of a form, all answers are tried. What cannot be told
so keeps the plain warning.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from typing import Any

from engine.checks import Finding
from engine.errors import N_
from engine.feel import Expression, FeelError
from engine.feel.nodes import Comparison, Literal, Name, children
from engine.feel.printing import printed
from engine.kernel.plan import Node, Plan
from forms.definition import Field, FormDefinition

NO_DEFAULT = "no-default"
LEFT = N_("No way is open when %(where)s. Add a way for it, or a default flow.")
STRANGE = N_("A condition waits for %(name)s = “%(value)s”, and there is no such answer. There are: %(answers)s.")
YES_OR_NO = (True, False)
MOST = 2_000
"""More combinations of answers are not tried."""

Answers = Mapping[str, tuple[Any, ...]]


def refined(findings: Sequence[Finding], plan: Plan, forms: Mapping[str, FormDefinition]) -> list[Finding]:
    """The findings with those about missing defaults made exact: dropped where no answer is left, else naming one."""
    answers, found = _answers(plan, forms), []
    for finding in findings:
        if finding.code == NO_DEFAULT and (left := _left(plan.nodes[finding.element], answers)) is not None:
            where = " and ".join(f"{name} = {_told(value)}" for name, value in left.items())
            found += [replace(finding, sentence=LEFT, params={"where": where})] if left else []
        else:
            found.append(finding)
    return found


def strange(plan: Plan, forms: Mapping[str, FormDefinition]) -> Iterator[Finding]:
    """Conditions that compare a closed question with an answer it does not have: such a way is never taken."""
    answers = _answers(plan, forms)
    for node in plan.nodes.values():
        trees = [flow.condition.tree for flow in node.outgoing if isinstance(flow.condition, Expression)]
        for name, value in (found for tree in trees for found in _compared(tree)):
            if isinstance(value, str) and value not in answers.get(name, (value,)):
                told = [str(answer) for answer in answers[name] if answer is not None]
                params = {"name": name, "value": value, "answers": told}
                yield Finding(plan.file(node), node.id, "strange-answer", STRANGE, params, "warning")


def _compared(tree: Any) -> Iterator[tuple[str, object]]:
    if isinstance(tree, Comparison):
        for one, other in ((tree.left, tree.right), (tree.right, tree.left)):
            if isinstance(one, Name) and isinstance(other, Literal):
                yield one.name, other.value
    for inner in children(tree):
        yield from _compared(inner)


def _left(node: Node, answers: Answers) -> dict[str, Any] | None:
    """Answers for which no condition holds; empty when there are none such, None when that cannot be told."""
    conditions = [flow.condition for flow in node.outgoing if flow.condition]
    names = sorted(frozenset().union(*(condition.names for condition in conditions)))
    known = [answers[name] for name in names if name in answers]
    if len(known) < len(names) or prod(map(len, known)) > MOST:
        return None
    try:
        for values in (dict(zip(names, combination, strict=True)) for combination in product(*known)):
            if not any(condition.evaluate(values) is True for condition in conditions):
                return values
    except FeelError:
        return None
    return {}


def _answers(plan: Plan, forms: Mapping[str, FormDefinition]) -> Answers:
    """The values that only closed questions set, each with all it can be."""
    exports: dict[str, list[Field]] = {}
    for form in forms.values():
        for field in form.fields:
            if field.export:
                exports.setdefault(field.export, []).append(field)
    closed = {name: tuple(_possible(fields)) for name, fields in exports.items() if all(map(_is_closed, fields))}
    return {name: values for name, values in closed.items() if name not in plan.assigned}


def _is_closed(field: Field) -> bool:
    return field.kind == "yesno" or (field.kind in {"choice", "select"} and bool(field.options) and not field.other)


def _possible(fields: list[Field]) -> Iterator[Any]:
    values: dict[Any, None] = {}
    for field in fields:
        values |= dict.fromkeys(YES_OR_NO if field.kind == "yesno" else (option.value for option in field.options))
        values |= {None: None} if not field.required or field.when else {}
    yield from values


def _told(value: Any) -> str:
    return (printed(value) if value is not None else None) or "null"
