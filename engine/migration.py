"""Moving open cases to another version of their definition: look first, then move; moving back is the undo."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from engine.case import Case
from engine.checks import Finding
from engine.definitions import Definition
from engine.errors import N_
from engine.kernel.plan import Node, Plan
from engine.kernel.transfer import Move

ALIKE = 0.6
"""Names this alike may mean the same step."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What moving one case would meet: errors keep it where it is, warnings tell what changes."""

    case_id: str
    number: str
    findings: tuple[Finding, ...]

    @property
    def possible(self) -> bool:
        return all(finding.severity != "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Trip:
    """One case's way to another version; whoever has a `command` makes it once, however often it is given."""

    case_id: str
    to: str
    renames: Mapping[str, str] = field(default_factory=dict)
    command: str | None = None
    reason: str = ""


def review(case: Case, old: Definition, new: Definition, renames: Mapping[str, str]) -> Outlook:
    """Look before moving: nothing is changed."""
    findings = [
        Finding(_file(old, obstacle.node), obstacle.node, "migration", obstacle.sentence, dict(obstacle.params),
                "warning" if obstacle.only_tell else "error")
        for obstacle in Move(old.plan, new.plan, renames).obstacles(case.state)
    ]  # fmt: skip
    return Outlook(case.id, case.number, tuple(findings))


def back(renames: Mapping[str, str]) -> dict[str, str]:
    """The rename map that undoes a move."""
    return {new: old for old, new in renames.items()}


def check(renames: Mapping[str, str], olds: Sequence[Definition], new: Definition) -> list[Finding]:
    """What is wrong with a rename map, whatever the cases: with it, going back would not lead to where one was."""
    known = {key for old in olds for key in (*old.plan.nodes, *old.plan.scopes)}
    wanted = {*new.plan.nodes, *new.plan.scopes}
    found = [_wrong(new, key, N_("No version that cases come from has an element %(name)s."), key)
             for key in renames if key not in known]  # fmt: skip
    taken: set[str] = set()
    for key, to in renames.items():
        if to not in wanted:
            found.append(_wrong(new, key, N_("The new version has no element %(name)s."), to))
        if to in taken or (to in known and to not in renames):
            found.append(_wrong(new, key, N_("Two elements would become one: %(name)s."), to))
        taken.add(to)
    return found


def counterparts(node: Node, old: Plan, new: Plan) -> list[str]:
    """Elements of the new version that may be what the node was: same kind, the most alike in name and place first."""
    free = [each for each in new.nodes.values() if each.kind == node.kind and each.id not in old.nodes]
    ranks = {
        each.id: (_alike(node.name, each.name), each.scope == node.scope, _alike(node.id, each.id)) for each in free
    }
    return sorted(ranks, key=lambda key: (ranks[key], key), reverse=True)


def whole(renames: Mapping[str, str], old: Plan, new: Plan) -> dict[str, str]:
    """The map with what follows from it: the process that a renamed stage opens has another name too."""
    found = dict(renames)
    for key, to in renames.items():
        was, now = old.nodes.get(key), new.nodes.get(to)
        if was and now and was.inner and now.inner and was.inner != now.inner and was.inner not in new.scopes:
            found.setdefault(was.inner, now.inner)
    return found


def suggested(nodes: Iterable[Node], old: Plan, new: Plan) -> dict[str, str]:
    """A rename map for elements that the new version has not: where a name is alike enough, each target once."""
    found: dict[str, str] = {}
    for node in nodes:
        names = (key for key in counterparts(node, old, new) if key not in found.values())
        best = next(names, None)
        if best and max(_alike(node.name, new.nodes[best].name), _alike(node.id, best)) >= ALIKE:
            found[node.id] = best
    return found


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() if one and other else 0.0


def _wrong(definition: Definition, element: str, sentence: str, name: str) -> Finding:
    return Finding(_file(definition, element), element, "rename", sentence, {"name": name}, "error")


def _file(definition: Definition, node: str) -> str:
    found = definition.plan.nodes.get(node)
    return definition.plan.file(found) if found else ""
