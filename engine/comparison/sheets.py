"""Forms compared field by field: what is asked, how, of whom, under which condition, with which options."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.comparison.model import ADDED, CHANGED, FORM, MOVED, REMOVED, Item, Value, Word, changed
from engine.comparison.source import Unreadable, from_json, tidy
from engine.errors import N_

TITLES = {
    "title": N_("Title"), "intro": N_("Introduction"), "label": N_("Question"), "hint": N_("Hint"),
    "kind": N_("Kind of answer"), "required": N_("Required"), "when": N_("Asked when"), "export": N_("Exported value"),
    "prefill": N_("Filled in from"), "documents": N_("Documents"), "document": N_("Document"), "source": N_("Rule"),
    "references": N_("Reference pages"), "role": N_("Role"), "min": N_("Least"), "max": N_("Most"),
}  # fmt: skip
UNSAID = frozenset({"fields", "sections", "options", "name", "rules", "sample", "samples", "rows"})
DEEPEST = 6

NEW_FIELD = N_("Asks now: “%(label)s”.")
NO_FIELD = N_("No longer asks: “%(label)s”.")
FIELD = N_("“%(label)s”: %(rest)s")
ELSEWHERE = N_("“%(label)s” went from the section “%(old)s” to “%(new)s”.")
NEW_OPTION = N_("“%(label)s”: the option “%(option)s” was added.")
NO_OPTION = N_("“%(label)s”: the option “%(option)s” was taken away.")
OTHER_OPTION = N_("“%(label)s”: the option “%(old)s” is called “%(new)s” now.")
NEW_RULE = N_("Checks now: %(rule)s")
NO_RULE = N_("No longer checks: %(rule)s")
ORDER = N_("The questions stand in another order.")

Entry = Mapping[str, Any]
Asked = dict[str, tuple[str, Entry]]


def compare(file: str, old: str, new: str) -> list[Item]:
    """What differs between two forms. Raises Unreadable."""
    was, now = from_json(old) if old else None, from_json(new) if new else None
    if was is None or now is None:
        sign = ADDED if was is None else REMOVED
        return [Item(FORM, file, file, sign, str((now or was or {}).get("title", "")))]
    before, after = dict(_fields(was)), dict(_fields(now))
    words = [*_attributes(was, now), *_came(before, after), *_rules(was, now)]
    if not words and list(before) != list(after):
        return [Item(FORM, file, file, MOVED, str(now.get("title", "")), words=(Word(ORDER),))]
    return [Item(FORM, file, file, CHANGED, str(now.get("title", "")), words=tuple(words))] if words else []


def gist(text: str) -> tuple[str, dict[str, str]]:
    """A form's title, and its questions by the values they export; nothing of one that cannot be read."""
    try:
        form = from_json(text)
    except Unreadable:
        return "", {}
    asked = (entry for _, (_, entry) in _fields(form))
    exported = {str(entry["export"]): str(entry.get("label", "")) for entry in asked if entry.get("export")}
    return str(form.get("title", "")), exported


def _came(before: Asked, after: Asked) -> Iterator[Word]:
    for name, (section, entry) in after.items():
        if name not in before:
            yield Word(NEW_FIELD, {"label": _label(entry)})
            continue
        there, former = before[name]
        if there != section:
            yield Word(ELSEWHERE, {"label": _label(entry), "old": Value(there), "new": Value(section)})
        yield from (_of(entry, word) for word in _attributes(former, entry))
        yield from _options(former, entry)
    yield from (Word(NO_FIELD, {"label": _label(entry)}) for name, (_, entry) in before.items() if name not in after)


def _attributes(old: Entry, new: Entry) -> Iterator[Word]:
    for name in dict.fromkeys([*new, *old]):
        if name not in UNSAID:
            named = Value(TITLES[name], "word") if name in TITLES else Value(str(name))
            yes_or_no = bool in {type(old.get(name)), type(new.get(name))}
            word = changed(named, _value(old.get(name), yes_or_no), _value(new.get(name), yes_or_no))
            if word:
                yield word


def _options(old: Entry, new: Entry) -> Iterator[Word]:
    before, after, label = _named(old), _named(new), _label(new)
    for key, title in after.items():
        if key not in before:
            yield Word(NEW_OPTION, {"label": label, "option": Value(title)})
        elif before[key] != title:
            yield Word(OTHER_OPTION, {"label": label, "old": Value(before[key]), "new": Value(title)})
    gone = (title for key, title in before.items() if key not in after)
    yield from (Word(NO_OPTION, {"label": label, "option": Value(title)}) for title in gone)


def _rules(old: Entry, new: Entry) -> Iterator[Word]:
    before, after = _said(old), _said(new)
    yield from (Word(NEW_RULE, {"rule": Value(text)}) for key, text in after.items() if key not in before)
    yield from (Word(NO_RULE, {"rule": Value(text)}) for key, text in before.items() if key not in after)


def _said(form: Entry) -> dict[str, str]:
    rules = (each for each in _list(form.get("rules")) if isinstance(each, dict))
    return {
        f"{each.get('check')} {each.get('message')}": f"{each.get('message')} ({each.get('check')})" for each in rules
    }


def _named(entry: Entry) -> dict[str, str]:
    options = (each for each in _list(entry.get("options")))
    pairs = (each if isinstance(each, dict) else {"value": each} for each in options)
    return {str(each.get("value")): str(each.get("label", each.get("value"))) for each in pairs}


def _of(entry: Entry, word: Word) -> Word:
    """A word about one question of a form."""
    return Word(FIELD, {"label": _label(entry), "rest": Value(word.sentence, "said", params=word.params)})


def _fields(form: Entry) -> Iterator[tuple[str, tuple[str, Entry]]]:
    for section in _list(form.get("sections")):
        if isinstance(section, dict):
            yield from _within(section, str(section.get("title", "")), "", 0)


def _within(holder: Entry, section: str, path: str, depth: int) -> Iterator[tuple[str, tuple[str, Entry]]]:
    for entry in _list(holder.get("fields")):
        if not isinstance(entry, dict) or depth > DEEPEST:
            continue
        name = f"{path}{entry.get('name')}"
        yield name, (section, entry)
        yield from _within(entry, section, f"{name}.", depth + 1)


def _label(entry: Entry) -> Value:
    return Value(tidy(str(entry.get("label") or entry.get("name") or "")))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _value(value: Any, yes_or_no: bool = False) -> Value:
    """A value as it is said; where the other side says yes or no, nothing means no."""
    if isinstance(value, bool) or (yes_or_no and value is None):
        return Value(N_("yes") if value else N_("no"), "word")
    if value is None:
        return Value("")
    if isinstance(value, list):
        return Value("; ".join(str(each) for each in value))
    return Value(tidy(str(value)))
