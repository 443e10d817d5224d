"""The moment an expression is evaluated at, and the organisation's own time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from engine.feel.errors import NEEDS_MOMENT, FeelError

if TYPE_CHECKING:
    from engine.calendars import Moment

    MomentLike = Moment
else:
    MomentLike = object


def required(moment: MomentLike | None) -> MomentLike:
    """Raises FeelError where the expression is evaluated outside time."""
    if moment is None:
        raise FeelError(NEEDS_MOMENT)
    return moment


def localized(value: datetime, moment: MomentLike | None) -> datetime:
    """A date and time without a zone is meant in the organisation's zone, as soon as one is known."""
    if value.tzinfo is not None or moment is None:
        return value
    return value.replace(tzinfo=moment.calendar.zone)
