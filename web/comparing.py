"""A comparison in the page's language: the same words on pages and at the terminal."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext

from engine.comparison import ADDED, CHANGED, MOVED, REMOVED, Comparison, Item, Value, Word
from engine.comparison.model import FORM, PAGE, SETTING, STEP, TABLE
from engine.errors import N_
from web import explain
from web.outline import KINDS

AREAS = {
    STEP: N_("Diagrams"), TABLE: N_("Decision tables"), FORM: N_("Forms"), PAGE: N_("Pages and scenarios"),
    SETTING: N_("Settings and norms"),
}  # fmt: skip
SIGNS = {ADDED: N_("is new"), REMOVED: N_("is gone"), CHANGED: N_("differs"), MOVED: N_("stands elsewhere")}
GLYPHS = {ADDED: "+", REMOVED: "\u2212", CHANGED: "~", MOVED: "\u2192"}
ELEMENTS = KINDS | {
    "sequenceFlow": N_("Arrow"), "process": N_("Process"), "participant": N_("Frame"), "lane": N_("Lane"),
    "textAnnotation": N_("Remark"),
}  # fmt: skip
RANKS = (ADDED, REMOVED, CHANGED, MOVED)
OLD_SIDE, NEW_SIDE = frozenset({REMOVED, CHANGED, MOVED}), frozenset({ADDED, CHANGED, MOVED})


@dataclass(frozen=True, slots=True)
class Names:
    """How roles are called."""

    role: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Told:
    """An item in words."""

    item: Item
    kind: str
    words: tuple[str, ...]


def told(comparison: Comparison, names: Names) -> dict[str, list[Told]]:
    """The items by area, in words; within an area by file, and what only moved last."""
    return {area: [tell(item, names) for item in sorted(items, key=_rank)] for area, items in comparison.areas.items()}


def tell(item: Item, names: Names) -> Told:
    """One item in words."""
    kind = gettext(ELEMENTS[item.kind]) if item.kind in ELEMENTS else ""
    return Told(item, kind, tuple(said(word, names) for word in item.words))


def said(word: Word, names: Names) -> str:
    """One difference as a sentence."""
    return gettext(word.sentence) % {key: _shown(value, names) for key, value in word.params.items()}


def marks(comparison: Comparison, file: str, side: frozenset[str]) -> dict[str, dict[str, str]]:
    """What a picture marks: each element's sign, and the words of the flag on it."""
    found = {key: sign for key, sign in comparison.marks(file).items() if sign in side}
    flags = {key: f"{GLYPHS[sign]} {gettext(SIGNS[sign])}" for key, sign in found.items()}
    return {"signs": found, "flags": flags}


def files(comparison: Comparison) -> dict[str, int]:
    """The diagrams that differ, and in how many places."""
    found: dict[str, int] = {}
    for item in comparison.areas.get(STEP, ()):
        found[item.file] = found.get(item.file, 0) + 1
    return found


def _rank(item: Item) -> tuple[str, bool, int]:
    return item.file, item.sign == MOVED, RANKS.index(item.sign)


def _shown(value: Value, names: Names) -> str:
    if value.kind == "said":
        return said(Word(value.text, value.params), names)
    if value.kind == "deadline" and value.rule:
        return explain.rule_said(value.rule, value.names)
    if value.kind == "role":
        return ", ".join(names.role(key) for key in value.text.split())
    if value.kind == "element":
        return gettext(ELEMENTS.get(value.text, value.text))
    return gettext(value.text) if value.kind == "word" and value.text else value.text
