"""Form definitions read strictly: every fault is found at once and names its field."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms import attributes as a
from forms import conditions, kinds
from forms.errors import BadForm, Problem
from forms.fields import Field, FormDefinition, Option, Rule, Section
from forms.kinds import computed
from forms.messages import N_, BadAnswer, Message

__all__ = ["CompileCondition", "Field", "FormDefinition", "Option", "Rule", "Section", "parse"]

CompileCondition = Callable[[str, Collection[str]], Mapping[str, Any]]
MOST_FIELDS = 300


def _as_is(raw: Any) -> Any:
    return raw


FORM: Mapping[str, a.Reader] = {
    "title": a.words,
    "document": a.whole(1, 999),
    "documents": a.many(a.whole(1, 999)),
    "source": a.many(a.words),
    "intro": a.hint,
    "references": a.listed(a.words),
    "sections": _as_is,
    "rules": _as_is,
}
SECTION: Mapping[str, a.Reader] = {"title": a.words, "hint": a.hint, "fields": _as_is}
RULE: Mapping[str, a.Reader] = {"check": a.words, "message": a.words, "fields": a.many(a.name)}


def parse(key: str, raw: Mapping[str, Any], compile_condition: CompileCondition) -> FormDefinition:
    """Read a definition; `compile_condition` turns FEEL into the closed tree. Raises BadForm."""
    reader = _Reader(compile_condition)
    form = reader.form(key, raw)
    if reader.problems:
        raise BadForm(reader.problems)
    return form


@dataclass
class _Scope:
    """The names a condition may use: all of them, and those asked earlier, in a row and outside it."""

    every: frozenset[str]
    outer: Mapping[str, Field] = field(default_factory=dict)
    known: dict[str, Field] = field(default_factory=dict)
    in_row: bool = False

    @property
    def earlier(self) -> dict[str, Field]:
        return {**self.outer, **self.known}

    def row(self, entries: Any) -> "_Scope":
        """The scope of a group's rows: what it asks itself hides what the form asks by the same name."""
        names = _names(entries)
        outer = {name: found for name, found in self.earlier.items() if name not in names}
        return _Scope(self.every | names, outer, in_row=True)


