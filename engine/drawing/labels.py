"""Where the words stand that do not fit into a shape: beside gateways and events, along flows."""

from engine.drawing.layout import Box
from engine.drawing.routes import Point
from engine.drawing.source import GATEWAYS, Flow, Node

SIZE, LINE, BESIDE = 11, 14, 16
NARROW = set(" ilj.,:;'|!()-")


def width(text: str, size: int = SIZE) -> int:
    """About how wide a line of text is, in pixels."""
    return round(sum(size * _share(letter) for letter in text))


def _share(letter: str) -> float:
    if letter in NARROW:
        return 0.3
    return 0.7 if letter.isupper() else 0.58


def wrap(text: str, limit: int) -> list[str]:
    """Lines no wider than the limit where words allow."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined) <= limit:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _block(text: str, limit: int) -> tuple[int, int]:
    lines = wrap(text, limit)
    return max(width(line) for line in lines) + 6, LINE * len(lines)


def beside(node: Node, box: Box, taken: set[str]) -> Box:
    """The label of a gateway or event, on a side no flow uses unless the source says where."""
    limit = 120 if node.kind in GATEWAYS else 100
    spot = node.label or _spot(node, taken)
    w, h = _block(node.name, int(node.more.get("wide", 150 if spot == "right" else limit)))
    (x, y), gap = box.middle, 6
    spots = {
        "above": (x - w // 2, box.y - gap - h), "below": (x - w // 2, box.bottom + gap),
        "right": (box.right + gap, y - h // 2), "left": (box.x - gap - w, y - h // 2),
        "above-left": (x - gap - w, box.y - h + 8), "above-right": (x + gap, box.y - h + 8),
        "below-left": (x - gap - w, box.bottom - 4), "below-right": (x + gap + 6, box.bottom - 2),
    }  # fmt: skip
    left, top = spots[spot]
    return Box(left + node.shift[0], top + node.shift[1], w, h)


def _spot(node: Node, taken: set[str]) -> str:
    if node.kind not in GATEWAYS:
        return "below-right" if node.on else "below"
    free = [spot for side, spot in (("t", "above"), ("b", "below")) if side not in taken]
    return free[0] if free else "above-left"


def along(flow: Flow, points: list[Point]) -> Box:
    """The label of a flow: above its first level piece with room, else beside the upright piece it begins with."""
    pieces = list(zip(points, points[1:], strict=False))
    level = [(a, b) for a, b in pieces if a[1] == b[1] and abs(a[0] - b[0]) >= 30]
    if not level or flow.label == "side":
        (ax, ay), (_, by) = pieces[0]
        w, h = _block(flow.name, 100)
        left, top = ax + 4, (ay + BESIDE if by > ay else ay - h - BESIDE)
        return Box(left + flow.shift[0], top + flow.shift[1], w, h)
    (ax, ay), (bx, _) = level[0]
    w, h = _block(flow.name, max(abs(ax - bx) - 16, 60))
    away = 14 if flow.default and (ax, ay) == points[0] else 4
    left = ax + away if bx > ax else ax - away - w
    top = ay + 3 if flow.label == "under" else ay - h - 3
    return Box(left + flow.shift[0], top + flow.shift[1], w, h)
