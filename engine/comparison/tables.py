"""Decision tables compared row by row: a row is known by its id, else by what it asks."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from engine.comparison.model import ADDED, CHANGED, REMOVED, SAME, TABLE, Grid, Item, Row, changed
from engine.comparison.source import every, first, local, tidy, words, xml
from engine.errors import N_

NAME, POLICY, COLUMNS, LOGIC = N_("Title"), N_("Hit policy"), N_("Columns"), N_("Expression")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it is compared; `asked` of its columns are inputs."""

    name: str
    policy: str = ""
    columns: tuple[str, ...] = ()
    asked: int = 0
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    logic: str = ""


def compare(file: str, old: str, new: str) -> list[Item]:
    """What differs between two files of decisions. Raises Unreadable."""
    before, after = _decisions(xml(old)) if old else {}, _decisions(xml(new)) if new else {}
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            shown = now or was or Decision("")
            sign = ADDED if was is None else REMOVED
            rows = tuple(Row(sign, cells) for cells in shown.rows.values())
            found.append(Item(TABLE, file, key, sign, shown.name, grid=Grid(shown.columns, rows) if rows else None))
        elif was != now:
            found.append(_differs(file, key, was, now))
    return found


def _differs(file: str, key: str, old: Decision, new: Decision) -> Item:
    told = (
        changed(NAME, old.name, new.name), changed(POLICY, old.policy, new.policy),
        changed(COLUMNS, " · ".join(old.columns), " · ".join(new.columns)), changed(LOGIC, old.logic, new.logic),
    )  # fmt: skip
    rows = _rows(old, new)
    grid = Grid(new.columns, rows) if any(row.sign != SAME for row in rows) else None
    return Item(TABLE, file, key, CHANGED, new.name, words=tuple(word for word in told if word), grid=grid)


def _rows(old: Decision, new: Decision) -> tuple[Row, ...]:
    """The rows as they are now, each with what it was; those that are gone at their former place."""
    asked = {cells[: old.asked]: key for key, cells in reversed(old.rows.items())}
    left, found = dict(old.rows), []
    for key, cells in new.rows.items():
        was = key if key in left else asked.get(cells[: new.asked], "")
        if was in new.rows and was != key:
            was = ""
        before = left.pop(was, None)
        if before is None:
            found.append(Row(ADDED, cells))
        else:
            found.append(Row(SAME, cells) if before == cells else Row(CHANGED, cells, before))
    places = list(old.rows)
    for key, cells in left.items():
        found.insert(min(places.index(key), len(found)), Row(REMOVED, cells))
    return tuple(found)


def _decisions(root: Element) -> dict[str, Decision]:
    found = {}
    for number, element in enumerate(every(root, "decision")):
        key = element.get("id") or f"decision {number}"
        table = first(element, "decisionTable")
        found[key] = _table(element, table) if table is not None else Decision(_name(element), logic=_logic(element))
    return found


def _table(element: Element, table: Element) -> Decision:
    inputs = [each.get("label") or words(first(each, "inputExpression")) for each in every(table, "input")]
    outputs = [each.get("label") or each.get("name") or _name(element) for each in every(table, "output")]
    rows = {}
    for number, rule in enumerate(every(table, "rule")):
        cells = [words(first(each, "text")) for each in every(rule, "inputEntry", "outputEntry")]
        rows[rule.get("id") or f"rule {number}"] = tuple(cells)
    columns = tuple(tidy(each) for each in (*inputs, *outputs))
    return Decision(_name(element), table.get("hitPolicy", "UNIQUE"), columns, len(inputs), rows)


def _logic(element: Element) -> str:
    boxed = (each for each in element if local(each) not in {"variable", "informationRequirement", "extensionElements"})
    return " ".join(words(each) for each in boxed)


def _name(element: Element) -> str:
    return tidy(element.get("name", "")) or element.get("id", "")