class _Reader:
    """Reads one definition and collects its problems."""

    def __init__(self, compile_condition: CompileCondition) -> None:
        self.compile = compile_condition
        self.problems: list[Problem] = []

    def form(self, key: str, raw: Any) -> FormDefinition:
        given = self._read(FORM, raw, "", {"title", "sections"})
        entries = [
            self._read(SECTION, entry, f"section {number}", {"title", "fields"})
            for number, entry in enumerate(self._list(given.get("sections"), "sections"), 1)
        ]
        scope = _Scope(frozenset().union(*(_names(entry.get("fields")) for entry in entries)))
        sections = tuple(self._section(entry, scope) for entry in entries)
        self._check_exports(scope.known)
        rules = tuple(self._rules(given.get("rules", []), scope))
        documents = given.get("documents") or ((given["document"],) if "document" in given else ())
        rest = {name: given[name] for name in ("source", "intro", "references") if name in given}
        return FormDefinition(key, given.get("title", ""), sections, documents, rules=rules, **rest)

    def _section(self, entry: Mapping[str, Any], scope: _Scope) -> Section:
        title = entry.get("title", "")
        fields = self._fields(entry.get("fields", []), title, scope)
        return Section(title, fields, entry.get("hint", ""))

    # -- fields

    def _fields(self, raw: Any, where: str, scope: _Scope) -> tuple[Field, ...]:
        """The fields of a section or of a group's row; each is known to those after it."""
        found = []
        for number, entry in enumerate(self._list(raw, where), 1):
            read = self._field(entry, f"{where}, {number}", scope)
            if read is None:
                continue
            if read.name in scope.known:
                self._tell(read.name, N_("there are two fields of this name"))
            scope.known[read.name] = read
            found.append(read)
        if len(scope.known) > MOST_FIELDS:
            self._tell(where, N_("has more than %(max)s fields"), max=MOST_FIELDS)
        return tuple(found)

    def _field(self, raw: Any, where: str, scope: _Scope) -> Field | None:
        if not isinstance(raw, Mapping):
            self._tell(where, N_("must be an object"))
            return None
        where = str(raw.get("name") or where)
        try:
            kind = kinds.of(str(raw.get("kind")))
        except KeyError:
            self._tell(where, N_("there is no kind %(kind)s"), kind=str(raw.get("kind")))
            return None
        given = self._read(kind.readers(), raw, where, {"name", "label", *kind.needs})
        self._check_row(given, where, scope)
        if "when" in given:
            given["when"] = self._condition(given["when"], where, scope)
        if "fields" in given:
            given["fields"] = self._fields(given["fields"], where, scope.row(given["fields"]))
        read = Field(**{"name": where, "kind": kind.name, **given})
        self.problems += [Problem(where, message) for message in kind.problems(read)]
        for name in computed.unknown(read, scope.known):
            self._tell(where, N_("reckons with %(name)s, which is not asked earlier"), name=name)
        return read

    def _check_row(self, given: Mapping[str, Any], where: str, scope: _Scope) -> None:
        for name in ("export", "prefill", "seat", "fields"):
            if scope.in_row and name in given:
                self._tell(where, N_("%(name)s is not possible inside a group"), name=name)

    def _check_exports(self, known: Mapping[str, Field]) -> None:
        """Several fields may feed one routing value only when at most one of them is shown."""
        first: dict[str, Field] = {}
        for read in known.values():
            if read.export is None:
                continue
            other = first.setdefault(read.export, read)
            if other is not read and (other.when is None or read.when is None):
                message = N_("exports %(export)s like %(other)s, and is not shown by a condition instead of it")
                self._tell(read.name, message, export=read.export, other=other.name)

    # -- conditions

    def _condition(self, text: str, where: str, scope: _Scope) -> Mapping[str, Any] | None:
        try:
            tree = self.compile(text, scope.every)
        except Exception as error:  # whatever the compiler handed in raises, it is this condition's fault
            self._tell(where, N_("the condition cannot be read: %(reason)s"), reason=error)
            return None
        for name in sorted(conditions.names(tree) - set(scope.earlier)):
            message = N_("the condition looks at %(name)s, which is not asked earlier")
            self._tell(where, message, name=name)
        for name, value in conditions.misfits(tree, scope.earlier):
            self._tell(where, N_("%(name)s has no option %(value)s"), name=name, value=value)
        return tree

    def _rules(self, raw: Any, scope: _Scope) -> list[Rule]:
        rules = []
        for number, entry in enumerate(self._list(raw, "rules", empty=True), 1):
            where = f"rule {number}"
            given = self._read(RULE, entry, where, set(RULE))
            for name in set(given.get("fields", ())) - set(scope.known):
                self._tell(where, N_("there is no field %(name)s"), name=name)
            check = self._condition(given["check"], where, scope) if "check" in given else None
            if check is not None and set(given) == set(RULE):
                rules.append(Rule(check, given["message"], given["fields"]))
        return rules

    # -- reading

    def _read(self, readers: Mapping[str, a.Reader], raw: Any, where: str, needed: set[str]) -> dict[str, Any]:
        """The attributes that can be read; the others become problems."""
        if not isinstance(raw, Mapping):
            self._tell(where, N_("must be an object"))
            return {}
        for name in sorted(set(raw) - set(readers), key=str):
            self._tell(where, N_("there is no attribute %(name)s here"), name=name)
        for name in sorted(needed - set(raw)):
            self._tell(where, N_("the attribute %(name)s is missing"), name=name)
        given = {}
        for name, reader in readers.items():
            if name not in raw:
                continue
            try:
                given[name] = reader(raw[name])
            except BadAnswer as error:
                self._tell(where, N_("%(name)s %(reason)s"), name=name, reason=error.message)
        return given

    def _list(self, raw: Any, where: str, empty: bool = False) -> list[Any]:
        if isinstance(raw, list) and (raw or empty):
            return raw
        self._tell(where, N_("must be a list that is not empty"))
        return []

    def _tell(self, where: str, sentence: str, **params: Any) -> None:
        self.problems.append(Problem(where, Message(sentence, params)))


def _names(entries: Any) -> frozenset[str]:
    if not isinstance(entries, list):
        return frozenset()
    names = (entry.get("name") for entry in entries if isinstance(entry, Mapping))
    return frozenset(name for name in names if isinstance(name, str))
