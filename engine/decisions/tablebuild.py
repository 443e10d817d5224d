"""From the XML of a decision table to a compiled table, with a finding for all that does not fit."""

from dataclasses import replace
from xml.etree.ElementTree import Element

from engine.decisions import errors as e
from engine.decisions.itemtypes import Types
from engine.decisions.notes import Names, Notes
from engine.decisions.source import every, first, text_of
from engine.decisions.table import POLICIES, Input, Output, Rule, Table
from engine.decisions.types import Type
from engine.feel import Expression, compile_expression
from engine.feel.nodes import Literal, Negative, Node, children
from engine.feel.printing import printed
from engine.feel.values import kind

ORDERED_POLICIES = frozenset({"PRIORITY", "OUTPUT ORDER"})
NULL = compile_expression("null")


def build_table(element: Element, at: str, types: Types, names: Names) -> Table | None:
    """None when its hit policy or its outputs are wrong."""
    policy = _policy(element, at, types.notes)
    inputs = tuple(_input(column, at, types, names) for column in every(element, "input"))
    outputs = tuple(_output(column, at, types, names) for column in every(element, "output"))
    if not policy or not _outputs_fit(outputs, policy, at, types.notes):
        return None
    rules = [
        _rule(rule, rule.get("id", "") or f"{at}.{number}", types.notes, names)
        for number, rule in enumerate(every(element, "rule"), 1)
    ]
    for rule in rules:
        _check_rule(rule, inputs, outputs, types.notes)
    return Table(at, policy, inputs, outputs, tuple(rules))


def _policy(element: Element, at: str, notes: Notes) -> str:
    name = " ".join(filter(None, (element.get("hitPolicy", "UNIQUE"), element.get("aggregation", ""))))
    if name in POLICIES:
        return name
    notes.error(at, "hit-policy", e.UNKNOWN_POLICY, name=name)
    return ""


def _input(column: Element, at: str, types: Types, names: Names) -> Input:
    expression = first(column, "inputExpression")
    at = column.get("id", "") or at
    found = types.notes.expression(expression, at, names)
    if not text_of(expression):
        types.notes.error(at, "no-logic", e.NO_LOGIC)
    wanted = types.named(expression.get("typeRef", "") if expression is not None else "", at)
    label = column.get("label", "") or text_of(expression)
    return Input(label, found or NULL, _allowing(wanted, first(column, "inputValues"), at, types.notes))


def _allowing(wanted: Type, values: Element | None, at: str, notes: Notes) -> Type:
    """The column's own values besides those of its type."""
    tests = notes.tests(values, at, ())
    return replace(wanted, allowed=tests) if tests else wanted


def _output(column: Element, at: str, types: Types, names: Names) -> Output:
    at = column.get("id", "") or at
    wanted = _allowing(types.named(column.get("typeRef", ""), at), first(column, "outputValues"), at, types.notes)
    order = tuple(_constants(wanted.allowed.tree)) if wanted.allowed else ()
    default = types.notes.expression(first(column, "defaultOutputEntry"), at, names)
    return Output(column.get("name", ""), wanted, order, default)


def _constants(node: Node) -> list[object]:
    """The values that are written down, in their order."""
    if isinstance(node, Literal):
        return [node.value]
    if isinstance(node, Negative):
        return [compile_expression(f"-{printed(value)}").evaluate({}) for value in _constants(node.operand)]
    return [value for child in children(node) for value in _constants(child)]


def _outputs_fit(outputs: tuple[Output, ...], policy: str, at: str, notes: Notes) -> bool:
    names = [column.name for column in outputs]
    if not outputs:
        notes.error(at, "no-output", e.NO_OUTPUT)
    elif len(outputs) > 1 and (len(set(names)) < len(names) or "" in names):
        notes.error(at, "no-name", e.NO_NAME)
    elif policy.startswith("COLLECT ") and len(outputs) > 1:
        notes.error(at, "one-output", e.ONE_OUTPUT)
    elif policy in ORDERED_POLICIES and not all(column.order for column in outputs):
        unordered = next(column.name for column in outputs if not column.order)
        notes.error(at, "no-order", e.NO_ORDER, name=unordered)
    else:
        return True
    return False


def _rule(element: Element, at: str, notes: Notes, names: Names) -> Rule:
    cells = tuple(notes.tests(cell, at, names) for cell in every(element, "inputEntry"))
    answers = tuple(notes.expression(cell, at, names) or NULL for cell in every(element, "outputEntry"))
    return Rule(at, cells, answers)


def _check_rule(rule: Rule, inputs: tuple[Input, ...], outputs: tuple[Output, ...], notes: Notes) -> None:
    if len(rule.cells) != len(inputs) or len(rule.answers) != len(outputs):
        notes.error(rule.id, "wrong-cells", e.WRONG_CELLS)
        return
    for answer, column in zip(rule.answers, outputs, strict=True):
        if not _allowed(answer, column.type):
            notes.error(rule.id, "not-allowed", e.NOT_ALLOWED, value=answer.text, name=column.name)


def _allowed(answer: Expression, wanted: Type) -> bool:
    """Only fixed answers can be judged before they are given."""
    if not isinstance(answer.tree, Literal) or answer.tree.value is None:
        return True
    value = answer.tree.value
    if wanted.many or wanted.kind not in {"Any", kind(value)}:
        return wanted.many
    return wanted.allowed is None or wanted.allowed.matches(value, {})
