"""What stands at the top of a case's page, and proves that its viewer may see it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from engine.errors import NotFound
from persistence.prepared import Prepared
from persistence.projections.register import table as register
from persistence.projections.standing import table as standing
from persistence.queries.scope import Viewer, reaches
from persistence.tables import Key, account, case_state, definition, team


@dataclass(frozen=True, slots=True)
class StageRow:
    """An element of the main diagram in which the case stands now."""

    node: str
    name: str


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What stands at the top of a case's page. Having one is proof that its viewer may see the case."""

    id: str
    number: str
    title: str
    process: str
    process_title: str
    definition: str
    team: str
    team_title: str
    lead: str | None
    lead_name: str | None
    opened_by: str | None
    opened_by_name: str | None
    opened_at: datetime
    moved_at: datetime
    version: int
    exit: str | None
    exit_title: str | None
    exit_outcome: str | None
    stages: tuple[StageRow, ...]


_lead, _opener = account.alias(), account.alias()
_HEAD = Prepared(
    select(
        register.c.case_id.label("id"), register.c.number, register.c.title, register.c.process,
        definition.c.title.label("process_title"), register.c.definition, register.c.team,
        func.coalesce(team.c.title, register.c.team).label("team_title"),
        register.c.lead, _lead.c.name.label("lead_name"),
        register.c.opened_by, _opener.c.name.label("opened_by_name"),
        register.c.opened_at, register.c.moved_at, case_state.c.version,
        register.c.exit, register.c.exit_title, register.c.exit_outcome,
    )
    .join(case_state, case_state.c.case_id == register.c.case_id)
    .join(definition, definition.c.checksum == register.c.definition)
    .outerjoin(team, team.c.key == register.c.team)
    .outerjoin(_lead, _lead.c.id == register.c.lead)
    .outerjoin(_opener, _opener.c.id == register.c.opened_by)
    .where(register.c.case_id == bindparam("case_id", type_=Key))
)  # fmt: skip
_STAGES = Prepared(
    select(standing.c.stage, standing.c.stage_name)
    .where(standing.c.case_id == bindparam("case_id", type_=Key), standing.c.stage.is_not(None))
    .distinct()
    .order_by(standing.c.stage)
)


def head(viewer: Viewer, case_id: str, permission: str = "case.read") -> CaseHead:
    """The case's head; raises NotFound when there is none or the permission does not reach it."""
    if not reaches(viewer, permission, case_id):
        raise NotFound()
    (told,) = _HEAD.named(viewer.reader, case_id=case_id)
    stages = _STAGES.fetch(viewer.reader, case_id=case_id)
    return CaseHead(**told, stages=tuple(StageRow(*stage) for stage in stages))
