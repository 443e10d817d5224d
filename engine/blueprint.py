"""The service blueprint of a process, drawn from its diagrams (section 6 of the manual, `T.6`).

A column is a stage, in the order of the flow. A step lies in view of the family or behind the scenes, as
its `line` says. What the family does then, and what it is left with, is data: `[blueprint.ELEMENT]` with
`family` and `left` in the settings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.definitions import Definition
from engine.kernel.plan import Node, Plan
from engine.order import drawn, flowing, is_frame

FRONT = "front"
AUTOMATIC = frozenset({"businessRuleTask", "scriptTask", "serviceTask", "sendTask"})
PERSONAL = frozenset({"userTask", "manualTask"})


@dataclass(frozen=True, slots=True)
class Step:
    """Something staff or the engine does; `number` ties together what lies in different rows."""

    number: int
    node: Node
    family: str = ""
    left: tuple[str, ...] = ()

    @property
    def is_seen(self) -> bool:
        """Whether it happens in view of the family."""
        return self.node.task is not None and self.node.task.line == FRONT

    @property
    def is_automatic(self) -> bool:
        return self.node.kind in AUTOMATIC


@dataclass(frozen=True, slots=True)
class Column:
    """A stage and its steps; `stage` is None for what may happen at any time of the whole process."""

    stage: Node | None
    steps: tuple[Step, ...]

    @property
    def family(self) -> tuple[Step, ...]:
        """What the family does."""
        return tuple(step for step in self.steps if step.family)

    @property
    def seen(self) -> tuple[Step, ...]:
        """What staff do in view of the family."""
        return tuple(step for step in self.steps if step.is_seen)

    @property
    def unseen(self) -> tuple[Step, ...]:
        """What happens behind the scenes."""
        return tuple(step for step in self.steps if not step.is_seen)

    @property
    def left(self) -> tuple[Step, ...]:
        """What the family is left with."""
        return tuple(step for step in self.steps if step.left)


def client(definition: Definition, otherwise: tuple[str, str]) -> tuple[str, str]:
    """Whom the method is for: who does something, and whose it is (`client` in the settings: both words)."""
    told = definition.settings.get("client")
    if isinstance(told, list) and len(told) == len(otherwise) and all(isinstance(word, str) and word for word in told):
        return told[0], told[1]
    return otherwise


def draw(definition: Definition) -> tuple[Column, ...]:
    """The columns of the blueprint; a step called from several stages stands where it comes first."""
    plan, numbered = definition.plan, _Numbering(definition.settings.get("blueprint", {}))
    columns: list[Column] = []
    loose: list[Node] = []
    for node in flowing(plan, plan.root):
        if node.inner in plan.scopes and not is_frame(plan, node):
            within = list(_within(plan, node.inner or "", {plan.root}))
            opening = [] if columns else [one for one in loose if one.kind == "startEvent"]
            columns.append(Column(node, numbered.steps([*opening, *within])))
        elif is_step(node):
            loose.append(node)
    rest = Column(None, numbered.steps(loose))
    return tuple(column for column in (*columns, rest) if column.steps)


def is_step(node: Node) -> bool:
    """Whether somebody, or the engine, does something here."""
    return node.kind in AUTOMATIC or node.kind in PERSONAL or bool(node.task and node.task.form)


def _within(plan: Plan, scope: str, open_scopes: set[str]) -> Iterator[Node]:
    """The steps of a stage, those of the diagrams it calls in their place."""
    for node in drawn(plan, scope):
        if is_step(node):
            yield node
        called = node.inner if not is_frame(plan, node) else None
        if called and called not in open_scopes:
            open_scopes.add(called)
            yield from _within(plan, called, open_scopes)


class _Numbering:
    """Gives every step its number, once."""

    def __init__(self, told: Mapping[str, Mapping[str, Any]]) -> None:
        self._told = told
        self._seen: set[str] = set()

    def steps(self, nodes: list[Node]) -> tuple[Step, ...]:
        return tuple(self._step(node) for node in nodes if node.id not in self._seen)

    def _step(self, node: Node) -> Step:
        self._seen.add(node.id)
        told = self._told.get(node.id, {})
        return Step(len(self._seen), node, str(told.get("family", "")), tuple(map(str, told.get("left", ()))))
