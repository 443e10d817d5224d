"""Steps and reference pages of the methods in force, found by words in any of their forms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from engine import order
from engine.definitions import Definition
from engine.kernel.plan import Node
from persistence.queries import definitions, search
from persistence.queries.search import MOST, Wanted
from web import desk, references

STEP, PAGE = "step", "page"
BEFORE, AFTER = 70, 130  # letters around the first found word
_MARKS = re.compile(r"[#*_>|`]+|^\s*[-:| ]+$", re.MULTILINE)
_KEPT: dict[str, tuple["Entry", ...]] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """A step (`place` is its diagram and element) or a page (its key) with the words it is found by."""

    kind: str
    title: str
    beside: str
    place: tuple[str, ...]
    text: str
    named: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A found step or page: its address, the method it is of, and what surrounds the found words."""

    title: str
    beside: str
    method: str
    address: str
    excerpt: str


def find(what: Wanted, kind: str) -> tuple[list[Hit], bool]:
    """Steps or pages, those called so before those that only say so; and whether there are more than are told."""
    found = [
        (not what.fits(entry.named), entry, row)
        for row in definitions.in_force(desk.viewer())
        for entry in _entries(desk.services().store.definition(row.checksum))
        if entry.kind == kind and what.fits(entry.known)
    ]
    found.sort(key=lambda one: one[0])
    hits = [
        Hit(entry.title, entry.beside, row.title, _address(entry, row.checksum), _excerpt(entry.text, what))
        for _said, entry, row in found[:MOST]
    ]
    return hits, len(found) > MOST


def _entries(definition: Definition) -> tuple[Entry, ...]:
    """What a version has to be found; a version never changes, so it is read once."""
    if definition.checksum not in _KEPT:
        _KEPT[definition.checksum] = (*_steps(definition), *_pages(definition))
    return _KEPT[definition.checksum]


def _steps(definition: Definition) -> Iterator[Entry]:
    plan = definition.plan
    for key in order.diagrams(plan):
        for node in order.drawn(plan, key):
            if node.name:
                named, told = search.text_words(node.name), _told(node, definition)
                known = named | search.text_words(told)
                yield Entry(STEP, node.name, plan.scopes[key].name, (key, node.id), told, named, known)


def _told(node: Node, definition: Definition) -> str:
    """What is read at a step: the wording of its rules, its form's title and questions."""
    form = definition.form_of(node)
    asked = (
        [label for field in form.fields for label in (field.label, *(one.label for one in field.fields))]
        if form
        else []
    )
    rules = [wording for _code, wording in references.rules(node, definition)]
    return " · ".join(filter(None, [*rules, form.title if form else "", *asked]))


def _pages(definition: Definition) -> Iterator[Entry]:
    for key, text in definition.references.items():
        told = references.page(key, text)
        plain = " ".join(_MARKS.sub(" ", told.text).split())
        named = search.text_words(told.title)
        yield Entry(PAGE, told.title, "", (key,), plain, named, named | search.text_words(plain))


def _address(entry: Entry, checksum: str) -> str:
    if entry.kind == PAGE:
        return url_for("definitions.reference", checksum=checksum, key=entry.place[0])
    scope, node = entry.place
    return url_for("definitions.version", checksum=checksum, stage=scope, _anchor=node)


def _excerpt(text: str, what: Wanted) -> str:
    """What stands around the first found word; "" where only the title has it."""
    at = 0
    for piece, hit in what.pieces(text):
        if hit:
            break
        at += len(piece)
    else:
        return ""
    start = text.rfind(" ", 0, max(at - BEFORE, 0)) + 1
    stop = text.find(" ", at + AFTER)
    return ("… " if start else "") + text[start : stop if stop > 0 else None] + (" …" if stop > 0 else "")
