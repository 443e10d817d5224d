"""Plausible answers for scenarios and the demonstration: the same seed, the same answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forms import kinds, schema
from forms.conditions import names
from forms.errors import InvalidAnswers
from forms.fields import Field, FormDefinition
from forms.kinds.kind import Fake
from forms.prefill import offers

__all__ = ["Fake", "chosen", "fill"]

DRAWS = 8
MENDINGS = 32
OF_TEN = 7  # so many optional questions of ten are answered where the form has examples
MOST_ROWS = 3


def fill(form: FormDefinition, given: Mapping[str, Any], fake: Fake) -> dict[str, Any]:
    """What is given, and a plausible answer to every question shown, required and not given.

    Most optional questions that have examples are answered too, except those that steer the case.
    Drawn anew a few times when rules between answers do not hold, then only what breaks them; what still
    fails is handed out as it is.
    """
    for draw in range(DRAWS):
        answers = _drawn(form, given, fake, terse=draw >= DRAWS // 2)
        if not _wrong(form, answers, fake):
            return answers
    for mending in range(MENDINGS):
        if not (wrong := _wrong(form, answers, fake)):
            break
        involved = _involved(form, wrong) if mending % 2 else wrong
        answers |= _redrawn(form, involved - given.keys(), fake)
    return answers


def _wrong(form: FormDefinition, answers: Mapping[str, Any], fake: Fake) -> set[str]:
    """The questions that something is wrong with, or that a broken rule names."""
    try:
        schema.validate(form, answers, fake.now)
    except InvalidAnswers as error:
        return {path.partition("-")[0] for path in error.errors}
    return set()


def _involved(form: FormDefinition, wrong: set[str]) -> set[str]:
    """These questions, and those that their rules compare them with."""
    return wrong.union(*(names(rule.check) for rule in form.rules if wrong.intersection(rule.fields)))


def _redrawn(form: FormDefinition, wanted: Iterable[str], fake: Fake) -> dict[str, Any]:
    """Other answers to these questions, drawn in the order asked."""
    asked = [field for field in form.fields if field.name in wanted and kinds.of(field.kind).answered]
    return {field.name: _rows(field, fake) if field.fields else _answer(field, fake, again=True) for field in asked}


def _drawn(form: FormDefinition, given: Mapping[str, Any], fake: Fake, terse: bool) -> dict[str, Any]:
    answers = dict(given)
    for field in form.fields:
        if field.fields and field.name in answers:
            answers[field.name] = [_row(field, fake) | dict(row) for row in answers[field.name]]
        if field.name in answers or not (_needed(field) or (not terse and _told(field, fake))):
            continue
        if field.when is not None and field.name in schema.hidden(form, answers, fake.now):
            continue
        answers[field.name] = _rows(field, fake) if field.fields else _answer(field, fake)
    return answers


def _needed(field: Field) -> bool:
    return kinds.of(field.kind).answered and bool(field.required or (field.fields and field.min))


def _told(field: Field, fake: Fake) -> bool:
    """Somebody would answer this, though nobody has to."""
    return _exampled(field) and field.export is None and fake.number(1, 10) <= OF_TEN


def _exampled(field: Field) -> bool:
    return bool(field.sample or any(child.sample for child in field.fields))


def _rows(field: Field, fake: Fake) -> list[dict[str, Any]]:
    """A few rows that differ; a row's conditional questions are answered too, the form drops what it hides."""
    least = max(field.min or 0, 1)
    most = min(max(least, MOST_ROWS), field.max or MOST_ROWS)
    rows = fake.number(least, max(least, most)) if _exampled(field) or not _needed(field) else least
    made: list[dict[str, Any]] = []
    for _ in range(rows):
        row = _row(field, fake, made)
        if len(made) < least or row not in made:
            made.append(row)
    return made


def _row(field: Field, fake: Fake, before: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    told = (child for child in field.fields if child.required or (child.when is None and _told(child, fake)))
    return {child.name: _another(child, fake, [row.get(child.name) for row in before]) for child in told}


def _another(field: Field, fake: Fake, before: Sequence[Any]) -> Any:
    """An answer that the rows before do not have, if one is drawn soon enough."""
    drawn = (_answer(field, fake) for _ in range(DRAWS if field.sample and not field.options else 1))
    answer = None
    for answer in drawn:
        if answer not in before:
            break
    return answer


def _answer(field: Field, fake: Fake, again: bool = False) -> Any:
    if not field.sample:
        kind = kinds.of(field.kind)
        return kind.another(field, fake) if again else kind.sample(field, fake)
    drawn = field.sample[fake.number(0, len(field.sample) - 1)]
    return fake.make(drawn[1:]) if drawn.startswith("@") else drawn


def chosen(
    form: FormDefinition, answers: Mapping[str, Any], told: Mapping[str, Any], latest: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers with made-up picks replaced by what there is to pick from, row by row; those told stay."""
    found = dict(answers)
    for one in form.fields:
        if one.of and one.name in found.keys() - told.keys():
            found[one.name] = next(iter(offers(one, latest)), found[one.name])
        for inner in (child for child in one.fields if child.of and one.name in found):
            offered, rows = (
                _onward(offers(inner, latest), latest.get(form.key, {}).get(one.name)),
                told.get(one.name, ()),
            )
            kept = [row.get(inner.name) for row in rows]
            found[one.name] = [_picked(row, inner.name, offered, n, kept) for n, row in enumerate(found[one.name])]
    return found


def _onward(offered: Sequence[str], before: Sequence[Mapping[str, Any]] | None) -> Sequence[str]:
    """What is offered, going on behind the last that was picked before."""
    picked = [offered.index(text) for row in before or () for text in row.values() if text in offered]
    start = picked[-1] + 1 if picked else 0
    return [*offered[start:], *offered[:start]]


def _picked(
    row: Mapping[str, Any], name: str, offered: Sequence[str], number: int, kept: Sequence[Any]
) -> dict[str, Any]:
    stays = not offered or row.get(name) in (None, "", *offered) or (number < len(kept) and kept[number])
    return dict(row) if stays else {**row, name: offered[number % len(offered)]}
