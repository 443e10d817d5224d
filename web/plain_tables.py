"""Decision tables as plain tables, for reading."""

from dataclasses import dataclass

from engine import decisions
from engine.decisions import Decision
from engine.decisions.table import Table
from engine.errors import Refused


@dataclass(frozen=True, slots=True)
class Plain:
    """A decision's table: what it asks, what it answers, and its rules as they are written."""

    name: str
    heads: list[str]
    rows: list[list[str]]


def plain(name: str, text: str) -> list[Plain]:
    """The tables of a file; none while it cannot be read."""
    try:
        found = decisions.parse(text, name)
    except Refused:
        return []
    return [_plain(decision, decision.logic) for decision in found.values() if isinstance(decision.logic, Table)]


def _plain(decision: Decision, table: Table) -> Plain:
    heads = [column.label for column in table.inputs] + [column.name or decision.name for column in table.outputs]
    rows = [
        [cell.text if cell else "" for cell in rule.cells] + [answer.text for answer in rule.answers]
        for rule in table.rules
    ]
    return Plain(decision.name, heads, rows)
