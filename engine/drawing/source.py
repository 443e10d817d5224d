"""The text a diagram is drawn from: nodes on a grid of rows and columns, lanes, ways out."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

GATEWAYS = {"exclusive": "exclusiveGateway", "parallel": "parallelGateway"}
ACTIVITIES = {"user": "userTask", "rule": "businessRuleTask", "call": "callActivity", "subprocess": "subProcess"}
EVENTS = {
    "start": "startEvent",
    "timed": "startEvent",
    "end": "endEvent",
    "terminate": "endEvent",
    "timer": "",
    "message": "",
    "cancel": "endEvent",
    "compensation": "intermediateThrowEvent",
}
PAD = (44, 30, 34, 30)


class BadSource(ValueError):
    """A source that cannot be drawn; the text names the node."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: one role, some rows of the grid."""

    role: str
    name: str
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Node:
    """One element. `at` is (row, column); a sub-process has none, it lies around its nodes.

    `on` makes it a boundary event of that host; `row` of a boundary event is not used.
    """

    id: str
    kind: str
    name: str = ""
    at: tuple[float, float] = (0, 0)
    inside: str = ""
    on: str = ""
    side: str = "bottom"
    label: str = ""
    shift: tuple[int, int] = (0, 0)
    pad: tuple[int, int, int, int] = PAD
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """The BPMN element's name."""
        if self.on:
            return "boundaryEvent"
        if self.more.get("transaction"):
            return "transaction"
        return {**GATEWAYS, **ACTIVITIES, **EVENTS}[self.kind] or "intermediateCatchEvent"

    @property
    def box(self) -> tuple[int, int]:
        """Width and height; a sub-process's come from what lies inside."""
        if self.kind in GATEWAYS:
            return 50, 50
        return (36, 36) if self.kind in EVENTS else (140, 80)


@dataclass(frozen=True, slots=True)
class Flow:
    """A way from one node to another; `out` and `into` name sides: l, r, t, b, with an offset (`b+20`)."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    default: bool = False
    out: str = ""
    into: str = ""
    via: float | None = None
    label: str = ""
    shift: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Source:
    """A whole diagram as written."""

    process: str
    name: str
    lanes: tuple[Lane, ...]
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    rows: Mapping[int, int]
    space: Mapping[int, int]
    right: int = 30

    @property
    def undoing(self) -> tuple[Flow, ...]:
        """What compensates what: associations from compensation events on a boundary to activities."""
        events = (node for node in self.nodes.values() if "undo" in node.more)
        return tuple(Flow(f"{node.id}__{node.more['undo']}", node.id, str(node.more["undo"])) for node in events)

    def children(self, scope: str) -> list[Node]:
        """The nodes that lie directly inside a sub-process ("" is the process itself)."""
        return [node for node in self.nodes.values() if node.inside == scope]


def read(text: str) -> Source:
    """The source of one diagram from TOML text; raises BadSource."""
    raw = tomllib.loads(text)
    nodes = {key: _node(key, entry) for key, entry in raw["node"].items()}
    nodes |= {key: replace(node, inside=nodes[node.on].inside) for key, node in nodes.items() if node.on}
    flows = [flow for key, entry in raw["node"].items() for flow in _flows(key, entry.get("next", []))]
    lanes = tuple(Lane(**entry) for entry in raw.get("lane", []))
    source = Source(raw["process"], raw["name"], lanes, nodes, tuple(flows),
                    _numbers(raw.get("rows", {})), _numbers(raw.get("space", {})), raw.get("right", 30))  # fmt: skip
    for flow in (*flows, *source.undoing):
        if flow.target not in nodes:
            raise BadSource(f"{flow.source}: no node {flow.target}")
    return source


def _numbers(table: Mapping[str, int]) -> dict[int, int]:
    return {int(key): value for key, value in table.items()}


def _node(key: str, entry: Mapping[str, Any]) -> Node:
    parts = {name: value for name, value in entry.items() if name != "next"}
    kind = parts.pop("kind", "")
    if kind not in {**GATEWAYS, **ACTIVITIES, **EVENTS}:
        raise BadSource(f"{key}: unknown kind {kind}")
    row, column = parts.pop("at", (0, 0))
    own = {name: parts.pop(name) for name in ("name", "on", "side", "label") if name in parts}
    shift, pad = tuple(parts.pop("shift", (0, 0))), tuple(parts.pop("pad", PAD))
    return Node(key, kind, at=(row, column), inside=parts.pop("in", ""), shift=shift, pad=pad, more=parts, **own)


def _flows(source: str, ways: list[Any]) -> list[Flow]:
    found: list[Flow] = []
    for way in ways:
        parts = {"to": way} if isinstance(way, str) else dict(way)
        target = parts.pop("to")
        if "shift" in parts:
            parts["shift"] = tuple(parts["shift"])
        parts["condition"] = parts.pop("if", "")
        found.append(Flow(f"{source}__{target}", source, target, **parts))
    return found
