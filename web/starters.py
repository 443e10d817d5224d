"""What a file begins with that is added to a draft: the smallest of its kind that makes sense."""

from pathlib import Path
from string import Template

from engine.errors import N_
from engine.studio.store import Unfit

PLACES = {
    "diagram": "{stem}.bpmn",
    "table": "{stem}.dmn",
    "form": "{process}/{stem}.form.json",
    "page": "{process}/{stem}.md",
    "scenario": "scenarios/{stem}.toml",
}


def begun(kind: str, process: str, stem: str, folder: Path) -> tuple[str, str]:
    """A new file's name and text, from `processes/starters`; raises Unfit for an unknown kind."""
    if kind not in PLACES or not stem:
        raise Unfit(N_("Say what kind of file it is, and its name."))
    text = (folder / "starters" / f"{kind}.txt").read_text(encoding="utf-8")
    key = "".join(letter if letter.isalnum() else "_" for letter in stem)
    return PLACES[kind].format(process=process, stem=stem), Template(text).safe_substitute(key=key, process=process)
