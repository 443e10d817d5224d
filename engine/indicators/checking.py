"""What is wrong with the indicators of a method: each finding names the indicator or the set."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.checks import Finding
from engine.decisions import Decision
from engine.errors import N_
from engine.feel import FeelError
from engine.indicators.model import BETTER, COUNTS, MOST_MONTHS, NUMBERED, ROWLESS, SIDE, UNITS
from engine.indicators.rows import coded
from engine.kernel.plan import Plan
from forms.fields import Field, FormDefinition

FILE = "process.toml"
SET = frozenset({"key", "title", "from", "labels"})
SOURCE = frozenset({"form", "rows", "on", "where", "number", "value", "lasts"})
INDICATOR = frozenset({"key", "title", "group", "source", "formula", "unit", "better", "top", "bottom"})
NEEDED = ("key", "title", "formula", "top")


@dataclass(frozen=True, slots=True)
class Offered:
    """What sets may be made of: the method's forms, decisions and exits."""

    forms: Mapping[str, FormDefinition]
    decisions: Mapping[str, Decision]
    exits: Collection[str]


def offered(forms: Mapping[str, FormDefinition], decisions: Mapping[str, Decision], plan: Plan) -> Offered:
    """What a method has to count."""
    return Offered(forms, decisions, frozenset(node.id for node in plan.nodes.values() if node.kind == "endEvent"))


def check(settings: Mapping[str, Any], given: Offered) -> Iterator[Finding]:
    """Every finding about sets, indicators and courses."""
    numbered: dict[str, bool] = {}
    for raw in settings.get("counted", ()):
        key = str(raw.get("key", ""))
        if not key or key in numbered:
            yield _found(key, "counted-key", N_("A counted set needs a key of its own."))
        yield from _strange(key, raw, SET)
        sources = raw.get("from") or ()
        if not sources:
            yield _found(key, "counted-from", N_("The set does not say from which form it counts."))
        for source in sources:
            yield from _source(key, source, given)
        numbered[key] = bool(sources) and all("number" in source for source in sources)
    keys: set[str] = set()
    for raw in settings.get("indicator", ()):
        yield from _indicator(raw, numbered, given)
        if str(raw.get("key", "")) in keys:
            yield _found(str(raw.get("key")), "indicator-key", N_("There are two indicators of this key."))
        keys.add(str(raw.get("key", "")))
    yield from _courses(settings, numbered)


def _source(key: str, raw: Mapping[str, Any], given: Offered) -> Iterator[Finding]:
    yield from _strange(key, raw, SOURCE)
    if not 0 <= raw.get("lasts", 0) <= MOST_MONTHS:
        sentence = N_("What is counted lasts from 0 to %(most)s months.")
        yield _found(key, "counted-lasts", sentence, most=MOST_MONTHS)
    form = given.forms.get(str(raw.get("form", "")))
    if form is None:
        yield _found(key, "counted-form", N_("There is no form %(name)s."), name=raw.get("form") or "–")
        return
    asked: dict[str, Field] = dict(form.by_name)
    if "rows" in raw:
        group = form.by_name.get(str(raw["rows"]))
        if group is None or group.kind != "group":
            yield _found(key, "counted-rows", N_("The form has no group %(name)s to count by rows."), name=raw["rows"])
            return
        asked |= {field.name: field for field in group.fields}
    yield from _answers(key, raw, asked, given)


def _answers(key: str, raw: Mapping[str, Any], asked: Mapping[str, Field], given: Offered) -> Iterator[Finding]:
    """Only coded answers are counted: what people write in their own words stays sealed."""
    known = coded(asked.values())
    names = known.keys() | {name for name, one in given.decisions.items() if one.names <= known.keys()}
    for attribute, allowed in (("on", known.keys()), ("value", names)):
        name = raw.get(attribute)
        if name is not None and name not in allowed:
            sentence = N_("%(name)s is no coded answer of the form: only choices, yes or no, numbers and dates count.")
            yield _found(key, "counted-answer", sentence, name=name)
    if raw.get("on") in known and known[raw["on"]].kind not in ("date", "datetime"):
        yield _found(key, "counted-day", N_("%(name)s is no date to count on."), name=raw["on"])
    for attribute in ("where", "number"):
        if attribute in raw:
            yield from _expression(key, str(raw[attribute]), names, asked)


