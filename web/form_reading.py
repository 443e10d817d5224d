"""A form of a draft as its editor's page shows it: the list of its pieces, what is wrong with each, a preview."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from engine import feel
from engine.errors import N_, OporaError
from engine.feel import FeelError
from forms import catalog, editing
from forms.attributes import NAME
from forms.definition import FormDefinition, parse
from forms.errors import BadForm
from web import messages

Raw = dict[str, Any]
PREFIXES = {"section": "s", "rule": "r"}


@dataclass(frozen=True, slots=True)
class Line:
    """One piece in the list: how deep it lies, what it is called, whether something is wrong there."""

    address: str
    depth: int
    what: str
    label: str
    kind: str
    wrong: bool


def parsed(key: str, text: str) -> FormDefinition | None:
    """The form, where it has no mistakes."""
    try:
        return parse(key, catalog.read(key, text), feel.compile_condition)
    except BadForm:
        return None


def problems(key: str, text: str) -> list[tuple[str, str]]:
    """What is wrong with the form by itself: address of the piece, sentence."""
    try:
        parse(key, raw := catalog.read(key, text), feel.compile_condition)
    except BadForm as bad:
        try:
            raw = catalog.read(key, text)
        except BadForm:
            return [("", messages.say(problem.message)) for problem in bad.problems]
        return [(_address(raw, problem.where), _said(problem.where, problem.message)) for problem in bad.problems]
    return [("", _("The title is missing."))] if not raw.get("title") else []


def _said(where: str, message: Any) -> str:
    told = messages.say(message)
    return told[:1].upper() + told[1:] + ("" if told.endswith((".", "!", "?")) else ".")


def _address(raw: Raw, where: str) -> str:
    """Where in the form a problem is: by the name of a field, else by the number that the checks tell."""
    word, _space, number = where.partition(" ")
    if word in PREFIXES and number.isdecimal():
        return f"{PREFIXES[word]}{int(number) - 1}"
    named = (address for address, field in editing.fields(raw) if field.get("name") == where)
    titled = (address for address, piece in editing.pieces(raw) if piece.get("title") == where)
    return next(named, next(titled, ""))


def lines(raw: Raw, wrong: list[tuple[str, str]]) -> Iterator[Line]:
    """Every piece of the form in order."""
    bad = {address for address, _sentence in wrong}
    for address, piece in editing.pieces(raw):
        what = editing.kind_of(address)
        label = str(piece.get({"section": "title", "rule": "message"}.get(what, "label")) or piece.get("name") or "")
        yield Line(address, address.count("."), what, label, str(piece.get("kind", "")), address in bad)


def condition(raw: Raw, address: str) -> tuple[str, int] | None:
    """What is wrong with the condition or check of a piece, and at which character, counted from 1."""
    piece = editing.piece(raw, address)
    text = piece.get("check" if editing.kind_of(address) == "rule" else "when")
    if not isinstance(text, str) or not text.strip():
        return None
    names = {str(field.get("name")) for _at, field in editing.fields(raw) if NAME.fullmatch(str(field.get("name")))}
    try:
        feel.compile_condition(text, names)
    except FeelError as error:
        return messages.error(error), error.position + 1
    except OporaError as error:
        return messages.error(error), 1
    return None


def by_name(uses: list[Any]) -> Mapping[str, list[Any]]:
    """What leans on each field."""
    found: dict[str, list[Any]] = {}
    for use in uses:
        found.setdefault(use.field, []).append(use)
    return found


LOST = N_("Another form begins with %(name)s, which is not asked here: %(where)s")
