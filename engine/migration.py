"""Moving open cases to another version of their definition: look first, then move; moving back is the undo."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.case import Case
from engine.checks import Finding
from engine.definitions import Definition
from engine.kernel.transfer import Move


@dataclass(frozen=True, slots=True)
class Outlook:
    """What moving one case would meet: errors keep it where it is, warnings tell what changes."""

    case_id: str
    number: str
    findings: tuple[Finding, ...]

    @property
    def possible(self) -> bool:
        return all(finding.severity != "error" for finding in self.findings)


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


def _file(definition: Definition, node: str) -> str:
    found = definition.plan.nodes.get(node)
    return definition.plan.file(found) if found else ""
