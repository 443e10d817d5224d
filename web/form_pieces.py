"""A piece of a form as the editor's page shows it, and what was typed there as a piece again.

Whatever was typed is kept, also what no form may hold: the checks say so beside it, and nothing is lost.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from forms import editing, kinds
from forms.kinds.dates import read_date
from forms.messages import BadAnswer
from web.form_words import ATTRIBUTES, OTHERS, About

Typed = MultiDict[str, str]
Raw = dict[str, Any]
DAYS = frozenset({"date", "datetime"})
OPTION = ("value", "label", "hint")
KEPT = frozenset({"label", "title", "check", "message", "options"})
"""What stays, though it is empty: no piece can do without it."""


def attributes(piece: Mapping[str, Any], what: str) -> dict[str, About]:
    """The attributes that a piece of this sort may have, in the order of the panel."""
    if what != "field":
        return OTHERS[what]
    try:
        readers = kinds.of(str(piece.get("kind"))).readers()
    except KeyError:
        return {name: ATTRIBUTES[name] for name in ("label", "hint", "when")}
    return {name: about for name, about in ATTRIBUTES.items() if name in readers}


def strangers(piece: Mapping[str, Any], what: str) -> list[str]:
    """Attributes that a piece has and may not have."""
    known = {*attributes(piece, what), "name", "kind", "document", "sections", "rules", "fields"}
    return [name for name in piece if name not in known]


def shown(piece: Mapping[str, Any], what: str) -> dict[str, Any]:
    """What the inputs of the panel hold, by attribute."""
    return {name: _shown(piece, name, about) for name, about in attributes(piece, what).items()}


def apply(raw: Raw, address: str, typed: Typed) -> None:
    """Set the attributes of a piece to what was typed; those whose input is empty go."""
    piece, what = editing.piece(raw, address), editing.kind_of(address)
    known = attributes(piece, what)
    for name, about in known.items():
        if f"has-{name}" not in typed:
            continue
        made = dict(piece)
        _set(made, name, _read(piece, name, about, typed))
        if _shown(made, name, about) != _shown(piece, name, about):
            _set(piece, name, made.get(name))
    if what == "form":
        _order(piece)
    if what != "field" or "p-name" not in typed:
        return
    piece["name"] = typed["p-name"].strip()
    if typed.get("p-kind", piece.get("kind")) != piece.get("kind"):
        _turned(raw, piece, typed["p-kind"])
    for last in ("options", "fields"):
        if last in piece:
            piece[last] = piece.pop(last)


def _turned(raw: Raw, piece: Raw, kind: str) -> None:
    """Another kind: what it does not know goes, what it needs comes. An unknown kind changes nothing."""
    try:
        made = editing.furnished(raw, {**piece, "kind": kind})
    except KeyError:
        return
    piece.clear()
    piece.update(made)


def _set(piece: Raw, name: str, value: Any) -> None:
    if name == "documents":
        piece.pop("document", None)
    if value in (None, "", []) and name not in KEPT:
        piece.pop(name, None)
    else:
        piece[name] = value


def _order(form: Raw) -> None:
    """The form's own attributes stand above its questions."""
    for name in (*(key for key in form if key not in ("sections", "rules")), "sections", "rules"):
        if name in form:
            form[name] = form.pop(name)


def _shown(piece: Mapping[str, Any], name: str, about: About) -> Any:
    value = piece.get(name, piece.get("document") if name == "documents" else None)
    if about.widget == "flag":
        return value is True
    if about.widget == "options":
        return [entry if isinstance(entry, dict) else {} for entry in value] if isinstance(value, list) else []
    if about.widget in {"names", "references"}:
        return [str(entry) for entry in value] if isinstance(value, list) else []
    if about.widget in JOINTS:
        entries = value if isinstance(value, list) else [] if value is None else [value]
        told = [" | ".join(map(str, entry)) if isinstance(entry, list) else str(entry) for entry in entries]
        return JOINTS[about.widget].join(told)
    return "" if value is None else str(value)


JOINTS = {"sources": "\n", "lines": "\n", "numbers": ", ", "words": " "}


def _read(piece: Mapping[str, Any], name: str, about: About, typed: Typed) -> Any:
    text = typed.get(f"p-{name}", "").replace("\r\n", "\n").strip()
    if about.widget == "options":
        return _options(typed)
    if about.widget in {"names", "references"}:
        return typed.getlist(f"p-{name}")
    if about.widget in READ:
        return READ[about.widget](text, typed.get(f"add-{name}", ""), name)
    if name in {"min", "max", "rows"}:
        return _day(text) if piece.get("kind") in DAYS else _number(text)
    return text


def _joined(text: str, more: str, _name: str) -> str:
    return f"{text} and {more}" if text and more else text or more


def _lines(text: str, more: str, name: str) -> Any:
    lines = [line.strip() for line in [*text.split("\n"), more] if line.strip()]
    if name == "of":
        return [_alternatives(line) for line in lines]
    return lines[0] if name == "prefill" and len(lines) == 1 else lines


def _alternatives(line: str) -> Any:
    several = [part.strip() for part in line.split("|") if part.strip()]
    return several if len(several) > 1 else line


def _options(typed: Typed) -> list[Raw]:
    """The rows of options that hold anything; one without a value gets one."""
    numbers = sorted({int(found[1]) for name in typed if (found := re.fullmatch(r"o-(\d{1,3})-\w+", name))})
    rows = [{key: typed.get(f"o-{number}-{key}", "").strip() for key in OPTION} for number in numbers]
    rows = [row for row in rows if any(row.values())]
    taken = {row["value"] for row in rows}
    for row in rows:
        row["value"] = row["value"] or next(name for n in range(1, 999) if (name := f"option_{n}") not in taken)
        taken.add(row["value"])
    return [{key: row[key] for key in OPTION if row[key] or key != "hint"} for row in rows]


def _number(text: str) -> Any:
    plain = text.replace(",", ".").replace("\u00a0", "").replace(" ", "")
    if re.fullmatch(r"-?\d{1,15}", plain):
        return int(plain)
    return float(plain) if re.fullmatch(r"-?\d{1,15}\.\d{1,6}", plain) else text


def _day(text: str) -> Any:
    try:
        return read_date(text).isoformat() if text else text
    except BadAnswer:
        return text


def _words(text: str, _more: str, _name: str) -> list[str]:
    return text.replace(",", " ").split()


READ: Mapping[str, Callable[[str, str, str], Any]] = {
    "flag": lambda text, _more, _name: True if text else None,
    "feel": _joined,
    "sources": _lines,
    "lines": _lines,
    "words": _words,
    "numbers": lambda text, _more, _name: [_number(part) for part in re.split(r"[,\s]+", text) if part],
}
