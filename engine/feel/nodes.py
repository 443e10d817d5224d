"""The syntax tree: plain frozen nodes, each with the position `at` it was read from."""

from collections.abc import Iterator
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Node:
    at: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    value: object


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Negative(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`op` is "and" or "or"; chains are kept flat."""

    op: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Test(Node):
    """A comparison whose left side is the tested value: `< 5`."""

    op: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Alternatives, one of which must fit; `negated` stands for `not(...)`, none at all for `-`."""

    tests: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class In(Node):
    operand: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Interval(Node):
    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Filter(Node):
    source: Node
    predicate: Node


@dataclass(frozen=True, slots=True)
class Context(Node):
    keys: tuple[str, ...]
    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Path(Node):
    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    test: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """`name in source`, or `name in source..until`."""

    name: str
    source: Node
    until: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    every: bool
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class TypeName:
    """`list<number>` has one part, `context<a: number>` as many as it has keys."""

    name: str
    keys: tuple[str, ...] = ()
    parts: "tuple[TypeName, ...]" = ()


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    operand: Node
    type: TypeName


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A standard function; `names` is empty when the arguments are positional."""

    function: str
    arguments: tuple[Node, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standard(Node):
    """A standard function as a value."""

    function: str


@dataclass(frozen=True, slots=True)
class Invoke(Node):
    """A function that is itself a value."""

    callee: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lambda(Node):
    parameters: tuple[str, ...]
    body: Node


def children(node: Node) -> Iterator[Node]:
    """The nodes right below this one."""
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (part for part in value if isinstance(part, Node))


def depth(node: Node) -> int:
    """How many nodes lie on the longest way down, counted without recursion."""
    deepest, level = 0, [node]
    while level:
        deepest += 1
        level = [child for above in level for child in children(above)]
    return deepest
