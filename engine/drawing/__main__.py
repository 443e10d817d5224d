"""`python -m engine.drawing processes/casework`: write the diagrams of a family from their sources."""

import sys
from pathlib import Path

from engine.drawing import redraw

for family in map(Path, sys.argv[1:]):
    for path, text in redraw(family).items():
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")
