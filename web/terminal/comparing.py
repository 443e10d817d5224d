"""`opora compare`: two folders of a method, in the words that the pages use."""

from pathlib import Path

import click

from engine import definitions
from engine.comparison import compare as compared
from web.comparing import GLYPHS, SIGNS, Names, tell
from web.terminal.output import FAILED, FINE, as_json, say, say_json, stop

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@click.option("--forms", type=(FOLDER, FOLDER), help="The folders of forms of both, where they lie elsewhere.")
@as_json
def compare(old: Path, new: Path, forms: tuple[Path, Path] | None, as_json: bool) -> None:
    """What differs between the folders OLD and NEW of a method.

    Exit code 0: nothing differs; 1: something does; 2: wrong usage.
    JSON: {"old", "new", "items": [{"area", "file", "key", "sign": added, removed, changed or moved, "title", "kind",
    "words", "rows", "lines"}]}.
    """
    papers = forms or (old.parent / "forms", new.parent / "forms")
    sides = [definitions.read(folder, paper).files for folder, paper in zip((old, new), papers, strict=True)]
    found = compared(*sides)
    if as_json:
        items = [{**item.data(), "words": list(tell(item, Names()).words)} for item in found]
        say_json({"old": str(old), "new": str(new), "items": items})
    for item in () if as_json else found:
        say(f"{GLYPHS[item.sign]} {item.file}: {item.title or item.key} ({SIGNS[item.sign]})")
        for words in tell(item, Names()).words:
            say(f"    {words}")
    stop(FAILED if found.items else FINE)
