"""What a table leaves open or says twice: overlaps, gaps, and rules that never speak.

Numbers, days, durations, fixed texts and yes/no are looked through completely (null apart); a rule that
compares with anything else is named as one that cannot be checked.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations

from engine.checks import Finding
from engine.decisions import errors as e
from engine.decisions.model import Decision
from engine.decisions.regions import Box, Regions, TooManyError, meet, regions, without
from engine.decisions.table import Rule, Table
from engine.feel.printing import printed

MAX_RULES = 400  # pairs grow with the square
MAX_REPORTED = 5  # of one kind and table
SINGLE = frozenset({"UNIQUE", "FIRST", "PRIORITY", "ANY"})


def lint(decisions: Mapping[str, Decision], file: str) -> list[Finding]:
    """Warnings only: a table may be meant so."""
    found = []
    for decision in decisions.values():
        if isinstance(decision.logic, Table):
            found += [
                Finding(file, element or decision.id, code, sentence, params, "warning")
                for element, code, sentence, params in _warnings(decision.logic)
            ]
    return found


Warning_ = tuple[str, str, str, dict[str, object]]


def _warnings(table: Table) -> Iterator[Warning_]:
    if len(table.rules) > MAX_RULES:
        yield "", "not-checked", e.TOO_MANY, {}
        return
    space = regions(table)
    for rule in space.undecided[:MAX_REPORTED]:
        yield rule, "undecided", e.UNDECIDED, {"rule": rule}
    yield from _never(space)
    yield from _overlaps(table, space)
    try:
        yield from _covered(table, space)
        yield from _gaps(table, space)
    except TooManyError:
        yield "", "not-checked", e.TOO_MANY, {}


def _never(space: Regions) -> Iterator[Warning_]:
    for rule, box in space.boxes.items():
        if not all(box):
            yield rule, "never", e.NEVER, {"rule": rule}


def _overlaps(table: Table, space: Regions) -> Iterator[Warning_]:
    """Of UNIQUE any, of ANY those with different answers."""
    if table.policy not in {"UNIQUE", "ANY"}:
        return
    rules = [rule for rule in table.rules if rule.id in space.boxes]
    reported = 0
    for first, second in combinations(rules, 2):
        both = meet(space.boxes[first.id], space.boxes[second.id])
        if both is None or (table.policy == "ANY" and _say_the_same(first, second)):
            continue
        where: dict[str, object] = {"first": first.id, "second": second.id, "where": _sample(space, both)}
        yield second.id, "overlap", e.OVERLAP, where
        reported += 1
        if reported == MAX_REPORTED:
            return


def _say_the_same(first: Rule, second: Rule) -> bool:
    return [answer.text for answer in first.answers] == [answer.text for answer in second.answers]


def _covered(table: Table, space: Regions) -> Iterator[Warning_]:
    """Of FIRST, a rule whose cases are all taken before it."""
    if table.policy != "FIRST":
        return
    earlier: list[Box] = []
    for rule, box in space.boxes.items():
        left = [box] if all(box) else []
        for taken in earlier:
            left = without(left, taken)
        if all(box) and not left:
            yield rule, "covered", e.COVERED, {"rule": rule}
        earlier.append(box)


def _gaps(table: Table, space: Regions) -> Iterator[Warning_]:
    """Not where a default answers, nor where an empty list is an answer, nor where a rule is undecided."""
    if table.policy not in SINGLE or space.undecided or any(column.default for column in table.outputs):
        return
    left = [space.whole]
    for box in space.boxes.values():
        left = without(left, box)
    for box in left[:MAX_REPORTED]:
        yield "", "gap", e.GAP, {"where": _sample(space, box)}


def _sample(space: Regions, box: Box) -> str:
    """One case of the box: `distance = 95, risk = "low"`; columns where anything goes are left out."""
    parts = []
    for column, mask in zip(space.columns, box, strict=True):
        if mask != (1 << len(column.samples)) - 1:
            sample = column.samples[(mask & -mask).bit_length() - 1]
            text = printed([sample]) or "[]"
            parts.append(f"{column.label} = {text[1:-1]}")
    return ", ".join(parts) or "…"
