"""All files of two sets compared, each by what it is."""

from collections.abc import Callable, Mapping

from engine.comparison import diagrams, settings, sheets, tables, texts
from engine.comparison.elements import Papers
from engine.comparison.model import ADDED, FORM, PAGE, REMOVED, SETTING, STEP, TABLE, Comparison, Item
from engine.comparison.source import Unreadable

Files = Mapping[str, str]
READERS: tuple[tuple[str, str, Callable[[str, str, str], list[Item]]], ...] = (
    (".dmn", TABLE, tables.compare),
    (".form.json", FORM, sheets.compare),
    ("process.toml", SETTING, settings.compare),
)


def compare(old: Files, new: Files) -> Comparison:
    """What differs between two sets of files; whatever they hold, it is told and never refused."""
    found = _diagrams(old, new)
    for name in sorted({*old, *new}):
        if not name.endswith(".bpmn") and old.get(name) != new.get(name):
            found += _file(name, old.get(name), new.get(name))
    return Comparison(tuple(found))


def _diagrams(old: Files, new: Files) -> list[Item]:
    before, after = _drawings(old), _drawings(new)
    if before == after:
        return []
    try:
        return diagrams.compare(before, after, (_papers(old), _papers(new)))
    except Unreadable:
        names = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
        return [
            each for name in names for each in texts.unreadable(name, before.get(name, ""), after.get(name, ""), STEP)
        ]


def _file(name: str, old: str | None, new: str | None) -> list[Item]:
    area, reader = next(((area, reader) for suffix, area, reader in READERS if name.endswith(suffix)), (PAGE, None))
    if reader is None or (area == SETTING and None in (old, new)):
        if old is None or new is None:
            return [Item(area, name, name, ADDED if old is None else REMOVED, texts.title(new or old or ""))]
        return texts.page(name, old, new, area)
    try:
        return reader(name, old or "", new or "")
    except Unreadable:
        return texts.unreadable(name, old or "", new or "", area)


def _drawings(files: Files) -> dict[str, str]:
    return {name: text for name, text in files.items() if name.endswith(".bpmn")}


def _papers(files: Files) -> Papers:
    """What the forms give to the diagrams, as far as they can be read."""
    titles: dict[str, str] = {}
    facts: dict[str, str] = {}
    for name, text in files.items():
        if name.endswith(".form.json"):
            title, exported = sheets.gist(text)
            titles[name.removesuffix(".form.json")] = title
            facts = exported | facts
    return Papers(titles, facts)
