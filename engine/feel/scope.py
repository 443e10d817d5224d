"""What closures share: the frame they run in, the budget of steps, and where a name is found.

A frame is a list: the moment, the budget, then a slot for each name bound inside the expression
(loops, filters, contexts, parameters). Names that are not bound are looked up in the values.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from engine.feel import nodes as n
from engine.feel.errors import TOO_MUCH, FeelError
from engine.feel.limits import MAX_STEPS, MAX_WALK
from engine.feel.values import Range

Frame = list[Any]
Run = Callable[[Mapping[str, object], Frame], Any]
FIRST_SLOT = 2


class Budget:
    """Steps left for one evaluation."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_STEPS

    def spend(self, steps: int, at: int) -> None:
        """Raises FeelError when nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise FeelError(TOO_MUCH, at, limit=MAX_STEPS)


def weight(value: object) -> int:
    """About how much work it is to look at the whole of a value."""
    if isinstance(value, str):
        return len(value) // 64
    if not isinstance(value, list | dict | Range):
        return 0
    counted, stack = 0, [value]
    while stack and counted < MAX_WALK:
        inside = _inside(stack.pop())
        counted += 1 + len(inside)
        stack += [part for part in inside if isinstance(part, list | dict | Range)]
    return counted


def _inside(value: object) -> list[Any]:
    if isinstance(value, Range):
        return [value.start, value.end]
    return list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, list) else []


class Scope:
    """Names bound so far, from the outside in: a dict of slots, or the slot of a filter's item."""

    def __init__(self, known: frozenset[str] | None) -> None:
        self.known = known
        self.layers: list[dict[str, int] | int] = []
        self.free: set[str] = set()
        self.size = FIRST_SLOT
        self.turns = 0  # loops, filters and functions around this place
        self.spends = False  # whether anything asks for the budget

    def run(self, node: n.Node) -> Run:
        """The closure of a node."""
        return _COMPILERS[type(node)](self, node)

    def slot(self) -> int:
        self.size += 1
        return self.size - 1

    @contextmanager
    def bound(self, *names: str) -> Iterator[list[int]]:
        """Names known while the block compiles, and their slots."""
        slots = [self.slot() for _ in names]
        self.layers.append(dict(zip(names, slots, strict=True)))
        yield slots
        self.layers.pop()

    @contextmanager
    def turning(self) -> Iterator[None]:
        """Compile what will run many times."""
        self.spends = True
        self.turns += 1
        yield
        self.turns -= 1

    def find(self, name: str) -> Run:
        """How to get at the value of a name."""
        return self._find(name, len(self.layers), filtered=False)

    def _find(self, name: str, depth: int, *, filtered: bool) -> Run:
        for index in range(depth - 1, -1, -1):
            layer = self.layers[index]
            if isinstance(layer, int):
                return _of_item(layer, name, self._find(name, index, filtered=True))
            if name in layer:
                slot = layer[name]
                return lambda _, frame: frame[slot]
        if not filtered or (self.known is not None and name in self.known):
            self.free.add(name)
        return lambda values, _: values.get(name)


def _of_item(slot: int, name: str, outside: Run) -> Run:
    """Inside a filter an entry of the item hides the names around it."""

    def run(values: Mapping[str, object], frame: Frame) -> object:
        item = frame[slot]
        if isinstance(item, dict) and name in item:
            return item[name]
        return outside(values, frame)

    return run


Compiler = TypeVar("Compiler", bound=Callable[[Scope, Any], Run])
_COMPILERS: dict[type[n.Node], Callable[[Scope, Any], Run]] = {}


def compiles(kind: type[n.Node]) -> Callable[[Compiler], Compiler]:
    """Enter the decorated function as the one that turns such nodes into closures."""

    def enter(compiler: Compiler) -> Compiler:
        _COMPILERS[kind] = compiler
        return compiler

    return enter
