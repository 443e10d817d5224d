"""Who is away, told by the records of cases about colleagues: coded answers of the last record of each such case."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, func, select

from persistence.projections.counted import table as counted
from persistence.projections.register import is_open
from persistence.projections.register import table as register
from persistence.queries.scope import Viewer, within

PERMISSION = "reports.read"


def away(viewer: Viewer, sets: Collection[str], on: date) -> dict[str, str]:
    """Until which day (ISO) those whose cases are within reach are away, by account; a row is from `day` to `value`."""
    if not sets:
        return {}
    reach = within(viewer, PERMISSION, register.c.case_id, register.c.team)
    newest = select(func.max(counted.c.seq)).where(counted.c.case_id == register.c.case_id, counted.c.what.in_(sets))
    told = and_(counted.c.case_id == register.c.case_id, counted.c.seq == newest.correlate(register).scalar_subquery())
    query = (
        select(register.c.lead, func.max(counted.c.value))
        .join(counted, told)
        .where(is_open, register.c.lead.is_not(None), reach, counted.c.what.in_(sets))
        .where(counted.c.day <= on.isoformat(), counted.c.value >= on.isoformat())
        .group_by(register.c.lead)
    )
    return dict(map(tuple, viewer.reader.execute(query)))