def _expression(key: str, text: str, names: Collection[str], asked: Mapping[str, Field]) -> Iterator[Finding]:
    try:
        used = feel.compile_expression(text).names
        words = sorted(used & asked.keys() - set(names))
        if words:
            sentence = N_("%(name)s is no coded answer of the form: only choices, yes or no, numbers and dates count.")
            yield _found(key, "counted-answer", sentence, name=words[0])
            return
        feel.compile_expression(text, names)
    except FeelError as error:
        sentence = N_("“%(text)s” cannot be computed: %(reason)s")
        yield _found(key, "counted-feel", sentence, text=text, reason=error.explained())


def _indicator(raw: Mapping[str, Any], sets: Mapping[str, bool], given: Offered) -> Iterator[Finding]:
    key = str(raw.get("key", ""))
    yield from _strange(key, raw, INDICATOR)
    for name in NEEDED:
        if not raw.get(name):
            yield _found(key, "indicator-missing", N_("The indicator does not say its %(name)s."), name=name)
    if raw.get("unit", "number") not in UNITS:
        yield _found(key, "indicator-unit", N_("There is no unit %(name)s."), name=raw["unit"])
    if raw.get("better", "more") not in BETTER:
        yield _found(
            key, "indicator-better", N_("An indicator is better when it is more, when it is less, or neither.")
        )
    for name in ("top", "bottom"):
        if raw.get(name):
            yield from _side(key, raw[name], sets, given)


def _side(key: str, raw: Any, sets: Mapping[str, bool], given: Offered) -> Iterator[Finding]:
    count = str(raw.get("count", "")) if isinstance(raw, Mapping) else ""
    if count not in COUNTS:
        sentence = N_("There is no measure %(name)s; there are: %(known)s")
        yield _found(key, "indicator-measure", sentence, name=count or "–", known=", ".join(COUNTS))
        return
    yield from _strange(key, raw, SIDE)
    for name in ("of", "among", "without"):
        if name in raw and raw[name] not in sets:
            yield _found(key, "indicator-set", N_("Nothing is counted under the key %(name)s."), name=raw[name])
    if count not in ROWLESS and "of" not in raw:
        yield _found(key, "indicator-set", N_("The measure %(name)s needs a set to count (of)."), name=count)
    if count in NUMBERED and not sets.get(str(raw.get("of")), True):
        yield _found(key, "indicator-number", N_("The set %(name)s has no number to add up."), name=raw.get("of"))
    for name in sorted(set(raw.get("exits", ())) - set(given.exits)):
        yield _found(key, "indicator-exit", N_("No diagram ends in %(name)s."), name=name)


def _courses(settings: Mapping[str, Any], sets: Mapping[str, bool]) -> Iterator[Finding]:
    for raw in settings.get("course", ()):
        key = str(raw.get("key", ""))
        if not key or not raw.get("title"):
            yield _found(key, "course-missing", N_("A course needs a key and a title."))
        for name in raw.get("sets", ()):
            if name not in sets:
                yield _found(key, "course-set", N_("Nothing is counted under the key %(name)s."), name=name)


def _strange(key: str, raw: Mapping[str, Any], known: Collection[str]) -> Iterator[Finding]:
    for name in sorted(set(raw) - set(known)):
        yield _found(key, "indicator-word", N_("There is no attribute %(name)s here."), name=name)


def _found(key: str, code: str, sentence: str, **params: Any) -> Finding:
    return Finding(FILE, key, code, sentence, params)
