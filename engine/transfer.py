"""A place in the case on its way from one person to another: offered, then taken, declined or withdrawn."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from engine.history import Event


@dataclass(frozen=True, slots=True)
class Transfer:
    """Who offered which place to whom, in which team; `seq` is the event that holds the summary."""

    seat: str
    by: str
    to: str
    team: str
    at: datetime
    seq: int

    @staticmethod
    def of(event: Event) -> "Transfer":
        """The offer that an event tells of."""
        data = event.data
        return Transfer(data["seat"], event.principal or "", data["to"], data["team"], event.at, event.seq)

    def to_data(self) -> dict[str, Any]:
        """As JSON-able data."""
        return asdict(self)

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Transfer":
        """What `to_data` gave, its moment as text."""
        return Transfer(**{**data, "at": datetime.fromisoformat(data["at"])})
