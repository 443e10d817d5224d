"""Opening hours of one day, and days unlike their weekday."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

_TEXT = re.compile(r"([01]\d|2[0-4]):([0-5]\d)\s?[-\u2013]\s?([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """From `opens` to `closes`, minutes after midnight; 1440 is the end of the day."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= 1440:
            raise ValueError("hours begin before they end, within one day")

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """Read `09:00-18:00`. Raises ValueError."""
        found = _TEXT.fullmatch(text.strip())
        if not found:
            raise ValueError(f"hours are written 09:00-18:00, not {text!r}")
        opens, opened, closes, closed = (int(part) for part in found.groups())
        return cls(opens * 60 + opened, closes * 60 + closed)

    def shorter(self, minutes: int) -> "Hours":
        """Closing earlier, but never before a minute of work."""
        return Hours(self.opens, max(self.closes - minutes, self.opens + 1))

    def __str__(self) -> str:
        return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (self.opens, self.closes))


class Reason(StrEnum):
    """Why a day differs from its weekday."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MOVED = "moved"  # a day off moved here by decree
    WORKED = "worked"  # a weekend day worked for one that was freed
    EVE = "eve"  # shorter, before a holiday
    OWN = "own"  # the organisation's own


@dataclass(frozen=True, slots=True)
class Day:
    """A day unlike its weekday: `hours` None is a day off; `name` in the organisation's language."""

    hours: Hours | None
    reason: Reason = Reason.OWN
    name: str = ""
    since: date | None = None

    @classmethod
    def off(cls, name: str = "") -> "Day":
        return cls(None, Reason.OWN, name)

    @classmethod
    def open(cls, hours: str, name: str = "") -> "Day":
        """A day with hours of its own, e.g. `10:00-14:00`. Raises ValueError."""
        return cls(Hours.parse(hours), Reason.OWN, name)

    def to_data(self) -> dict[str, Any]:
        hours, since = self.hours and str(self.hours), self.since and self.since.isoformat()
        return {"hours": hours, "reason": str(self.reason), "name": self.name, "since": since}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Day":
        hours, since = data["hours"], data["since"]
        return cls(
            Hours.parse(hours) if hours else None,
            Reason(data["reason"]),
            data["name"],
            date.fromisoformat(since) if since else None,
        )
