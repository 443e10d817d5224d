"""`opora draw`: a family's diagrams from their sources."""

from pathlib import Path

import click

from engine.drawing import BadSource, redraw
from web.terminal.output import FAILED, as_json, say, say_json, stop


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@as_json
def draw(folder: Path, as_json: bool) -> None:
    """Write the diagrams of a family's FOLDER anew from its sources/*.toml; all of them or none.

    Exit code 0: written; 1: a source cannot be drawn; 2: wrong usage. JSON: {"written": [path]}, or {"error"}.
    """
    try:
        drawn = redraw(folder)
    except (BadSource, KeyError, TypeError, ValueError) as error:  # ValueError: what is no TOML or no UTF-8
        sentence = f"A source in {folder} cannot be drawn: {error}"
        if as_json:
            say_json({"error": {"code": "source", "sentence": sentence}})
        else:
            say(f"Error: {sentence}", err=True)
        stop(FAILED)
    if not drawn:
        raise click.UsageError(f"In {folder} there is no sources/*.toml.")
    for path, text in drawn.items():
        path.write_text(text, encoding="utf-8")
    if as_json:
        say_json({"written": [str(path) for path in drawn]})
    else:
        say("\n".join(str(path) for path in drawn))
