"""Open tasks: mine, offered to my roles, and all within reach."""

from dataclasses import dataclass
from datetime import datetime

from engine.deadlines import Extension, Pause
from persistence.queries.page import Page
from persistence.queries.scope import Viewer


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An open task as lists and the task page show it."""

    case_id: str
    token: int
    case_number: str
    case_title: str
    process: str
    process_title: str
    team: str
    team_title: str
    node: str
    name: str
    stage: str | None
    stage_name: str
    role: str
    seat: str
    assignee: str | None
    assignee_name: str | None
    offered_at: datetime
    claimed_at: datetime | None
    anchor_at: datetime | None
    due: datetime | None
    warn_at: datetime | None
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]

    def lateness(self, now: datetime) -> str:
        """`late`, `soon` or `later`; `none` without a deadline, `paused` while it does not count."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Filters:
    """Which open tasks: `whose` is mine | offered | all, `lateness` late | soon | later; None means any."""

    whose: str = "mine"
    process: str | None = None
    stage: str | None = None
    lateness: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers for badges."""

    mine: int
    offered: int
    late: int
    soon: int


def page(viewer: Viewer, filters: Filters, after: str | None = None, size: int = 50) -> Page[TaskRow]:
    """Open tasks, the most urgent first, those without a deadline last."""
    raise NotImplementedError


def counts(viewer: Viewer) -> Counts:
    """How many tasks wait for the viewer; late and soon count his own claimed ones."""
    raise NotImplementedError


def next_tasks(viewer: Viewer, case_id: str) -> tuple[TaskRow, ...]:
    """The open tasks of one case that the viewer may see, the most urgent first."""
    raise NotImplementedError


def task(viewer: Viewer, case_id: str, token: int) -> TaskRow:
    """One open task; raises NotFound when it is not open or the viewer may not see its case."""
    raise NotImplementedError
