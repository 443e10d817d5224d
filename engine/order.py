"""The elements of a diagram in the order in which a person reads them."""

from collections import deque
from collections.abc import Iterable, Iterator

from engine.kernel.plan import Node, Plan


def drawn(plan: Plan, scope: str) -> list[Node]:
    """Everything on one diagram, in order: frames are followed by what lies in them."""
    found: list[Node] = []
    for node in ordered(plan, scope):
        found.append(node)
        if is_frame(plan, node):
            found += drawn(plan, node.inner or "")
    return found


def ordered(plan: Plan, scope: str) -> list[Node]:
    """The elements of a process or sub-process as the flow meets them, then those it does not."""
    if scope not in plan.scopes:
        return []
    within = plan.scopes[scope]
    waiting, seen = deque(within.starts), dict.fromkeys(within.starts)
    while waiting:
        node = plan.nodes[waiting.popleft()]
        for key in _next(node):
            if key not in seen:
                seen[key] = None
                waiting.append(key)
    rest = [key for key in within.nodes if key not in seen]
    return [plan.nodes[key] for key in (*seen, *rest) if key in plan.nodes]


def is_frame(plan: Plan, node: Node) -> bool:
    """A sub-process drawn open, around others on the same diagram."""
    return bool(node.inner and node.inner in plan.scopes and plan.scopes[node.inner].parent)


def flowing(plan: Plan, scope: str) -> list[Node]:
    """Everything on one diagram, each after all that leads to it, loops aside: stages from left to right."""
    seen: set[str] = set()

    def follow(key: str) -> Iterator[Node]:
        if key in seen:
            return
        seen.add(key)
        node = plan.nodes[key]
        inner = plan.scopes[node.inner or ""].starts if is_frame(plan, node) else ()
        for target in reversed((*inner, *_next(node))):
            yield from follow(target)
        yield node

    starts = (*plan.scopes[scope].starts, *(node.id for node in drawn(plan, scope)))
    return [node for start in starts for node in reversed(list(follow(start)))]


def diagrams(plan: Plan) -> list[str]:
    """The scopes with a diagram of their own: the main one, then each where it is first called."""
    found, waiting = [plan.root], deque([plan.root])
    while waiting:
        for node in drawn(plan, waiting.popleft()):
            called = node.inner if not is_frame(plan, node) else None
            if called and called in plan.scopes and called not in found:
                found.append(called)
                waiting.append(called)
    return found


def diagram(plan: Plan, node: Node) -> str:
    """The scope on whose diagram the element is drawn: its own, or the one around its frames."""
    scope = plan.scopes[node.scope]
    while scope.parent:
        scope = plan.scopes[scope.parent]
    return scope.key


def _next(node: Node) -> Iterable[str]:
    yield from (flow.target for flow in node.outgoing)
    yield from node.boundaries
