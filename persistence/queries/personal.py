"""What belongs to the viewer alone: the filters he saved."""

from sqlalchemy import select

from persistence.personal_tables import saved_filter
from persistence.queries.scope import Viewer


def filters(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Saved filters as (name, query of the address), by name."""
    mine = select(saved_filter.c.name, saved_filter.c.query).where(saved_filter.c.account_id == viewer.actor.id)
    return tuple((row.name, row.query) for row in viewer.reader.execute(mine.order_by(saved_filter.c.name)))
