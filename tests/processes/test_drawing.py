"""The diagrams are drawn from their sources, and drawn so that people can read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from engine.drawing import BadSource, draw, redraw
from tests.processes.stage import FAMILIES

BPMN, DI = "{http://www.omg.org/spec/BPMN/20100524/MODEL}", "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC, WAY = "{http://www.omg.org/spec/DD/20100524/DC}", "{http://www.omg.org/spec/DD/20100524/DI}"
FILES = [path for family in FAMILIES for path in sorted(family.glob("*.bpmn"))]
SCREEN = (1620, 860)
Point = tuple[float, float]


@dataclass(frozen=True)
class Rectangle:
    owner: str
    x: float
    y: float
    right: float
    bottom: float

    def meets(self, other: "Rectangle", slack: float = 1) -> bool:
        return (self.x < other.right - slack and other.x < self.right - slack
                and self.y < other.bottom - slack and other.y < self.bottom - slack)  # fmt: skip

    def holds(self, other: "Rectangle") -> bool:
        return self.x <= other.x and self.y <= other.y and self.right >= other.right and self.bottom >= other.bottom


class Picture:
    """A diagram as drawn: shapes, labels, and flows as lists of points."""

    def __init__(self, path: Path) -> None:
        root = ET.parse(path).getroot()
        self.tags = {e.get("id", ""): e.tag.removeprefix(BPMN) for e in root.iter() if e.tag.startswith(BPMN)}
        self.host = {e.get("id", ""): e.get("attachedToRef") for e in root.iter(f"{BPMN}boundaryEvent")}
        self.ends = {
            e.get("id", ""): (e.get("sourceRef"), e.get("targetRef")) for e in root.iter(f"{BPMN}sequenceFlow")
        }
        self.shapes = [_box(shape.get("bpmnElement", ""), shape) for shape in root.iter(f"{DI}BPMNShape")]
        self.labels = [_box(e.get("bpmnElement", ""), label) for e in (*root.iter(f"{DI}BPMNShape"), *root.iter(f"{DI}BPMNEdge"))
                       for label in e.findall(f"{DI}BPMNLabel")]  # fmt: skip
        self.flows = {edge.get("bpmnElement", ""): [(float(p.get("x", 0)), float(p.get("y", 0))) for p in edge.iter(f"{WAY}waypoint")]
                      for edge in root.iter(f"{DI}BPMNEdge")}  # fmt: skip

    @property
    def nodes(self) -> list[Rectangle]:
        """Shapes that are no pool, lane or sub-process: nothing may lie over them."""
        frames = {"participant", "lane", "subProcess"}
        return [shape for shape in self.shapes if self.tags[shape.owner] not in frames]

    @property
    def solid(self) -> list[Rectangle]:
        """Nodes as far as words would hide them: the corners of a gateway's square are empty."""
        return [_inner(node) if "Gateway" in self.tags[node.owner] else node for node in self.nodes]

    @property
    def frames(self) -> list[Rectangle]:
        return [shape for shape in self.shapes if self.tags[shape.owner] in {"participant", "lane", "subProcess"}]


def _box(owner: str, element: ET.Element) -> Rectangle:
    bounds = element.find(f"{DC}Bounds")
    assert bounds is not None
    x, y, width, height = (float(bounds.get(name, 0)) for name in ("x", "y", "width", "height"))
    return Rectangle(owner, x, y, x + width, y + height)


def _inner(box: Rectangle, by: float = 12) -> Rectangle:
    return Rectangle(box.owner, box.x + by, box.y + by, box.right - by, box.bottom - by)


def _pieces(points: list[Point]) -> Iterator[Rectangle]:
    for (ax, ay), (bx, by) in pairwise(points):
        yield Rectangle("", min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _crosses(a: Rectangle, b: Rectangle) -> bool:
    """Whether an upright and a level piece cut each other, not merely touch."""
    level, upright = (a, b) if a.y == a.bottom else (b, a)
    if level.y != level.bottom or upright.x != upright.right:
        return False
    return level.x + 1 < upright.x < level.right - 1 and upright.y + 1 < level.y < upright.bottom - 1


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def picture(request: pytest.FixtureRequest) -> Picture:
    return Picture(request.param)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda path: path.name)
def test_the_committed_diagrams_are_those_drawn_from_the_sources(family: Path) -> None:
    for path, text in redraw(family).items():
        assert path.read_text(encoding="utf-8") == text, f"python -m engine.drawing {family.name}"


def test_a_diagram_fits_one_screen(picture: Picture) -> None:
    drawn = picture.shapes + picture.labels
    assert max(box.right for box in drawn) - min(box.x for box in drawn) <= SCREEN[0]
    assert max(box.bottom for box in drawn) - min(box.y for box in drawn) <= SCREEN[1]


def test_no_two_flows_cross(picture: Picture) -> None:
    for (one, a), (two, b) in combinations(picture.flows.items(), 2):
        assert not any(_crosses(p, q) for p in _pieces(a) for q in _pieces(b)), (one, two)


def test_flows_run_straight_and_over_no_shape(picture: Picture) -> None:
    for flow, points in picture.flows.items():
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points)), flow
        others = [node for node in picture.nodes if node.owner not in picture.ends[flow]]
        for piece in _pieces(points):
            wide = Rectangle("", piece.x - 1, piece.y - 1, piece.right + 1, piece.bottom + 1)
            assert not [node.owner for node in others if node.meets(wide)], flow


def test_shapes_do_not_overlap(picture: Picture) -> None:
    for a, b in combinations(picture.nodes, 2):
        hosted = picture.host.get(a.owner) == b.owner or picture.host.get(b.owner) == a.owner
        assert hosted or not a.meets(b), (a.owner, b.owner)


def test_labels_overlap_neither_shapes_nor_each_other(picture: Picture) -> None:
    for label in picture.labels:
        assert not [node.owner for node in picture.solid if node.meets(label, 3)], label.owner
    for a, b in combinations(picture.labels, 2):
        assert not a.meets(b, 3), (a.owner, b.owner)


def test_labels_are_not_struck_through_by_a_flow(picture: Picture) -> None:
    for label in picture.labels:
        for flow, points in picture.flows.items():
            assert not any(piece.meets(label, 2) for piece in map(_thick, _pieces(points))), (label.owner, flow)


def _thick(piece: Rectangle) -> Rectangle:
    return Rectangle("", piece.x - 3, piece.y - 3, piece.right + 3, piece.bottom + 3)


def test_what_lies_in_a_frame_lies_in_it_wholly(picture: Picture) -> None:
    for frame in picture.frames:
        for node in picture.nodes:
            if node.meets(frame) and picture.host.get(node.owner) != frame.owner:
                assert frame.holds(node), (frame.owner, node.owner)


def test_a_source_that_leads_nowhere_says_where() -> None:
    source = 'process = "p"\nname = "P"\n[node.a]\nkind = "start"\nat = [0, 0]\nnext = ["b"]\n'
    with pytest.raises(BadSource, match="a: no node b"):
        draw(source)
