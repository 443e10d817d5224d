"""Pictures for kinds of help: own drawings, lines only, so that they read in black and white."""

from functools import cache
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent.parent / "pictograms"
PAGE = '#set page(width: 32pt, height: 32pt, margin: 0pt, fill: none)\n#image("one.svg", width: 32pt)'
SHARP = 288  # points an inch: four for each of the drawing


@cache
def names() -> frozenset[str]:
    """The pictures there are."""
    return frozenset(path.stem for path in FOLDER.glob("*.svg"))


@cache
def svg(name: str) -> str:
    """A picture as text; "" when there is none of this name."""
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8").strip() if name in names() else ""


@cache
def png(name: str) -> bytes:
    """A picture in points, for papers; b"" when there is none of this name."""
    if not svg(name):
        return b""
    files: Any = {"main.typ": PAGE.encode(), "one.svg": svg(name).encode()}
    made = typst.compile(files, format="png", ppi=SHARP, font_paths=[], ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made
