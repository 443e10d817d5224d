"""The register of cases (T3.1, document 6): what there is, whose it is, where it stands."""

from dataclasses import dataclass
from datetime import datetime

from persistence.queries.page import Page
from persistence.queries.scope import Viewer


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the register shows it. `lead` holds the family's `lead_seat` (process.toml)."""

    id: str
    number: str
    title: str
    process: str
    process_title: str
    team: str
    team_title: str
    lead: str | None
    lead_name: str | None
    stages: tuple[str, ...]
    opened_at: datetime
    moved_at: datetime
    exit: str | None
    exit_title: str | None
    exit_outcome: str | None
    due: datetime | None
    late: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cases: `status` is open | closed | all, `holder` an account in any seat; None means any.

    `text` looks for words that begin so in the title and for the number.
    """

    status: str = "open"
    process: str | None = None
    team: str | None = None
    holder: str | None = None
    text: str = ""
    stage: str | None = None
    exit: str | None = None


def page(viewer: Viewer, filters: Filters, after: str | None = None, size: int = 50) -> Page[CaseRow]:
    """Cases in reach of `register.read`, the most recently moved first."""
    raise NotImplementedError


def count(viewer: Viewer, filters: Filters) -> int:
    """How many cases the filters find."""
    raise NotImplementedError
