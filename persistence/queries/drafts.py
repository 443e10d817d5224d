"""What a person typed and has not sent yet."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Draft:
    """Typed pairs as they were typed; `revision` counts the times it was saved."""

    revision: int
    pairs: tuple[tuple[str, str], ...]
    saved_at: datetime


def draft(reader: Connection, account_id: str, place: str) -> Draft | None:
    """The account's draft at a place (see `persistence.drafts.place`), if there is one."""
    raise NotImplementedError
