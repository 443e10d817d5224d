"""Texts compared line by line, with a few lines around what differs."""

from difflib import unified_diff

from engine.comparison.model import ADDED, CHANGED, PAGE, REMOVED, SAME, Item, Line, Word
from engine.errors import N_

MOST = 4000
TOO_LONG = N_("The text differs; it is too long to be shown line by line.")
UNREADABLE = N_("The file cannot be read, so it is compared as text.")


def lines(old: str, new: str) -> tuple[Line, ...]:
    """The lines that differ, with two around them; a line of nothing between places."""
    before, after = old.splitlines(), new.splitlines()
    if len(before) > MOST or len(after) > MOST:
        return ()
    found = []
    for text in list(unified_diff(before, after, lineterm="", n=2))[2:]:
        sign = {"+": ADDED, "-": REMOVED}.get(text[:1], SAME)
        found.append(Line(SAME, "") if text.startswith("@@") else Line(sign, text[1:]))
    return tuple(found[1:] if found and not found[0].text else found)


def page(file: str, old: str, new: str, area: str = PAGE) -> list[Item]:
    """A page that changed."""
    found = lines(old, new)
    words = () if found else (Word(TOO_LONG),)
    return [Item(area, file, file, CHANGED, title(new) or title(old), words=words, lines=found)]


def unreadable(file: str, old: str, new: str, area: str) -> list[Item]:
    """A file that is not what its name says."""
    found = lines(old, new)
    return [Item(area, file, file, CHANGED, words=(Word(UNREADABLE),), lines=found)]


def title(text: str) -> str:
    """The heading of a page."""
    heading = next((line for line in text.splitlines()[:40] if line.startswith("# ")), "")
    return heading.removeprefix("# ").strip()
