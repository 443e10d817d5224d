"""The form in which a move of open cases is asked for: where they stand, what stays, what is called otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from engine import migration
from engine.definitions import Definition
from engine.errors import N_
from engine.kernel.plan import Node
from persistence.queries.relocations import Place
from web.outline import KINDS

FIELD = "to:"
MOST = 400  # entries of a map
LINE = N_("Write the other names as OLD = NEW, a line each, every name once: “%(line)s”.")


@dataclass(frozen=True, slots=True)
class Standing:
    """An element that open cases stand on: `to` is its counterpart, "" where there is none of its own."""

    node: Node
    cases: int
    to: Node | None
    is_same: bool
    choices: tuple[Node, ...] = ()

    @property
    def kind(self) -> str:
        return KINDS.get(self.node.kind, self.node.kind)


class BadLine(Exception):
    """A line of the map that cannot be read."""


def standings(places: Iterable[Place], olds: Mapping[str, Definition], new: Definition) -> list[Standing]:
    """Every element with its counterpart, those without one first."""
    counts: dict[str, int] = {}
    nodes: dict[str, tuple[Node, Definition]] = {}
    for place in places:
        old = olds[place.definition]
        if node := old.plan.nodes.get(place.node):
            counts[node.id] = counts.get(node.id, 0) + place.cases
            nodes.setdefault(node.id, (node, old))
    lost = [node for node, _ in nodes.values() if not _stays(node, new)]
    first = next(iter(olds.values()), new)
    likely = migration.suggested(lost, first.plan, new.plan)
    found = [_standing(*each, counts[key], (new, likely)) for key, each in nodes.items()]
    return sorted(found, key=lambda one: (one.is_same, -one.cases, one.node.id))


def _standing(node: Node, old: Definition, cases: int, offered: tuple[Definition, Mapping[str, str]]) -> Standing:
    new, likely = offered
    if _stays(node, new):
        return Standing(node, cases, new.plan.nodes[node.id], True)
    keys = migration.counterparts(node, old.plan, new.plan)
    choices = tuple(new.plan.nodes[key] for key in keys)
    return Standing(node, cases, new.plan.nodes.get(likely.get(node.id, "")), False, choices)


def _stays(node: Node, new: Definition) -> bool:
    found = new.plan.nodes.get(node.id)
    return found is not None and found.kind == node.kind


def renames(form: MultiDict[str, str], olds: Sequence[Definition], new: Definition) -> dict[str, str]:
    """The map as it was typed, with what follows from it; raises BadLine."""
    found = {key.removeprefix(FIELD): to for key, to in form.items() if key.startswith(FIELD) and to}
    for line in form.get("others", "").splitlines():
        if not line.strip():
            continue
        old, equals, to = (part.strip() for part in line.partition("="))
        if not (old and equals and to) or old in found or len(found) >= MOST:
            raise BadLine(line[:80])
        found[old] = to
    for each in olds:
        found = migration.whole(found, each.plan, new.plan)
    return found
