"""The register of cases (T3.1, document 6): what there is, whose it is, where it stands."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, true

from persistence.projections.register import is_open
from persistence.projections.register import table as register
from persistence.projections.seats import table as seat
from persistence.projections.standing import table as standing
from persistence.projections.terms import sought
from persistence.projections.terms import table as term
from persistence.projections.worklist import table as open_task
from persistence.queries.page import SIZE, Order, Page
from persistence.queries.scope import Condition, Viewer, teams, within
from persistence.tables import account, definition, team

MOST = 1000
LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the register shows it.

    `lead` holds the family's `lead_seat` (process.toml); `due` is its most urgent task's, `late` counts tasks.
    """

    id: str
    number: str
    title: str
    process: str
    process_title: str
    team: str
    team_title: str
    lead: str | None
    lead_name: str | None
    opened_at: datetime
    moved_at: datetime
    exit: str | None
    exit_title: str | None
    exit_outcome: str | None
    due: datetime | None
    late: int
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cases: `status` is open | closed | all, `holder` an account in any seat; None means any.

    `text` looks for words that begin so in the title, and for the number. Cases of the processes `apart` are
    found only where their process is asked for.
    """

    status: str = "open"
    process: str | None = None
    team: str | None = None
    holder: str | None = None
    text: str = ""
    stage: str | None = None
    exit: str | None = None
    apart: frozenset[str] = frozenset()


_STATUS: Mapping[str, Condition] = {"open": is_open, "closed": ~is_open, "all": true()}
_ORDER = Order((register.c.moved_at, register.c.case_id), falling=True)
_CASES: Select[Any] = (
    select(
        register,
        definition.c.title.label("process_title"),
        func.coalesce(team.c.title, register.c.team).label("team_title"),
        account.c.name.label("lead_name"),
    )
    .join(definition, definition.c.checksum == register.c.definition)
    .outerjoin(team, team.c.key == register.c.team)
    .outerjoin(account, account.c.id == register.c.lead)
)
_PLAIN = tuple(name for name in CaseRow.__slots__ if name not in {"id", "due", "late", "stages"})


def page(viewer: Viewer, filters: Filters, after: str | None = None, size: int = SIZE) -> Page[CaseRow]:
    """Cases in reach of `register.read`, the most recently moved first."""
    found = _ORDER.cut(viewer.reader, _CASES.where(_chosen(viewer, filters)), after, size)
    ids = [row.case_id for row in found.rows]
    promises, stages = _promises(viewer, ids), _stages(viewer, ids)
    rows = (
        CaseRow(
            id=row.case_id,
            **{name: row._mapping[name] for name in _PLAIN},
            due=promises[row.case_id][0],
            late=promises[row.case_id][1],
            stages=tuple(stages[row.case_id]),
        )
        for row in found.rows
    )
    return Page(tuple(rows), found.next)


def count(viewer: Viewer, filters: Filters) -> int:
    """How many cases the filters find; counting ends at one more than `MOST`."""
    found = select(register.c.case_id).where(_chosen(viewer, filters)).limit(MOST + 1).subquery()
    return viewer.reader.execute(select(func.count()).select_from(found)).scalar_one()


def _chosen(viewer: Viewer, filters: Filters) -> Condition:
    equal = {
        register.c.process: filters.process,
        register.c.team: filters.team,
        register.c.exit: filters.exit,
    }
    return and_(
        within(viewer, "register.read", register.c.case_id, register.c.team),
        _STATUS[filters.status],
        *([register.c.process.not_in(sorted(filters.apart))] if filters.apart and not filters.process else []),
        *(column == value for column, value in equal.items() if value),
        *_among(seat.c.account_id, filters.holder),
        *_among(standing.c.stage, filters.stage),
        *(_begins(viewer, word) for word in sought(filters.text)),
    )


def _among(column: ColumnElement[str], value: str | None) -> list[Condition]:
    """Cases that have a row with that value in another projection."""
    if not value:
        return []
    table = column.table
    return [register.c.case_id.in_(select(table.c.case_id).where(column == value))]


def _begins(viewer: Viewer, word: str) -> Condition:
    """Cases with a word that begins so; only those of the viewer's teams are looked through."""
    found = select(term.c.case_id).where(term.c.word >= word, term.c.word < word + LAST_LETTER)
    mine = teams(viewer, "register.read")
    return register.c.case_id.in_(found if mine is None else found.where(term.c.team.in_(mine)))


def _promises(viewer: Viewer, ids: list[str]) -> Mapping[str, tuple[datetime | None, int]]:
    """The most urgent deadline and the number of late tasks of each case."""
    late = func.sum(case((open_task.c.due < viewer.now, 1), else_=0))
    query = select(open_task.c.case_id, func.min(open_task.c.due), late).where(open_task.c.case_id.in_(ids))
    found = {row[0]: (row[1], row[2]) for row in viewer.reader.execute(query.group_by(open_task.c.case_id))}
    return defaultdict(lambda: (None, 0), found)


def _stages(viewer: Viewer, ids: list[str]) -> Mapping[str, list[str]]:
    """The names of the stages in which each case stands."""
    query = select(standing.c.case_id, standing.c.stage_name).distinct().order_by(standing.c.stage_name)
    stages: dict[str, list[str]] = defaultdict(list)
    for case_id, name in viewer.reader.execute(query.where(standing.c.case_id.in_(ids), standing.c.stage.is_not(None))):
        stages[case_id].append(name)
    return stages
