"""Work in the background that is no timer of a case: one module per kind, `ALL` is the list.

A chore is claimed by one worker under a lease, so it is done by one at a time; it may be done twice when its
worker dies, so doing it again must do no harm. What takes longer than half a lease does a part and goes on
at once with the rest (`again` with the same key and what is left).
"""

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

ALL: tuple[Kind, ...] = ()
