"""Who a case is about, as its forms tell: the people of the household, and traits that tell them apart.

A family says in `[[identity]]` of process.toml where its forms ask about people: `form`; `group` where they
stand in rows; and the questions for `name`, `born`, `phone` and the `family` name.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import snowballstemmer

from engine.checks import Finding
from engine.errors import N_
from forms.definition import FormDefinition

PHONE, PERSON, NAME, FAMILY = "phone", "person", "name", "family"
STRONG = (PHONE, PERSON, NAME)
ASKED = ("name", "born", "phone", "family")
_DIGITS = 10
_WORD = re.compile(r"\w+")
_STEMMER = snowballstemmer.stemmer("russian")
Record = Mapping[str, Any]
Settings = Mapping[str, Any]


def entries(settings: Settings, form: str) -> list[Mapping[str, str]]:
    """What the family says of a form."""
    return [entry for entry in settings.get("identity", ()) if entry.get("form") == form]


def people(entry: Mapping[str, str], record: Record) -> list[Record]:
    """The people an entry finds in a record: its rows, else the record itself."""
    return list(record.get(entry["group"]) or ()) if "group" in entry else [record]


def traits(settings: Settings, form: str, record: Record) -> set[tuple[str, str]]:
    """Traits of the people in a record, as (kind, folded text)."""
    found: set[tuple[str, str]] = set()
    for entry in entries(settings, form):
        for one in people(entry, record):
            found |= set(_traits({name: _text(one, entry.get(name)) for name in ASKED}))
    return found


def _traits(told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    names, digits = words(told["name"]), re.sub(r"\D", "", told["phone"])
    if len(digits) >= _DIGITS:
        yield PHONE, digits[-_DIGITS:]
    if names and told["born"]:
        yield PERSON, f"{told['born']} {names[0] if len(names) == 1 else ' '.join(sorted(names))}"
    if len(names) > 1:
        yield NAME, " ".join(sorted(names))
    for family in words(told["family"])[:1]:
        yield FAMILY, family


def words(text: str) -> list[str]:
    """Stems of a name's words, so that cases and genders of one surname meet."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return [_stem(word) for word in _WORD.findall(plain)]


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """Stemmed until nothing more falls off: a surname's plural and its masculine meet only so."""
    while (shorter := str(_STEMMER.stemWord(word))) != word:
        word = shorter
    return word


def _text(record: Record, name: str | None) -> str:
    return str(record.get(name) or "") if name else ""


def check(settings: Settings, forms: Mapping[str, FormDefinition]) -> Iterable[Finding]:
    """Every entry that names a form or a question there is not."""
    sentence = N_("An [[identity]] names %(what)s, which no form of the family asks.")
    for entry in settings.get("identity", ()):
        form = forms.get(entry.get("form", ""))
        fields = {field.name: field for field in form.fields} if form else {}
        group = fields.get(entry.get("group", ""))
        asked = {field.name for field in group.fields} if group else set(fields)
        wrong = [] if form else [entry.get("form", "form")]
        wrong += [entry["group"]] if form and "group" in entry and not group else []
        wrong += [entry[name] for name in ASKED if form and entry.get(name) and entry[name] not in asked]
        for what in wrong:
            yield Finding("process.toml", "identity", "identity-unknown", sentence, {"what": what})
