"""The one source of time: handed in, never read elsewhere."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present moment, aware, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The wall clock of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A clock wound by hand, for scenarios, the demo and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, span: timedelta) -> None:
        """Move forward by `span`."""
        self.wind_to(self._now + span)

    def wind_to(self, moment: datetime) -> None:
        """Move to `moment`; a clock never runs backwards."""
        self._now = max(self._now, moment.astimezone(UTC))
