"""A definition version flattened for running: nodes, flows and compiled expressions, immutable.

A plan is built once per version by `engine.bpmn` and shared by every case that runs on it.
Kinds of nodes are the names of BPMN 2.0.2 elements (`userTask`, `exclusiveGateway`, …).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.calendars import Moment
from engine.deadlines import Rule
from engine.kernel.schedule import Schedule


class Expression(Protocol):
    """A compiled FEEL expression (engine.feel)."""

    @property
    def text(self) -> str: ...

    @property
    def names(self) -> frozenset[str]: ...

    def evaluate(self, values: Mapping[str, Any], moment: Moment | None = None) -> Any: ...


class Answer(Protocol):
    """What a decision answered, and the ids of the rules that gave it."""

    @property
    def value(self) -> Any: ...

    @property
    def rules(self) -> tuple[str, ...]: ...


class Table(Protocol):
    """A compiled decision (engine.decisions); `names` are the values it needs."""

    @property
    def names(self) -> frozenset[str]: ...

    def decide(self, values: Mapping[str, Any], moment: Moment | None = None) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is None where the flow is always taken."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class Timer:
    """When a timer event is due: a fixed schedule, or an expression that yields one on arrival.

    `kind` is `date`, `duration` or `cycle`.
    """

    kind: str
    text: str
    fixed: Schedule | None = None
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What an event waits for or does.

    `kind` is one of none, message, timer, terminate, error, escalation, signal, link, conditional,
    cancel, compensate;
    `name` the message's or signal's name, the error's or escalation's code, the link's name, the
    activity to compensate ("" for all). `waits` tells whether a throw waits for what it set off.
    """

    kind: str = "none"
    name: str = ""
    timer: Timer | None = None
    condition: Expression | None = None
    waits: bool = True


@dataclass(frozen=True, slots=True)
class TaskInfo:
    """What a person needs to know of a step: who, which form, which side of the line, which source.

    On start and message events: the form that is filled in to open the case or to send the message.
    """

    role: str = ""
    seat: str = ""
    form: str = ""
    line: str = ""
    source: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    deadline: Rule | None = None
    lane: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """FEEL that sets routing values: `result` names one, else a context's entries are set.

    `sets` are their names, as far as the script spells them out.
    """

    expression: Expression
    result: str = ""
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionUse:
    """A decision table asked by a business-rule task; its answer lands in the value `result`."""

    ref: str
    table: Table
    result: str


@dataclass(frozen=True, slots=True)
class ServiceUse:
    """The function a service task asks for by name; `inputs` are told in FEEL, its answer lands in `result`."""

    name: str
    result: str = ""
    inputs: Mapping[str, Expression] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Each:
    """For whom a case opens by itself: accounts that hold one of `roles`, who take `seat`.

    `name` is the value that learns what the person is called.
    """

    roles: tuple[str, ...]
    seat: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """How often an activity runs: `standard`, `sequential` or `parallel` (multi-instance).

    Each run sees its own `loopCounter` and, over a collection, its own `item`; the own value
    `output` of every run is gathered in the list `outputs`. `condition` keeps a standard loop going
    and ends a multi-instance early.
    """

    kind: str
    condition: Expression | None = None
    test_before: bool = False
    maximum: int | None = None
    cardinality: Expression | None = None
    collection: Expression | None = None
    item: str = ""
    output: str = ""
    outputs: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One element that tokens reach.

    `scope` is the key of the process or sub-process it lies in, `inner` the key of the scope it
    opens (a sub-process's own id, a call activity's process). `outcome` and `opens` belong to ends.
    `undo` is what compensates it: an activity beside it, or an event sub-process within it.
    """

    id: str
    kind: str
    scope: str
    name: str = ""
    incoming: tuple[Flow, ...] = ()
    outgoing: tuple[Flow, ...] = ()
    default: str | None = None
    event: Event = field(default_factory=Event)
    attached_to: str | None = None
    interrupting: bool = True
    boundaries: tuple[str, ...] = ()
    calls: str | None = None
    inner: str | None = None
    task: TaskInfo | None = None
    loop: Loop | None = None
    script: Script | None = None
    decision: DecisionUse | None = None
    service: ServiceUse | None = None
    opens: str | None = None
    outcome: str | None = None
    each: Each | None = None
    undo: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """A process or an embedded sub-process: where it starts and what lies in it.

    `starts` are the elements that get a token when the scope opens, `listeners` the start events
    of its event sub-processes, `file` the diagram it is drawn in.
    """

    key: str
    name: str = ""
    kind: str = "process"
    parent: str | None = None
    file: str = ""
    starts: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    listeners: tuple[str, ...] = ()

    @property
    def start(self) -> str:
        """The element a case or call begins with; "" where only messages begin it."""
        return self.starts[0] if self.starts else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole definition: the main process `root`, and every process it calls.

    `upstream` is what inclusive joins need (see engine.kernel.paths); `undoable` are the activities
    of which something is kept when they are completed, because they may be compensated.
    """

    key: str
    root: str
    scopes: Mapping[str, Scope]
    nodes: Mapping[str, Node]
    upstream: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    undoable: frozenset[str] = frozenset()

    @property
    def assigned(self) -> frozenset[str]:
        """The values that scripts, decisions, services and loops of the diagrams set."""
        names: set[str] = set()
        for node in self.nodes.values():
            names.update(node.script.sets if node.script else ())
            names.update([node.decision.result] if node.decision else [])
            names.update([node.service.result] if node.service else [])
            names.update([node.loop.outputs] if node.loop else [])
        return frozenset(names - {""})

    @property
    def timed(self) -> tuple[Node, ...]:
        """The start events at which cases open by themselves."""
        found = (self.nodes[key] for key in self.scopes[self.root].nodes)
        return tuple(node for node in found if node.kind == "startEvent" and node.event.timer)

    def signalled(self, name: str) -> tuple[Node, ...]:
        """The start events at which a signal opens a case."""
        found = (self.nodes[key] for key in self.scopes[self.root].nodes)
        return tuple(node for node in found if node.kind == "startEvent" and node.event == Event("signal", name))

    @property
    def exits(self) -> tuple[Node, ...]:
        """The named ways in which a case may end: end events of the main process."""
        found = (self.nodes[key] for key in self.scopes[self.root].nodes)
        return tuple(node for node in found if node.kind == "endEvent")

    def file(self, node: Node) -> str:
        """The diagram the node is drawn in."""
        return self.scopes[node.scope].file
