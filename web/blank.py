"""The template of a new method: its files as `processes/blank` holds them."""

from pathlib import Path

PLACE, ENDING = "KEY", ".txt"


def files(processes: Path) -> dict[str, str]:
    """Name → text with `$key` and `$title` in both, as `Studio.begin_new` wants them."""
    folder = processes / "blank"
    return {
        path.relative_to(folder).as_posix().removesuffix(ENDING).replace(PLACE, "${key}"): path.read_text("utf-8")
        for path in sorted(folder.rglob(f"*{ENDING}"))
    }
