"""Diagrams compared element by element, by id, wherever they are drawn."""

from collections.abc import Mapping

from engine.comparison.elements import FROM, NAME, TO, Drawn, Papers, drawn
from engine.comparison.model import ADDED, CHANGED, MOVED, REMOVED, Item, Value, Word, changed
from engine.comparison.source import xml
from engine.errors import N_

ANOTHER = N_("Drawn in another diagram now: %(new)s, was %(old)s.")
KIND = N_("Kind")
PLACE = N_("Drawn at another place.")
RENAMED = N_("It may be what was “%(old)s” (%(key)s) before: same kind, same name.")

Files = Mapping[str, str]


def compare(old: Files, new: Files, papers: tuple[Papers, Papers]) -> list[Item]:
    """What differs between two sets of diagrams; `papers` are the forms before and now. Raises Unreadable."""
    before = drawn({name: xml(text) for name, text in old.items()}, papers[0])
    after = drawn({name: xml(text) for name, text in new.items()}, papers[1])
    gone = [each for key, each in before.items() if key not in after]
    found = []
    for key, now in after.items():
        if key not in before:
            found.append(_item(now, ADDED, _likely(now, gone)))
        elif words := _words(before[key], now):
            found.append(_item(now, CHANGED, words))
        elif before[key].place != now.place:
            found.append(_item(now, MOVED, (Word(PLACE),)))
    return found + [_item(each, REMOVED, ()) for each in gone]


def _words(old: Drawn, new: Drawn) -> tuple[Word, ...]:
    told = [changed(NAME, old.name, new.name), changed(KIND, Value(old.kind, "element"), Value(new.kind, "element"))]
    told += [
        changed(title, old.facts.get(title, ""), new.facts.get(title, ""))
        for title in dict.fromkeys([*new.facts, *old.facts])
    ]
    if old.file != new.file:
        told.append(Word(ANOTHER, {"old": Value(old.file), "new": Value(new.file)}))
    return tuple(word for word in told if word)


def _likely(now: Drawn, gone: list[Drawn]) -> tuple[Word, ...]:
    """The element that went by another id, where one of the same kind and name did."""
    same = [each for each in gone if now.name and (each.kind, each.name) == (now.kind, now.name)]
    return (Word(RENAMED, {"old": Value(same[0].name), "key": Value(same[0].id)}),) if len(same) == 1 else ()


def _item(element: Drawn, sign: str, words: tuple[Word, ...]) -> Item:
    between = [str(element.facts[title]) for title in (FROM, TO) if title in element.facts]
    title = element.name or " → ".join(between) or element.id
    return Item(element.area, element.file, element.id, sign, title, element.kind, words)
