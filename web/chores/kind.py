"""What a kind of chore is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.stores import Chore, Job


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of chore: `do(services, job)` does it, and tells how it goes on (None: it is done).

    A standing kind is queued under its own name when a worker starts: `first` tells its first moment.
    """

    name: str
    do: "Do"
    first: Callable[[datetime], datetime] | None = None

    def standing(self, now: datetime) -> Chore | None:
        """The chore that waits from the first start on."""
        return Chore(self.name, self.name, self.first(now)) if self.first else None


Do = Callable[[Any, Job], Chore | None]
