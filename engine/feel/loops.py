"""Closures of what runs many times: `for`, `some`, `every` and filters."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime, timedelta

from engine.feel import nodes as n
from engine.feel.errors import TOO_BIG, FeelError
from engine.feel.limits import MAX_LIST
from engine.feel.paths import at_position
from engine.feel.scope import Frame, Run, Scope, compiles
from engine.feel.values import Range, is_number

Values = Mapping[str, object]
Source = Callable[[Values, Frame], list[object] | None]
FARTHEST = 10**18
Loop = list[tuple[int, Source]]


def _iterations(scope: Scope, stack: ExitStack, iterations: tuple[n.Iteration, ...]) -> Loop:
    """Slots and sources; each name is bound for the sources after it, and for the stack's life."""
    found = []
    for iteration in iterations:
        source = _source(scope, iteration)
        [slot] = stack.enter_context(scope.bound(iteration.name))
        found.append((slot, source))
    stack.enter_context(scope.turning())
    return found


def _source(scope: Scope, iteration: n.Iteration) -> Source:
    first = scope.run(iteration.source)
    if iteration.until is None:
        return lambda values, frame: _items(first(values, frame))
    last = scope.run(iteration.until)
    return lambda values, frame: span(first(values, frame), last(values, frame))


def _items(value: object) -> list[object] | None:
    """A list, the members of a range of whole numbers or days, or a single value as a list of one."""
    if not isinstance(value, Range):
        return value if value is None or isinstance(value, list) else [value]
    members = span(value.start, value.end)
    if members is None:
        return None
    first = 0 if value.start_included else 1
    return members[first : len(members) if value.end_included else -1]


def span(start: object, end: object) -> list[object] | None:
    """Whole numbers or days from one to the other, up or down; null for anything else."""
    if is_number(start) and is_number(end):
        if not -FARTHEST < start < FARTHEST or not -FARTHEST < end < FARTHEST:
            return None
        first, last = int(start), int(end)
        return None if (first, last) != (start, end) else list(_steps(first, last))
    plain = isinstance(start, date) and isinstance(end, date)
    if not plain or isinstance(start, datetime) or isinstance(end, datetime):
        return None
    return [start + timedelta(days=day) for day in _steps(0, (end - start).days)]  # type: ignore[operator]


def _steps(first: int, last: int) -> range:
    if abs(last - first) >= MAX_LIST:
        raise FeelError(TOO_BIG, limit=MAX_LIST)
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


def _turns(loop: Loop, values: Values, frame: Frame, at: int) -> Iterator[bool]:
    """Once for each combination, with the slots filled; a single False where a source is no list."""
    (slot, source), *inner = loop
    items = source(values, frame)
    if items is None:
        yield False
        return
    frame[1].spend(len(items), at)
    for item in items:
        frame[slot] = item
        if inner:
            yield from _turns(inner, values, frame, at)
        else:
            yield True


@compiles(n.For)
def for_loop(scope: Scope, node: n.For) -> Run:
    """`partial` is the list of the results so far."""
    with ExitStack() as stack:
        loop = _iterations(scope, stack, node.iterations)
        [partial] = stack.enter_context(scope.bound("partial"))
        body, at = scope.run(node.body), node.at
    keeps = _mentions_partial(node.body)

    def run(values: Values, frame: Frame) -> list[object] | None:
        results: list[object] = []
        for turn in _turns(loop, values, frame, at):
            if not turn:
                return None
            if keeps:
                frame[1].spend(len(results), at)
                frame[partial] = results.copy()
            results.append(body(values, frame))
            if len(results) > MAX_LIST:
                raise FeelError(TOO_BIG, at, limit=MAX_LIST)
        return results

    return run


def _mentions_partial(node: n.Node) -> bool:
    if isinstance(node, n.Name) and node.name == "partial":
        return True
    return any(map(_mentions_partial, n.children(node)))


@compiles(n.Quantified)
def quantified(scope: Scope, node: n.Quantified) -> Run:
    """Stops at the first turn that decides; null when a turn that is neither true nor false is left."""
    with ExitStack() as stack:
        loop = _iterations(scope, stack, node.iterations)
        body, at = scope.run(node.body), node.at
    deciding = not node.every

    def run(values: Values, frame: Frame) -> object:
        known = True
        for turn in _turns(loop, values, frame, at):
            found = body(values, frame) if turn else None
            if found is deciding:
                return deciding
            known = known and isinstance(found, bool)
        return (not deciding) if known else None

    return run


@compiles(n.Filter)
def filtering(scope: Scope, node: n.Filter) -> Run:
    """By position when the filter is a number, else the items for which it is true."""
    source, slot = scope.run(node.source), scope.slot()
    scope.layers += [{"item": slot}, slot]
    with scope.turning():
        predicate, at = scope.run(node.predicate), node.at
    del scope.layers[-2:]

    def run(values: Values, frame: Frame) -> object:
        items = _items(source(values, frame))
        if items is None:
            return None
        frame[1].spend(len(items) + 1, at)
        frame[slot] = items[0] if items else None
        first = predicate(values, frame)
        if is_number(first):
            return at_position(items, first)
        return list(_chosen(items, slot, predicate, values, frame))

    return run


def _chosen(items: list[object], slot: int, predicate: Run, values: Values, frame: Frame) -> Iterator[object]:
    for item in items:
        frame[slot] = item
        if predicate(values, frame) is True:
            yield item
