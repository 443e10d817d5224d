"""What was deployed: processes, their versions, and how many cases run on each."""

from dataclasses import dataclass
from datetime import datetime

from persistence.queries.scope import Viewer


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """A published version; `current` is the one new cases open under."""

    checksum: str
    process: str
    title: str
    number: int
    current: bool
    published_at: datetime
    published_by: str | None
    published_by_name: str | None
    open_cases: int
    cases: int


def versions(viewer: Viewer, process: str | None = None) -> tuple[DefinitionRow, ...]:
    """Deployed versions by process, the newest first; raises NotAllowed without `definitions.read`."""
    raise NotImplementedError


def version(viewer: Viewer, checksum: str) -> DefinitionRow:
    """One version; raises NotFound or NotAllowed."""
    raise NotImplementedError


def files(viewer: Viewer, checksum: str) -> dict[str, str]:
    """The published files, name → text; the diagrams are those ending in `.bpmn`."""
    raise NotImplementedError


def current(viewer: Viewer) -> tuple[DefinitionRow, ...]:
    """The versions in force, by title; no permission needed (anyone may see what can be opened)."""
    raise NotImplementedError
