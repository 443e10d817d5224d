"""Cases that could not go on and wait for an operator."""

from dataclasses import dataclass

from sqlalchemy import func, select

from persistence.projections.failures import table as incident
from persistence.projections.register import table as register
from persistence.queries.page import Order, Page
from persistence.queries.scope import Condition, Viewer, within

PERMISSION = "case.operate"
ORDER = Order((incident.c.case_id, incident.c.token))


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A step that failed; `reason` is the code of an error."""

    case_id: str
    token: int
    name: str
    reason: str
    title: str
    number: str


def page(viewer: Viewer, after: str | None = None) -> Page[IncidentRow]:
    """What waits within reach of `case.operate`."""
    columns = (*(column for column in incident.c if column.name != "team"), register.c.title, register.c.number)
    query = select(*columns).join(register, register.c.case_id == incident.c.case_id).where(_within(viewer))
    found = ORDER.cut(viewer.reader, query, after)
    return Page(tuple(IncidentRow(**row._mapping) for row in found.rows), found.next)


def count(viewer: Viewer) -> int:
    """How many wait."""
    return int(viewer.reader.execute(select(func.count()).select_from(incident).where(_within(viewer))).scalar_one())


def _within(viewer: Viewer) -> Condition:
    return within(viewer, PERMISSION, incident.c.case_id, incident.c.team)
