"""From where a token can still come: what inclusive joins need to know, worked out once per plan."""

from collections.abc import Mapping

from engine.kernel.plan import Flow, Node


def upstream(nodes: Mapping[str, Node]) -> dict[str, dict[str, frozenset[str]]]:
    """For every inclusive join: incoming flow → the elements from which a token can come by it."""
    joins = [node for node in nodes.values() if node.kind == "inclusiveGateway" and len(node.incoming) > 1]
    return {join.id: {flow.id: _sources(nodes, join, flow) for flow in join.incoming} for join in joins}


def _sources(nodes: Mapping[str, Node], join: Node, flow: Flow) -> frozenset[str]:
    """Everything from which a path leads to the flow without visiting the join itself."""
    found: set[str] = set()
    todo = [flow.source]
    while todo:
        key = todo.pop()
        if key == join.id or key in found:
            continue
        found.add(key)
        node = nodes[key]
        todo += [incoming.source for incoming in node.incoming]
        todo += [node.attached_to] if node.attached_to else []
        todo += _throws(nodes, node)
    return frozenset(found)


def _throws(nodes: Mapping[str, Node], node: Node) -> list[str]:
    """The link events from which tokens jump to this one."""
    if node.kind != "intermediateCatchEvent" or node.event.kind != "link":
        return []
    ends = [other for other in nodes.values() if other.event == node.event and other.scope == node.scope]
    return [other.id for other in ends if other.kind == "intermediateThrowEvent"]
