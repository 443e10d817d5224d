"""Where every shape stands: columns as wide as what they hold, rows, lanes, sub-processes around their nodes."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.drawing.source import ACTIVITIES, Node, Source

GAP = 36
ROW = 120
LEFT, TOP, HEADER = 60, 60, 30


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing, in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2

    def grown(self, pad: tuple[int, int, int, int]) -> "Box":
        """The box with (top, right, bottom, left) added around it."""
        top, right, bottom, left = pad
        return Box(self.x - left, self.y - top, self.width + left + right, self.height + top + bottom)


def union(boxes: list[Box]) -> Box:
    """The smallest box around all of them."""
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by element id; lanes and pool apart."""

    shapes: Mapping[str, Box]
    lanes: tuple[Box, ...]
    pool: Box | None


def place(source: Source) -> Layout:
    """Every box of the drawing."""
    grid = Grid(source)
    shapes: dict[str, Box] = {}
    for node in source.nodes.values():
        if node.kind != "subprocess" and not node.on:
            shapes[node.id] = _centred(grid.point(node.at), node)
    for node in _inner_first(source):
        inner = [shapes[child.id] for child in source.children(node.id) if not child.on]
        shapes[node.id] = union(inner).grown(node.pad)
    for node in source.nodes.values():
        if node.on:
            shapes[node.id] = _centred(_border(shapes[node.on], node, grid), node)
    return Layout(shapes, *_pool(source, grid, shapes))


class Grid:
    """Centres of columns and rows; positions between them are interpolated."""

    def __init__(self, source: Source) -> None:
        at = [node.at for node in source.nodes.values() if node.kind != "subprocess" and not node.on]
        self.columns = 1 + max(int(column) for _, column in at)
        self.rows = sum(lane.rows for lane in source.lanes) or 1 + max(int(row) for row, _ in at)
        indent = LEFT + (2 * HEADER + 24 if source.lanes else 0)
        self.xs = _centres([_width(source, column) + GAP for column in range(self.columns)], source.space, indent)
        self.heights = [source.rows.get(row, ROW) for row in range(self.rows)]
        self.ys = _centres(self.heights, {}, TOP)

    def point(self, at: tuple[float, float]) -> tuple[int, int]:
        row, column = at
        return _between(self.xs, column), _between(self.ys, row)


def _width(source: Source, column: int) -> int:
    widths = [node.box[0] for node in source.nodes.values()
              if not node.on and node.kind != "subprocess" and node.at[1] == column]  # fmt: skip
    return max(widths, default=36)


def _centres(sizes: list[int], space: Mapping[int, int], start: int) -> list[int]:
    found = []
    for index, size in enumerate(sizes):
        start += space.get(index, 0)
        found.append(start + size // 2)
        start += size
    return found


def _between(centres: list[int], position: float) -> int:
    index = min(max(int(position), 0), max(len(centres) - 2, 0))
    if len(centres) == 1:
        return round(centres[0] + position * ROW)
    step = centres[index + 1] - centres[index]
    return round(centres[index] + (position - index) * step)


def _centred(point: tuple[int, int], node: Node) -> Box:
    width, height = node.box
    return Box(point[0] - width // 2, point[1] - height // 2, width, height)


def _border(host: Box, node: Node, grid: Grid) -> tuple[int, int]:
    x, y = grid.point(node.at)
    spots = {"bottom": (x, host.bottom), "top": (x, host.y), "right": (host.right, y), "left": (host.x, y)}
    return spots[node.side]


def _inner_first(source: Source) -> list[Node]:
    def depth(node: Node) -> int:
        return 1 + depth(source.nodes[node.inside]) if node.inside else 0

    return sorted((node for node in source.nodes.values() if node.kind == "subprocess"), key=depth, reverse=True)


def _pool(source: Source, grid: Grid, shapes: Mapping[str, Box]) -> tuple[tuple[Box, ...], Box | None]:
    if not source.lanes:
        return (), None
    right = max(box.right for box in shapes.values()) + source.right
    lanes, row, y = [], 0, TOP
    for lane in source.lanes:
        height = sum(grid.heights[row : row + lane.rows])
        lanes.append(Box(LEFT + HEADER, y, right - LEFT - HEADER, height))
        row, y = row + lane.rows, y + height
    return tuple(lanes), Box(LEFT, TOP, right - LEFT, y - TOP)


def is_activity(node: Node) -> bool:
    """Whether the node writes its name inside its own box."""
    return node.kind in ACTIVITIES
