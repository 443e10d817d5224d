"""How a flow runs: straight pieces from a side of one shape to a side of another."""

import re

from engine.drawing.layout import Box, Layout
from engine.drawing.source import GATEWAYS, Flow, Node, Source

Point = tuple[int, int]
CLEARANCE = 22


def route(source: Source, layout: Layout, flow: Flow) -> list[Point]:
    """The points a flow runs through."""
    start, end = layout.shapes[flow.source], layout.shapes[flow.target]
    out, into = _sides(source.nodes[flow.source], source.nodes[flow.target], start, end)
    out, into = flow.out or out, flow.into or into
    a, b = anchor(start, out), anchor(end, into)
    a, b = _level(source, flow, a, b, out[0] + into[0])
    return _tidy([a, *_bends(a, b, out[0] + into[0], flow.via), b])


def _level(source: Source, flow: Flow, a: Point, b: Point, sides: str) -> tuple[Point, Point]:
    """A sub-process is met where its neighbour stands, not at the middle of its side."""
    if sides in ("rl", "lr"):
        if source.nodes[flow.source].kind == "subprocess":
            a = a[0], b[1]
        elif source.nodes[flow.target].kind == "subprocess":
            b = b[0], a[1]
    return a, b


def anchor(box: Box, side: str) -> Point:
    """The point of a side: `b` is the middle of the bottom, `b-20` lies twenty pixels left of it."""
    found = re.fullmatch(r"([lrtb])([+-]\d+)?", side)
    if not found:
        raise ValueError(side)
    shift, (x, y) = int(found[2] or 0), box.middle
    level = {"l": box.x, "r": box.right}
    if found[1] in level:
        return level[found[1]], y + shift
    return x + shift, box.y if found[1] == "t" else box.bottom


def _sides(node: Node, target: Node, start: Box, end: Box) -> tuple[str, str]:
    kinds = {node.kind, target.kind}
    (ax, ay), (bx, by) = start.middle, end.middle
    if ax == bx:
        return ("b", "t") if by > ay else ("t", "b")
    if bx < ax:
        return "b", "b"
    if ay == by or "subprocess" in kinds:
        return "r", "l"
    turning = node.kind in GATEWAYS or node.on
    return (("b" if by > ay else "t"), "l") if turning else ("r", "l")


def _bends(a: Point, b: Point, sides: str, via: float | None) -> list[Point]:
    """The turns between two anchors; `via` is the x or y of the middle piece, as a distance in pixels."""
    (ax, ay), (bx, by) = a, b
    out, into = sides[0], sides[1]
    if out in "lr" and into in "lr":
        x = _channel(ax, bx, via)
        return [(x, ay), (x, by)]
    if out in "tb" and into in "tb":
        y = _channel(ay, by, via) if out != into else _around(ay, by, out, via)
        return [(ax, y), (bx, y)]
    return [(bx, ay)] if out in "lr" else [(ax, by)]


def _channel(a: int, b: int, via: float | None) -> int:
    """The middle piece lies near the end, or `via` pixels from the start."""
    if via is not None:
        return round(a + via)
    return b - CLEARANCE if b > a else b + CLEARANCE


def _around(a: int, b: int, side: str, via: float | None) -> int:
    """A loop runs outside both shapes, `via` pixels away from the farther one."""
    away = round(via) if via is not None else CLEARANCE
    return max(a, b) + away if side == "b" else min(a, b) - away


def _tidy(points: list[Point]) -> list[Point]:
    """Points without repetitions and without those on a straight line."""
    found: list[Point] = []
    for point in points:
        if found and found[-1] == point:
            continue
        if len(found) > 1 and (found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]):
            found.pop()
        found.append(point)
    return found
