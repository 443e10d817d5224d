"""What is late and soon late, by process and stage, and whom it waits for."""

from dataclasses import dataclass

from persistence.queries.page import Page
from persistence.queries.scope import Viewer
from persistence.queries.worklist import TaskRow


@dataclass(frozen=True, slots=True)
class StageLoad:
    """A stage of a process: cases standing in it, open tasks, late and soon-late ones."""

    process: str
    process_title: str
    stage: str | None
    stage_name: str
    cases: int
    tasks: int
    late: int
    soon: int


def board(viewer: Viewer, process: str | None = None, team: str | None = None) -> tuple[StageLoad, ...]:
    """The load of every stage within reach of `deadlines.read`."""
    raise NotImplementedError


def urgent(viewer: Viewer, stage: StageLoad | None = None, after: str | None = None) -> Page[TaskRow]:
    """Late and soon-late tasks within reach, the most overdue first, of one stage or of all."""
    raise NotImplementedError
