"""Diagrams from text: a grid of nodes in TOML becomes BPMN 2.0 with its drawing."""

from pathlib import Path

from engine.drawing.bpmn import draw
from engine.drawing.source import BadSource

__all__ = ["BadSource", "draw", "redraw"]


def redraw(family: Path) -> dict[Path, str]:
    """The diagrams of a family's folder, path → text, from `sources/*.toml`; nothing is written."""
    sources = sorted((family / "sources").glob("*.toml"))
    return {family / f"{path.stem}.bpmn": draw(path.read_text(encoding="utf-8")) for path in sources}
